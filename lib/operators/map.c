/* SPDX-License-Identifier: MIT */
/* map: each item becomes what the function makes of it. */
#include "shared/call.h"

#include <rill/transform.h>

static rill_batch_t map_batch(rill_stage_t *stage, const rill_value_t *in,
                              rill_value_t *out, size_t count) {
  const rill_fn_t *fn = rill_params(stage);
  size_t done = fn->kernel->map(in, out, count);
  if (done == count) return (rill_batch_t){.out = done, .then = RILL_PASS};
  return rill_kernel_stop(stage, done, rill_invoke1(fn, in[done]));
}

static bool map_pure(const void *params) {
  const rill_fn_t *fn = params;
  return fn->kernel != NULL && fn->kernel->map != NULL;
}

static const rill_stage_ops_t map_ops = {
    .name = "map",
    .code = RILL_CODE_MAP,
    .state_size = sizeof(struct rill_call_state),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call1_check,
    .forget = rill_call_forget,
    .init = rill_call1_init,
    .batch = map_batch,
    .pure = map_pure,
    .columns = true,
};

rill_operator_t *rill_map(rill_fn_t f) {
  return rill_operator_make(&map_ops, &f);
}
