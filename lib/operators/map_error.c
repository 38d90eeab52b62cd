/* SPDX-License-Identifier: MIT */
/* map_error: fails with what a function makes of the error. */
#include "shared/call.h"

#include <rill/recover.h>

static rill_step_t map_error_step(rill_stage_t *stage, rill_value_t *item) {
  (void) stage;
  (void) item;
  return RILL_PASS;
}

static void map_error_error(rill_stage_t *stage, rill_error_t *error) {
  const rill_fn_t *f = rill_params(stage);
  rill_value_t answer = rill_invoke1(f, rill_fail(error));
  if (stage->closed) {
    rill_value_unref(answer);
  } else if (answer.kind == RILL_ERROR) {
    rill_emit_failure(stage, answer);
  } else {
    rill_emit_error(stage,
                    rill_error_wrap(rill_ref(error), RILL_ETYPE,
                                    "rill_map_error: the function returned %s "
                                    "(must be error)",
                                    rill_value_kind_name(answer)));
    rill_value_unref(answer);
  }
  rill_unref(error);
}

static const rill_stage_ops_t map_error_ops = {
    .name = "map_error",
    .code = RILL_CODE_STEP,
    .params_size = sizeof(rill_fn_t),
    .check = rill_call1_check,
    .forget = rill_call_forget,
    .step = map_error_step,
    .error = map_error_error,
};

rill_operator_t *rill_map_error(rill_fn_t f) {
  return rill_operator_make(&map_error_ops, &f);
}
