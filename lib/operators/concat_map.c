/* SPDX-License-Identifier: MIT */
/* concat_map: runs the streams that the items lead to, one after another. */
#include "shared/flatten.h"

#include <rill/transform.h>

static rill_error_t *concat_map_check(const void *params) {
  return rill_check_fn(((const rill_flatten_params_t *) params)->fn, 1,
                       "the function");
}

static const rill_stage_ops_t concat_map_ops = {
    .name = "concat_map",
    RILL_FLATTEN_OPS,
    .check = concat_map_check,
};

rill_operator_t *rill_concat_map(rill_fn_t f) {
  rill_flatten_params_t params = {
    .fn = f, .max = 1, .prefetch = RILL_CAPACITY};
  return rill_operator_make(&concat_map_ops, &params);
}
