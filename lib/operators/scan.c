/* SPDX-License-Identifier: MIT */
/* scan: folds the items and passes on each sum. */
#include "shared/fold.h"
#include "shared/options.h"

#include <rill/transform.h>

static void scan_init(rill_stage_t *stage) {
  rill_fold_init(stage, rill_params(stage));
}

static rill_batch_t scan_batch(rill_stage_t *stage, const rill_value_t *in,
                               rill_value_t *out, size_t count) {
  const rill_fold_params_t *p = rill_params(stage);
  struct rill_fold_state *fold = rill_state(stage);
  size_t done = 0;
  if (!fold->seeded) {
    fold->accumulator = rill_value_ref(in[0]);
    fold->seeded = true;
    out[done++] = in[0];
  }
  done += p->fn.kernel->scan(&fold->accumulator, in + done, out + done,
                             count - done);
  return rill_fold_batch(stage, &p->fn, in, done, count, done);
}

static bool scan_pure(const void *params) {
  const rill_fold_params_t *p = params;
  return p->fn.kernel != NULL && p->fn.kernel->scan != NULL;
}

static void scan_release(rill_stage_t *stage) {
  rill_value_unref(((struct rill_fold_state *) rill_state(stage))->accumulator);
}

static const rill_stage_ops_t scan_ops = {
    .name = "scan",
    .code = RILL_CODE_SCAN,
    .state_size = sizeof(struct rill_fold_state),
    .params_size = sizeof(rill_fold_params_t),
    .check = rill_fold_check,
    .forget = rill_fold_forget,
    .init = scan_init,
    .batch = scan_batch,
    .pure = scan_pure,
    .columns = true,
    .release = scan_release,
};

rill_operator_t *rill_scan_opts(const rill_scan_opts_t *options) {
  RILL_OPTIONS(rill_scan_opts_t, o, options);
  rill_fold_params_t params = {o.fn, o.seed, o.seeded};
  return rill_operator_make(&scan_ops, &params);
}
