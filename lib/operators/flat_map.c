/* SPDX-License-Identifier: MIT */
/* flat_map: runs the stream that each item leads to, many at once. */
#include "shared/flatten.h"

static rill_error_t *flat_map_check(const void *params) {
  return rill_flatten_check_fn(params, 1);
}

static const rill_stage_ops_t flat_map_ops = {
    .name = "flat_map",
    RILL_FLATTEN_OPS,
    .check = flat_map_check,
};

rill_operator_t *rill_flat_map_opts(const rill_flat_map_opts_t *options) {
  rill_flatten_params_t params = rill_flatten_params(options);
  return rill_operator_make(&flat_map_ops, &params);
}
