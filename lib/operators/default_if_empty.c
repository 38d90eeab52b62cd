/* SPDX-License-Identifier: MIT */
/* default_if_empty: a value for a stream that ends without an item. */
#include "shared/items.h"
#include "shared/result.h"

#include <rill/aggregate.h>

struct default_if_empty {
  rill_result_t instead;
  bool any;
};

static rill_error_t *default_if_empty_check(const void *params) {
  return rill_check_item(*(const rill_value_t *) params, "value");
}

static rill_step_t default_if_empty_step(rill_stage_t *stage,
                                         rill_value_t *item) {
  struct default_if_empty *state = rill_state(stage);
  (void) item;
  state->any = true;
  return RILL_PASS;
}

static void default_if_empty_complete(rill_stage_t *stage) {
  const rill_value_t *value = rill_params(stage);
  struct default_if_empty *state = rill_state(stage);
  if (state->any)
    rill_emit_complete(stage);
  else
    rill_result_set(stage, &state->instead, rill_value_ref(*value));
}

static void default_if_empty_request(rill_stage_t *stage, int64_t count) {
  struct default_if_empty *state = rill_state(stage);
  rill_result_request(stage, &state->instead);
  rill_ask(stage, count);
}

static void default_if_empty_release(rill_stage_t *stage) {
  struct default_if_empty *state = rill_state(stage);
  rill_result_release(stage, &state->instead);
}

static const rill_stage_ops_t default_if_empty_ops = {
    .name = "default_if_empty",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct default_if_empty),
    .params_size = sizeof(rill_value_t),
    .check = default_if_empty_check,
    .forget = rill_items_forget,
    .step = default_if_empty_step,
    .complete = default_if_empty_complete,
    .request = default_if_empty_request,
    .release = default_if_empty_release,
};

rill_operator_t *rill_default_if_empty(rill_value_t value) {
  return rill_operator_make(&default_if_empty_ops, &value);
}
