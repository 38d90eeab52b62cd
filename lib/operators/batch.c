/* SPDX-License-Identifier: MIT */
/* batch: conflate, with a bound at which upstream waits. */
#include "shared/conflate.h"

#include <rill/flow.h>

static const rill_stage_ops_t batch_ops = {
    .name = "batch",
    RILL_CONFLATE_OPS,
};

rill_operator_t *rill_batch(int64_t max, rill_fn_t seed0, rill_fn_t acc) {
  rill_conflate_params_t params = {seed0, acc, max};
  return rill_operator_make(&batch_ops, &params);
}
