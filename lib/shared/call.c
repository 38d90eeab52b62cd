/* SPDX-License-Identifier: MIT */
/* call: operators around one function. */
#include "shared/call.h"

rill_error_t *rill_call0_check(const void *params) {
  return rill_check_fn(*(const rill_fn_t *) params, 0, "the function");
}

rill_error_t *rill_call1_check(const void *params) {
  return rill_check_fn(*(const rill_fn_t *) params, 1, "the function");
}

rill_error_t *rill_call2_check(const void *params) {
  return rill_check_fn(*(const rill_fn_t *) params, 2, "the function");
}

void rill_call_forget(void *params) { rill_fn_drop(*(rill_fn_t *) params); }

rill_batch_t rill_kernel_stop(const rill_stage_t *stage, size_t out,
                              rill_value_t answer) {
  rill_batch_t batch = {.out = out, .then = RILL_FAIL, .error = answer};
  if (answer.kind == RILL_ERROR) return batch;
  rill_value_unref(answer);
  batch.error = rill_fail(rill_error_new(
      RILL_ETYPE, "rill_%s: the kernel refuses an item that the function takes",
      stage->ops->name));
  return batch;
}

void rill_call1_init(rill_stage_t *stage) {
  const rill_fn_t *fn = rill_params(stage);
  struct rill_call_state *state = rill_state(stage);
  state->call = fn->as.call1;
  state->context = fn->context;
}
