/* SPDX-License-Identifier: MIT */
/* merge_scan: runs the streams that the last item that came out and each one
 * that came in lead to, many at once. */
#include "shared/flatten.h"
#include "shared/options.h"

#include <rill/transform.h>

static rill_error_t *merge_scan_check(const void *params) {
  return rill_flatten_check_fn(params, 2);
}

static const rill_stage_ops_t merge_scan_ops = {
    .name = "merge_scan",
    RILL_FLATTEN_OPS,
    .check = merge_scan_check,
};

rill_operator_t *rill_merge_scan_opts(const rill_merge_scan_opts_t *options) {
  RILL_OPTIONS(rill_merge_scan_opts_t, o, options);
  rill_flatten_params_t params = {
      .fn = o.fn,
      .seed = o.seed,
      .folds = true,
      .max = o.max_concurrent != 0 ? o.max_concurrent : RILL_FLATTEN_MAX,
      .prefetch = o.prefetch != 0 ? o.prefetch : RILL_CAPACITY,
  };
  return rill_operator_make(&merge_scan_ops, &params);
}
