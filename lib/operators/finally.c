/* SPDX-License-Identifier: MIT */
/* finally: calls a function once, after the end or a cancel. */
#include "shared/call.h"

#include <rill/recover.h>

struct finally { bool begun; };

static void finally_start(rill_stage_t *stage) {
  ((struct finally *) rill_state(stage))->begun = true;
}

static rill_step_t finally_step(rill_stage_t *stage, rill_value_t *item) {
  (void) stage;
  (void) item;
  return RILL_PASS;
}

static void finally_release(rill_stage_t *stage) {
  struct finally *finally = rill_state(stage);
  if (!finally->begun) return; /* nothing has been subscribed */
  rill_value_t result = rill_invoke0(rill_params(stage));
  if (result.kind == RILL_ERROR)
    rill_scheduler_unhandled(rill_stage_scheduler(stage),
                             rill_as_error(result));
  rill_value_unref(result);
}

static const rill_stage_ops_t finally_ops = {
    .name = "finally",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct finally),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call0_check,
    .forget = rill_call_forget,
    .start = finally_start,
    .step = finally_step,
    .release = finally_release,
};

rill_operator_t *rill_finally(rill_fn_t f) {
  return rill_operator_make(&finally_ops, &f);
}
