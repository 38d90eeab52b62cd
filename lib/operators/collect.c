/* SPDX-License-Identifier: MIT */
/* collect: folds all items from a seed that each run makes for itself. */
#include "core/operator.h"
#include "shared/result.h"

#include <rill/aggregate.h>

struct collect_params {
  rill_fn_t seed, acc;
};

struct collect {
  struct rill_fold_state fold; /* the driver's; so first */
  rill_result_t result;
};

static rill_error_t *collect_check(const void *params) {
  const struct collect_params *p = params;
  rill_error_t *error = rill_check_fn(p->seed, 0, "seed");
  return error != NULL ? error : rill_check_fn(p->acc, 2, "acc");
}

static void collect_forget(void *params) {
  struct collect_params *p = params;
  rill_fn_drop(p->seed);
  rill_fn_drop(p->acc);
}

static void collect_init(rill_stage_t *stage) {
  const struct collect_params *p = rill_params(stage);
  struct collect *collect = rill_state(stage);
  collect->fold.call = p->acc.as.call2;
  collect->fold.context = p->acc.context;
  collect->fold.seeded = true;
  stage->code = RILL_CODE_FOLD_COUNTED; /* the seed may be anything */
}

static void collect_start(rill_stage_t *stage) {
  const struct collect_params *p = rill_params(stage);
  struct collect *collect = rill_state(stage);
  rill_value_t seed = rill_invoke0(&p->seed);
  if (seed.kind == RILL_ERROR) {
    rill_emit_failure(stage, seed);
    return;
  }
  collect->fold.accumulator = seed;
  rill_result_start(stage);
}

static void collect_complete(rill_stage_t *stage) {
  struct collect *collect = rill_state(stage);
  rill_value_t sum = collect->fold.accumulator;
  collect->fold.accumulator = rill_none();
  rill_result_set(stage, &collect->result, sum);
}

static void collect_request(rill_stage_t *stage, int64_t count) {
  (void) count;
  rill_result_request(stage, &((struct collect *) rill_state(stage))->result);
}

static void collect_release(rill_stage_t *stage) {
  struct collect *collect = rill_state(stage);
  rill_value_unref(collect->fold.accumulator);
  rill_result_release(stage, &collect->result);
}

static const rill_stage_ops_t collect_ops = {
    .name = "collect",
    .code = RILL_CODE_FOLD,
    .state_size = sizeof(struct collect),
    .params_size = sizeof(struct collect_params),
    .check = collect_check,
    .forget = collect_forget,
    .init = collect_init,
    .start = collect_start,
    .complete = collect_complete,
    .request = collect_request,
    .release = collect_release,
};

rill_operator_t *rill_collect(rill_fn_t seed, rill_fn_t acc) {
  struct collect_params params = {seed, acc};
  return rill_operator_make(&collect_ops, &params);
}
