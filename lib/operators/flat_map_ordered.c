/* SPDX-License-Identifier: MIT */
/* flat_map_ordered: runs the streams that the items lead to, many at once, and
 * passes on what they emit in the order of the items. */
#include "shared/flatten.h"

static rill_error_t *flat_map_ordered_check(const void *params) {
  return rill_flatten_check_fn(params, 1);
}

static const rill_stage_ops_t flat_map_ordered_ops = {
    .name = "flat_map_ordered",
    RILL_FLATTEN_OPS,
    .check = flat_map_ordered_check,
};

rill_operator_t *
rill_flat_map_ordered_opts(const rill_flat_map_opts_t *options) {
  rill_flatten_params_t params = rill_flatten_params(options);
  params.ordered = true;
  return rill_operator_make(&flat_map_ordered_ops, &params);
}
