/* SPDX-License-Identifier: MIT */
/* time_interval: each item with the span since the one before. */
#include "core/operator.h"

#include <rill/time.h>

struct time_interval {
  rill_time_t last; /* when an item came, or the subscription */
};

static void time_interval_start(rill_stage_t *stage) {
  struct time_interval *state = rill_state(stage);
  state->last = rill_stage_now(stage);
}

static rill_step_t time_interval_step(rill_stage_t *stage, rill_value_t *item) {
  struct time_interval *state = rill_state(stage);
  rill_time_t now = rill_stage_now(stage), span = now - state->last;
  state->last = now;
  *item = rill_interval_record(rill_value_ref(*item), span);
  return item->kind == RILL_ERROR ? RILL_FAIL : RILL_SWAP;
}

static const rill_stage_ops_t time_interval_ops = {
    .name = "time_interval",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct time_interval),
    .start = time_interval_start,
    .step = time_interval_step,
};

rill_operator_t *rill_time_interval(void) {
  return rill_operator_make(&time_interval_ops, NULL);
}
