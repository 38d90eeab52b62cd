/* SPDX-License-Identifier: MIT */
/* from_callable: each run calls a function for its one value. */
#include "shared/call.h"
#include "shared/result.h"

#include <rill/create.h>

static void from_callable_start(rill_stage_t *stage) {
  rill_value_t value = rill_invoke0(rill_params(stage));
  if (stage->closed)
    rill_value_unref(value);
  else if (value.kind == RILL_ERROR)
    rill_emit_failure(stage, value);
  else
    rill_result_set(stage, rill_state(stage), value);
}

static void from_callable_request(rill_stage_t *stage, int64_t count) {
  (void) count;
  rill_result_request(stage, rill_state(stage));
}

static void from_callable_release(rill_stage_t *stage) {
  rill_result_release(stage, rill_state(stage));
}

static const rill_stage_ops_t from_callable_ops = {
    .name = "from_callable",
    .state_size = sizeof(rill_result_t),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call0_check,
    .forget = rill_call_forget,
    .start = from_callable_start,
    .request = from_callable_request,
    .release = from_callable_release,
};

rill_observable_t *rill_from_callable(rill_fn_t f) {
  return rill_source_make(&from_callable_ops, &f);
}
