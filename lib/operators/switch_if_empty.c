/* SPDX-License-Identifier: MIT */
/* switch_if_empty: goes on with another stream if there was no item. */
#include "shared/resubscribe.h"

#include <rill/aggregate.h>

struct switch_if_empty {
  rill_resubscribe_t runs;
  bool any;
};

static rill_observable_t *other_of(const void *params) {
  return *(rill_observable_t *const *) params;
}

static rill_error_t *switch_if_empty_check(const void *params) {
  return other_of(params) == NULL ? rill_refuse("other is NULL") : NULL;
}

static void switch_if_empty_forget(void *params) {
  rill_unref(other_of(params));
}

static size_t switch_if_empty_next(rill_stage_t *stage,
                                   const rill_value_t *items, size_t count) {
  struct switch_if_empty *state = rill_state(stage);
  state->any = true;
  return rill_resubscribe_next(stage, items, count);
}

static void switch_if_empty_complete(rill_stage_t *stage) {
  const struct switch_if_empty *state = rill_state(stage);
  if (state->any)
    rill_emit_complete(stage);
  else
    rill_resubscribe_last(stage, rill_ref(other_of(rill_params(stage))));
}

static const rill_stage_ops_t switch_if_empty_ops = {
    .name = "switch_if_empty",
    .state_size = sizeof(struct switch_if_empty),
    .params_size = sizeof(rill_observable_t *),
    .check = switch_if_empty_check,
    .forget = switch_if_empty_forget,
    .next = switch_if_empty_next,
    .complete = switch_if_empty_complete,
    RILL_RESUBSCRIBE_OPS,
};

rill_operator_t *rill_switch_if_empty(rill_observable_t *other) {
  return rill_operator_make(&switch_if_empty_ops, &other);
}
