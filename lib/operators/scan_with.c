/* SPDX-License-Identifier: MIT */
/* scan_with: folds the items from a seed that each run makes for itself, and
 * passes on each sum. */
#include "core/operator.h"

#include <rill/transform.h>

struct scan_with_params {
  rill_fn_t seed, acc;
};

static rill_error_t *scan_with_check(const void *params) {
  const struct scan_with_params *p = params;
  rill_error_t *error = rill_check_fn(p->seed, 0, "seed");
  return error != NULL ? error : rill_check_fn(p->acc, 2, "acc");
}

static void scan_with_forget(void *params) {
  struct scan_with_params *p = params;
  rill_fn_drop(p->seed);
  rill_fn_drop(p->acc);
}

static void scan_with_init(rill_stage_t *stage) {
  const struct scan_with_params *p = rill_params(stage);
  struct rill_fold_state *fold = rill_state(stage);
  fold->call = p->acc.as.call2;
  fold->context = p->acc.context;
  fold->seeded = true;
}

static void scan_with_start(rill_stage_t *stage) {
  const struct scan_with_params *p = rill_params(stage);
  struct rill_fold_state *fold = rill_state(stage);
  rill_value_t seed = rill_invoke0(&p->seed);
  if (seed.kind == RILL_ERROR)
    rill_emit_failure(stage, seed);
  else
    fold->accumulator = seed;
}

static void scan_with_release(rill_stage_t *stage) {
  rill_value_unref(((struct rill_fold_state *) rill_state(stage))->accumulator);
}

static const rill_stage_ops_t scan_with_ops = {
    .name = "scan_with",
    .code = RILL_CODE_SCAN,
    .state_size = sizeof(struct rill_fold_state),
    .params_size = sizeof(struct scan_with_params),
    .check = scan_with_check,
    .forget = scan_with_forget,
    .init = scan_with_init,
    .start = scan_with_start,
    .release = scan_with_release,
};

rill_operator_t *rill_scan_with(rill_fn_t seed, rill_fn_t acc) {
  struct scan_with_params params = {seed, acc};
  return rill_operator_make(&scan_with_ops, &params);
}
