/* SPDX-License-Identifier: MIT */
/* sort: all items in their order, once all have come. */
#include "core/pump.h"
#include "shared/buffer.h"
#include "shared/options.h"
#include "shared/order.h"
#include "shared/total.h"

#include <rill/aggregate.h>

struct sort_params {
  rill_fn_t cmp;
  int64_t capacity;
};

struct sort {
  rill_pump_t pump; /* of what is sorted */
  rill_buffer_t items;
};

static rill_error_t *sort_check(const void *params) {
  const struct sort_params *p = params;
  rill_error_t *error = rill_check_optional_fn(p->cmp, 2, "cmp");
  return error != NULL ? error : rill_check_capacity(p->capacity);
}

static void sort_forget(void *params) {
  rill_fn_drop(((struct sort_params *) params)->cmp);
}

static size_t sort_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count) {
  const struct sort_params *p = rill_params(stage);
  struct sort *sort = rill_state(stage);
  for (size_t i = 0; i < count && !stage->closed; i++) {
    if (p->capacity > 0 && (int64_t) sort->items.count == p->capacity)
      rill_emit_error(stage, rill_total_full(stage, p->capacity, "items"));
    else if (!rill_buffer_push(&sort->items, items[i]))
      rill_emit_error(stage, rill_error_no_memory());
  }
  return count;
}

/* --- Merging, from the bottom up ------------------------------------------ */

/* Two neighbouring rows that are in order, from `low` and from `middle` on.
 * What is equal keeps its order. NULL or an error. */
static rill_error_t *sort_merge(rill_stage_t *stage, const rill_value_t *from,
                                rill_value_t *to, size_t low, size_t middle,
                                size_t high) {
  const struct sort_params *p = rill_params(stage);
  size_t a = low, b = middle, at = low;
  while (a < middle && b < high && !stage->closed) {
    int order;
    rill_error_t *error = rill_order(stage, &p->cmp, from[b], from[a], &order);
    if (error != NULL) return error;
    to[at++] = order < 0 ? from[b++] : from[a++];
  }
  memcpy(to + at, from + a, (middle - a) * sizeof *to);
  memcpy(to + at + (middle - a), from + b, (high - b) * sizeof *to);
  return NULL;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Rows of `width` become rows of twice that. */
static rill_error_t *sort_pass(rill_stage_t *stage, const rill_value_t *from,
                               rill_value_t *to, size_t count, size_t width) {
  rill_error_t *error = NULL;
  for (size_t low = 0; low < count && error == NULL && !stage->closed;
       low += least(2 * width, count - low)) {
    size_t middle = low + least(width, count - low);
    size_t high = middle + least(width, count - middle);
    error = sort_merge(stage, from, to, low, middle, high);
  }
  return error;
}

/* `*items` is what is whole in any case, `*spare` the other row. */
static rill_error_t *sort_rows(rill_stage_t *stage, rill_value_t **items,
                               rill_value_t **spare, size_t count) {
  for (size_t width = 1; width < count; width *= 2) {
    rill_error_t *error = sort_pass(stage, *items, *spare, count, width);
    if (error != NULL || stage->closed) return error;
    rill_value_t *sorted = *spare;
    *spare = *items;
    *items = sorted;
  }
  return NULL;
}

static rill_error_t *sort_all(rill_stage_t *stage) {
  rill_buffer_t *row = &((struct sort *) rill_state(stage))->items;
  rill_buffer_t spare = {0};
  if (row->count < 2) return NULL;
  if (!rill_buffer_reserve(&spare, row->room)) return rill_error_no_memory();
  rill_error_t *error = sort_rows(stage, &row->items, &spare.items, row->count);
  rill_buffer_clear(&spare);
  return error;
}

/* --- Giving out ----------------------------------------------------------- */

static void sort_complete(rill_stage_t *stage) {
  const struct sort *sort = rill_state(stage);
  rill_error_t *error = sort_all(stage);
  if (error != NULL)
    rill_emit_error(stage, error);
  else if (sort->items.count == 0)
    rill_emit_complete(stage);
  else
    rill_pump_start(stage);
}

static const rill_value_t *sort_fill(rill_stage_t *stage, rill_value_t *scratch,
                                     size_t room, size_t *count, bool *done) {
  rill_buffer_t *row = &((struct sort *) rill_state(stage))->items;
  const rill_value_t *items = row->items + row->head;
  (void) scratch;
  *count = least(room, row->count);
  row->head += *count;
  row->count -= *count;
  *done = row->count == 0;
  return items;
}

static void sort_release(rill_stage_t *stage) {
  rill_pump_release(stage);
  rill_let_go_buffer(stage, &((struct sort *) rill_state(stage))->items);
}

static const rill_stage_ops_t sort_ops = {
    .name = "sort",
    .state_size = sizeof(struct sort),
    .params_size = sizeof(struct sort_params),
    .check = sort_check,
    .forget = sort_forget,
    .start = rill_result_start,
    .next = sort_next,
    .complete = sort_complete,
    .fill = sort_fill,
    .fill_owns = true,
    .request = rill_pump_request,
    .release = sort_release,
};

rill_operator_t *rill_sort_opts(const rill_sort_opts_t *options) {
  RILL_OPTIONS(rill_sort_opts_t, o, options);
  struct sort_params params = {o.cmp, o.capacity};
  return rill_operator_make(&sort_ops, &params);
}
