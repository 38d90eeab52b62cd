/* SPDX-License-Identifier: MIT */
/* with_latest_from: each item with the latest ones of other streams. */
#include "shared/gather.h"

#include <rill/combine.h>

static void with_latest_from_items(rill_stage_t *stage, size_t index,
                                   const rill_value_t *items, size_t count) {
  rill_gather_t *g = rill_state(stage);
  rill_value_t old = g->row[index + 1];
  g->row[index + 1] = rill_value_ref(items[count - 1]);
  if (!g->inputs[index].filled) g->missing--;
  g->inputs[index].filled = true;
  rill_value_unref(old);
}

static void with_latest_from_done(rill_stage_t *stage, size_t index) {
  rill_gather_t *g = rill_state(stage);
  if (!g->inputs[index].filled) rill_gather_end(stage);
}

static const rill_gather_kind_t with_latest_from_kind = {
  with_latest_from_items, with_latest_from_done};

static void with_latest_from_init(rill_stage_t *stage) {
  rill_gather_init(stage, &with_latest_from_kind);
}

/* What is dropped uses no demand up: so it is asked for again. */
static size_t with_latest_from_next(rill_stage_t *stage,
                                    const rill_value_t *items, size_t count) {
  rill_gather_t *g = rill_state(stage);
  size_t used = 0;
  for (size_t i = 0; i < count && !stage->closed && !g->over; i++) {
    if (g->missing > 0) continue;
    g->row[0] = items[i];
    rill_value_t list = rill_list(g->row, g->count + 1);
    g->row[0] = rill_none(); /* was borrowed */
    used += rill_gather_emit(stage, list);
  }
  rill_gather_settle(stage);
  return used;
}

static const rill_stage_ops_t with_latest_from_ops = {
  .name = "with_latest_from",
  .state_size = sizeof(rill_gather_t),
  RILL_GATHER_OPS,
  .init = with_latest_from_init,
  .start = rill_gather_start,
  .next = with_latest_from_next,
  .release = rill_gather_release,
};

rill_operator_t *rill_with_latest_from_array(rill_observable_t *const *others,
                                             size_t count) {
  rill_gather_params_t params = {.prefetch = RILL_UNBOUNDED};
  if (!rill_gather_sources(&params, others, count))
    return rill_operator_failed(rill_error_no_memory());
  return rill_operator_make(&with_latest_from_ops, &params);
}
