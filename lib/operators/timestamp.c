/* SPDX-License-Identifier: MIT */
/* timestamp: each item with the time at which it came. */
#include "core/operator.h"

#include <rill/time.h>

static rill_step_t timestamp_step(rill_stage_t *stage, rill_value_t *item) {
  *item = rill_timestamped(rill_value_ref(*item), rill_stage_now(stage));
  return item->kind == RILL_ERROR ? RILL_FAIL : RILL_SWAP;
}

static const rill_stage_ops_t timestamp_ops = {
    .name = "timestamp",
    .code = RILL_CODE_STEP,
    .step = timestamp_step,
};

rill_operator_t *rill_timestamp(void) {
  return rill_operator_make(&timestamp_ops, NULL);
}
