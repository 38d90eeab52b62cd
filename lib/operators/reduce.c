/* SPDX-License-Identifier: MIT */
/* reduce: folds all items into one, delivered at the end. */
#include "shared/fold.h"
#include "shared/result.h"

#include <rill/aggregate.h>

struct reduce {
  struct rill_fold_state fold; /* the driver's; so first */
  rill_result_t result;
};

static void reduce_init(rill_stage_t *stage) {
  rill_fold_init(stage, rill_params(stage));
}

static rill_batch_t reduce_batch(rill_stage_t *stage, const rill_value_t *in,
                                 rill_value_t *out, size_t count) {
  const rill_fold_params_t *p = rill_params(stage);
  struct reduce *reduce = rill_state(stage);
  size_t done = 0;
  (void) out;
  if (!reduce->fold.seeded) {
    reduce->fold.accumulator = rill_value_ref(in[done++]);
    reduce->fold.seeded = true;
  }
  done += p->fn.kernel->fold(&reduce->fold.accumulator, in + done,
                             count - done);
  return rill_fold_batch(stage, &p->fn, in, done, count, 0);
}

static bool reduce_pure(const void *params) {
  const rill_fold_params_t *p = params;
  return p->fn.kernel != NULL && p->fn.kernel->fold != NULL;
}

static void reduce_complete(rill_stage_t *stage) {
  struct reduce *reduce = rill_state(stage);
  if (!reduce->fold.seeded) {
    rill_emit_error(stage,
                    rill_error_new(RILL_EEMPTY, "%s: the stream ended without "
                                                "an item, and there is no seed",
                                   stage->ops->name));
    return;
  }
  rill_value_t sum = reduce->fold.accumulator;
  reduce->fold.accumulator = rill_none();
  rill_result_set(stage, &reduce->result, sum);
}

static void reduce_request(rill_stage_t *stage, int64_t count) {
  (void) count;
  rill_result_request(stage, &((struct reduce *) rill_state(stage))->result);
}

static void reduce_release(rill_stage_t *stage) {
  struct reduce *reduce = rill_state(stage);
  rill_value_unref(reduce->fold.accumulator);
  rill_result_release(stage, &reduce->result);
}

static const rill_stage_ops_t reduce_ops = {
    .name = "reduce",
    .code = RILL_CODE_FOLD,
    .state_size = sizeof(struct reduce),
    .params_size = sizeof(rill_fold_params_t),
    .check = rill_fold_check,
    .forget = rill_fold_forget,
    .init = reduce_init,
    .start = rill_result_start,
    .batch = reduce_batch,
    .pure = reduce_pure,
    .columns = true,
    .complete = reduce_complete,
    .request = reduce_request,
    .release = reduce_release,
};

rill_operator_t *rill_reduce_opts(const rill_reduce_opts_t *options) {
  rill_fold_params_t params = {options->fn, options->seed, options->seeded};
  return rill_operator_make(&reduce_ops, &params);
}
