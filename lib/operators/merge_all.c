/* SPDX-License-Identifier: MIT */
/* merge_all: the items are streams; runs them, up to `max` at once. */
#include "shared/flatten.h"

#include <rill/transform.h>

static const rill_stage_ops_t merge_all_ops = {
    .name = "merge_all",
    RILL_FLATTEN_OPS,
    .check = rill_flatten_check,
};

rill_operator_t *rill_merge_all(int64_t max_concurrent) {
  rill_flatten_params_t params = {
    .max = max_concurrent,
    .prefetch = RILL_CAPACITY,
    .ahead = RILL_CAPACITY,
  };
  return rill_operator_make(&merge_all_ops, &params);
}
