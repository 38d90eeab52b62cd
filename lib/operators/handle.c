/* SPDX-License-Identifier: MIT */
/* handle: map and filter in one: what the function answers with nothing is
 * dropped. */
#include "shared/call.h"

#include <rill/transform.h>

static rill_step_t handle_step(rill_stage_t *stage, rill_value_t *item) {
  const rill_fn_t *fn = rill_params(stage);
  *item = rill_invoke1(fn, *item);
  if (item->kind == RILL_ERROR) return RILL_FAIL;
  return item->kind == RILL_NONE ? RILL_DROP : RILL_SWAP;
}

static const rill_stage_ops_t handle_ops = {
    .name = "handle",
    .code = RILL_CODE_STEP,
    .params_size = sizeof(rill_fn_t),
    .check = rill_call1_check,
    .forget = rill_call_forget,
    .step = handle_step,
};

rill_operator_t *rill_handle(rill_fn_t f) {
  return rill_operator_make(&handle_ops, &f);
}
