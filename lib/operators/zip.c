/* SPDX-License-Identifier: MIT */
/* zip: lists of the first items of all streams, of the second items… */
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

static void zip_init(rill_stage_t *stage) {
  rill_gather_init(stage, &zip_kind);
}

static void zip_request(rill_stage_t *stage, int64_t count) {
  rill_gather_t *g = rill_state(stage);
  rill_demand_add(&g->demand, count);
  if (g->inputs != NULL) zip_settle(stage);
}

#define ZIP_OPS                                                               \
  RILL_GATHER_OPS, .state_size = sizeof(rill_gather_t), .init = zip_init,     \
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
