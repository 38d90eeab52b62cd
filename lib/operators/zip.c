/* SPDX-License-Identifier: MIT */
/* zip: lists of the first items of all streams, of the second items… */
#include "base/list.h"
#include "core/chain.h"
#include "core/pump.h"
#include "shared/gather.h"
#include "shared/options.h"

#include <rill/combine.h>

/* One of each, as a list. */
static rill_value_t zip_take(rill_stage_t *stage) {
  rill_gather_t *g = rill_state(stage);
  for (size_t i = 0; i < g->count; i++) {
    rill_gather_input_t *input = &g->inputs[i];
    g->row[i] = rill_ring_pop(&input->queue);
    input->taken++;
    if (input->queue.count > 0) continue;
    g->missing++;
    if (input->done) g->over = true;
  }
  rill_value_t list = rill_list_own(g->row, g->count);
  memset(g->row, 0, g->count * sizeof *g->row);
  return list;
}

static void zip_replenish(rill_stage_t *stage) {
  rill_gather_t *g = rill_state(stage);
  for (size_t i = 0; i < g->count && !stage->closed && !g->over; i++)
    rill_gather_replenish(stage, i);
}

/* The inputs are asked only between two lists, so that what they answer with
 * at once is queued, and this loop goes on. */
static void zip_settle(rill_stage_t *stage) {
  rill_gather_t *g = rill_state(stage);
  if (g->emitting) return;
  while (!stage->closed && !g->over && g->demand > 0 && g->missing == 0) {
    rill_demand_use(&g->demand, rill_gather_emit(stage, zip_take(stage)));
    if (stage->closed) return;
    g->emitting = true;
    zip_replenish(stage);
    g->emitting = false;
  }
  rill_gather_settle(stage);
}

static void zip_items(rill_stage_t *stage, size_t index,
                      const rill_value_t *items, size_t count) {
  rill_gather_t *g = rill_state(stage);
  rill_gather_input_t *input = &g->inputs[index];
  if (input->queue.count == 0) g->missing--;
  for (size_t i = 0; i < count; i++) {
    if (rill_ring_push(&input->queue, rill_value_ref(items[i]))) continue;
    rill_gather_fail(stage, rill_error_no_memory());
    return;
  }
  zip_settle(stage);
}

static void zip_done(rill_stage_t *stage, size_t index) {
  rill_gather_t *g = rill_state(stage);
  if (g->inputs[index].queue.count == 0) rill_gather_end(stage);
}

static const rill_gather_kind_t zip_kind = {zip_items, zip_done};

/* --- Streams whose items are there: nothing has to run, or to wait -------- */

enum { LISTS = 32 };

/* A list that nobody has kept is filled again. */
struct zip_rows {
  rill_pump_t pump; /* the pump's; so first */
  uint64_t made, count;
  rill_value_t values[LISTS];
  rill_list_t *lists[LISTS]; /* the same */
};

/* Of all streams, the shortest counts. */
static bool rows_count(rill_stage_t *stage, uint64_t *least) {
  const rill_gather_params_t *p = rill_params(stage);
  size_t count = p->count + (p->upstream ? 1 : 0);
  rill_supply_t supply;
  *least = UINT64_MAX;
  for (size_t i = 0; i < count; i++) {
    if (!rill_observable_supply(rill_gather_at(stage, i), &supply))
      return false;
    if (supply.count < *least) *least = supply.count;
  }
  return count > 0;
}

static bool rows_room(struct zip_rows *rows, size_t k, size_t width) {
  if (rows->lists[k] != NULL && rill_list_is_ours(rows->lists[k])) return true;
  rill_value_unref(rows->values[k]);
  rows->values[k] = rill_list_blank(width);
  rows->lists[k] = rill_list_of(rows->values[k]);
  return rows->lists[k] != NULL;
}

/* The items of one stream, into their place in all lists. */
static void rows_put(struct zip_rows *rows, const rill_supply_t *supply,
                     size_t place, size_t count) {
  int64_t first = rill_int_after(supply->first, rows->made);
  if (supply->items == NULL) {
    for (size_t k = 0; k < count; k++)
      rows->lists[k]->items[place] = rill_int(first + (int64_t) k);
    return;
  }
  for (size_t k = 0; k < count; k++) {
    rill_value_t old = rows->lists[k]->items[place];
    rows->lists[k]->items[place] =
        rill_value_ref(supply->items[rows->made + k]);
    rill_value_unref(old);
  }
}

static const rill_value_t *rows_fill(rill_stage_t *stage,
                                     rill_value_t *scratch, size_t room,
                                     size_t *count, bool *done) {
  const rill_gather_params_t *p = rill_params(stage);
  struct zip_rows *rows = rill_state(stage);
  size_t width = p->count + (p->upstream ? 1 : 0), n = 0;
  uint64_t left = rows->count - rows->made;
  rill_supply_t supply;
  (void) scratch;
  if (room > LISTS) room = LISTS;
  if (room > left) room = (size_t) left;
  while (n < room && rows_room(rows, n, width)) n++;
  for (size_t i = 0; i < width; i++) {
    rill_observable_supply(rill_gather_at(stage, i), &supply);
    rows_put(rows, &supply, i, n);
  }
  rows->made += n;
  *count = n;
  *done = n == left;
  if (n == 0) rill_emit_error(stage, rill_error_no_memory());
  return rows->values;
}

static void rows_start(rill_stage_t *stage) {
  struct zip_rows *rows = rill_state(stage);
  if (rows->count == 0)
    rill_emit_complete(stage);
  else
    rill_pump_start(stage);
}

static void rows_release(rill_stage_t *stage) {
  struct zip_rows *rows = rill_state(stage);
  rill_pump_release(stage);
  for (size_t k = 0; k < LISTS; k++) {
    rill_value_unref(rows->values[k]);
    rows->values[k] = rill_none();
    rows->lists[k] = NULL;
  }
}

/* Two streams for who takes the lists apart again: there are none. */
static size_t pairs_send(rill_stage_t *stage, size_t room, bool *done) {
  struct zip_rows *rows = rill_state(stage);
  uint64_t at = rows->made, left = rows->count - at;
  size_t count = left < room ? (size_t) left : room;
  rill_supply_t pair[2];
  for (size_t i = 0; i < 2; i++)
    rill_observable_supply(rill_gather_at(stage, i), &pair[i]);
  rows->made += count;
  *done = count == left;
  return rill_emit_pairs(stage, pair, at, count);
}

#define ROWS_OPS                                                              \
  .start = rows_start, .request = rill_pump_request, .release = rows_release

/* The lists, or the pairs; of each the operator and the source. */
static const rill_stage_ops_t zip_rows_ops[2][2] = {
    {{.name = "zip_of", .fill = rows_fill, ROWS_OPS},
     {.name = "zip", .fill = rows_fill, ROWS_OPS}},
    {{.name = "zip_of", .send = pairs_send, ROWS_OPS},
     {.name = "zip", .send = pairs_send, ROWS_OPS}},
};

/* --- The stage ------------------------------------------------------------ */

union zip_state {
  rill_gather_t gather;
  struct zip_rows rows;
};

static void zip_init(rill_stage_t *stage) {
  const rill_gather_params_t *p = rill_params(stage);
  uint64_t count;
  if (!rows_count(stage, &count)) {
    rill_gather_init(stage, &zip_kind);
    return;
  }
  size_t width = p->count + (p->upstream ? 1 : 0);
  bool pairs = width == 2 && rill_takes_pairs(stage);
  stage->ops = &zip_rows_ops[pairs][p->upstream];
  ((struct zip_rows *) rill_state(stage))->count = count;
}

static void zip_request(rill_stage_t *stage, int64_t count) {
  rill_gather_t *g = rill_state(stage);
  rill_demand_add(&g->demand, count);
  if (g->inputs != NULL) zip_settle(stage);
}

#define ZIP_OPS                                                               \
  RILL_GATHER_OPS, .state_size = sizeof(union zip_state), .init = zip_init,   \
  .start = rill_gather_start, .request = zip_request,                         \
  .release = rill_gather_release

static const rill_stage_ops_t zip_ops = {
    .name = "zip",
    .lifts = true,
    ZIP_OPS,
};

static const rill_stage_ops_t zip_of_ops = {
    .name = "zip_of",
    ZIP_OPS,
};

static rill_gather_params_t zip_params(const rill_zip_opts_t *options) {
  RILL_OPTIONS(rill_zip_opts_t, o, options);
  return (rill_gather_params_t){
    .prefetch = o.prefetch != 0 ? o.prefetch : RILL_CAPACITY,
    .delay_error = o.delay_error,
  };
}

rill_operator_t *rill_zip_array(rill_observable_t *const *others, size_t count,
                                const rill_zip_opts_t *options) {
  rill_gather_params_t params = zip_params(options);
  return rill_gather_operator(&zip_ops, &params, others, count);
}

rill_observable_t *rill_zip_of(rill_observable_t *const *sources, size_t count,
                               const rill_zip_opts_t *options) {
  rill_gather_params_t params = zip_params(options);
  return rill_gather_source(&zip_of_ops, &params, sources, count);
}
