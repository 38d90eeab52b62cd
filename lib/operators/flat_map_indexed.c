/* SPDX-License-Identifier: MIT */
/* flat_map_indexed: runs the stream that each item and its index lead to, many
 * at once. */
#include "shared/flatten.h"

static rill_error_t *flat_map_indexed_check(const void *params) {
  return rill_flatten_check_fn(params, 2);
}

static const rill_stage_ops_t flat_map_indexed_ops = {
    .name = "flat_map_indexed",
    RILL_FLATTEN_OPS,
    .check = flat_map_indexed_check,
};

rill_operator_t *
rill_flat_map_indexed_opts(const rill_flat_map_opts_t *options) {
  rill_flatten_params_t params = rill_flatten_params(options);
  return rill_operator_make(&flat_map_indexed_ops, &params);
}
