/* SPDX-License-Identifier: MIT */
/* concat_all: the items are streams; runs them one after another. */
#include "shared/flatten.h"

#include <rill/transform.h>

static const rill_stage_ops_t concat_all_ops = {
    .name = "concat_all",
    RILL_FLATTEN_OPS,
};

rill_operator_t *rill_concat_all(void) {
  rill_flatten_params_t params = {
      .max = 1,
      .prefetch = RILL_CAPACITY,
      .ahead = RILL_CAPACITY,
  };
  return rill_operator_make(&concat_all_ops, &params);
}
