/* SPDX-License-Identifier: MIT */
/* conflate: while downstream does not ask, items are folded into one. */
#include "shared/conflate.h"

#include <rill/flow.h>

static const rill_stage_ops_t conflate_ops = {
    .name = "conflate",
    RILL_CONFLATE_OPS,
};

rill_operator_t *rill_conflate(rill_fn_t seed0, rill_fn_t acc) {
  rill_conflate_params_t params = {seed0, acc, RILL_UNBOUNDED};
  return rill_operator_make(&conflate_ops, &params);
}
