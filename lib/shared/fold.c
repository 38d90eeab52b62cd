/* SPDX-License-Identifier: MIT */
/* fold: the accumulator of reduce and scan. */
#include "shared/fold.h"

#include "shared/call.h"

rill_error_t *rill_fold_check(const void *params) {
  const rill_fold_params_t *p = params;
  if (p->seed.kind == RILL_ERROR)
    return rill_refuse("the seed is an error: %s",
                       rill_error_message(rill_as_error(p->seed)));
  return rill_check_fn(p->fn, 2, "the function");
}

void rill_fold_forget(void *params) {
  rill_fold_params_t *p = params;
  rill_fn_drop(p->fn);
  rill_value_unref(p->seed);
}

void rill_fold_init(rill_stage_t *stage, const rill_fold_params_t *params) {
  struct rill_fold_state *fold = rill_state(stage);
  fold->call = params->fn.as.call2;
  fold->context = params->fn.context;
  fold->seeded = params->seeded;
  fold->accumulator = rill_value_ref(params->seed);
  if (stage->ops->code == RILL_CODE_FOLD &&
      (!params->seeded || params->seed.kind >= RILL_OBJECT))
    stage->code = RILL_CODE_FOLD_COUNTED;
}

rill_batch_t rill_fold_batch(rill_stage_t *stage, const rill_fn_t *fn,
                             const rill_value_t *in, size_t done,
                             size_t count, size_t out) {
  struct rill_fold_state *fold = rill_state(stage);
  if (done == count) return (rill_batch_t){.out = out, .then = RILL_PASS};
  return rill_kernel_stop(stage, out,
                          rill_invoke2(fn, fold->accumulator, in[done]));
}
