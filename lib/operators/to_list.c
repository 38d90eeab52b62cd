/* SPDX-License-Identifier: MIT */
/* to_list: all items as one list. */
#include "core/dropped.h"
#include "shared/options.h"
#include "shared/total.h"

#include <rill/aggregate.h>

struct to_list {
  rill_result_t result;
  rill_ring_t items; /* nothing is ever popped, so it is one straight row */
};

static rill_error_t *to_list_full(size_t capacity) {
  return rill_error_new(RILL_EOVERFLOW,
                        "rill_to_list: more than %zu items; raise .capacity "
                        "or take fewer",
                        capacity);
}

static size_t to_list_next(rill_stage_t *stage, const rill_value_t *items,
                           size_t count) {
  const size_t *capacity = rill_params(stage);
  struct to_list *state = rill_state(stage);
  for (size_t i = 0; i < count && !stage->closed; i++) {
    if (*capacity > 0 && state->items.count == *capacity)
      rill_emit_error(stage, to_list_full(*capacity));
    else if (!rill_ring_push(&state->items, rill_value_ref(items[i])))
      rill_emit_error(stage, rill_error_no_memory());
  }
  return count;
}

static void to_list_complete(rill_stage_t *stage) {
  struct to_list *state = rill_state(stage);
  rill_value_t none[1];
  rill_value_t list =
      rill_list_own(state->items.count > 0 ? state->items.items : none,
                    state->items.count);
  state->items.count = 0; /* they are the list's now */
  rill_ring_clear(&state->items);
  rill_total_set(stage, list);
}

static void to_list_release(rill_stage_t *stage) {
  rill_let_go_ring(stage, &((struct to_list *) rill_state(stage))->items);
  rill_total_release(stage);
}

static const rill_stage_ops_t to_list_ops = {
    .name = "to_list",
    .state_size = sizeof(struct to_list),
    .params_size = sizeof(size_t),
    RILL_TOTAL_OPS,
    .next = to_list_next,
    .complete = to_list_complete,
    .release = to_list_release,
};

rill_operator_t *rill_to_list_opts(const rill_to_list_opts_t *options) {
  RILL_OPTIONS(rill_to_list_opts_t, o, options);
  return rill_operator_make(&to_list_ops, &o.capacity);
}
