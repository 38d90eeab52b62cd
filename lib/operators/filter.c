/* SPDX-License-Identifier: MIT */
/* filter: passes the items for which the predicate is true. */
#include "shared/call.h"

#include <rill/filter.h>

static rill_batch_t filter_batch(rill_stage_t *stage, const rill_value_t *in,
                                 rill_value_t *out, size_t count) {
  const rill_fn_t *fn = rill_params(stage);
  rill_batch_t batch = {.then = RILL_PASS};
  size_t done = fn->kernel->filter(in, out, count, &batch.out);
  if (done == count) return batch;
  return rill_kernel_stop(stage, batch.out, rill_invoke1(fn, in[done]));
}

static bool filter_pure(const void *params) {
  const rill_fn_t *fn = params;
  return fn->kernel != NULL && fn->kernel->filter != NULL;
}

static const rill_stage_ops_t filter_ops = {
    .name = "filter",
    .code = RILL_CODE_FILTER,
    .chooses = true,
    .state_size = sizeof(struct rill_call_state),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call1_check,
    .forget = rill_call_forget,
    .init = rill_call1_init,
    .batch = filter_batch,
    .pure = filter_pure,
    .columns = true,
};

rill_operator_t *rill_filter(rill_fn_t pred) {
  return rill_operator_make(&filter_ops, &pred);
}
