/* SPDX-License-Identifier: MIT */
/* throttle_latest: an item, then the latest one once per span. */
#include "shared/timed.h"

#include <rill/time.h>

static rill_error_t *throttle_latest_check(const void *params) {
  return rill_check_span(*(const rill_time_t *) params, 0, "span");
}

static void throttle_latest_ring(rill_stage_t *stage, rill_alarm_t *alarm);

/* What is kept goes on, and a span begins. */
static void throttle_latest_pass(rill_stage_t *stage) {
  rill_timed_t *timed = rill_state(stage);
  rill_time_t span = *(const rill_time_t *) rill_params(stage);
  rill_alarm_set(&timed->alarm, stage,
                 rill_time_after(rill_stage_now(stage), span),
                 throttle_latest_ring);
  rill_timed_ripen(stage);
}

static void throttle_latest_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  if (((rill_timed_t *) rill_state(stage))->has_fresh)
    throttle_latest_pass(stage);
}

static size_t throttle_latest_next(rill_stage_t *stage,
                                   const rill_value_t *items, size_t count) {
  rill_timed_t *timed = rill_state(stage);
  for (size_t i = 0; i < count && !rill_timed_is_over(stage); i++) {
    rill_timed_keep(stage, &items[i], 1);
    if (!rill_alarm_is_set(&timed->alarm)) throttle_latest_pass(stage);
  }
  return count;
}

static const rill_stage_ops_t throttle_latest_ops = {
    .name = "throttle_latest",
    .state_size = sizeof(rill_timed_t),
    .params_size = sizeof(rill_time_t),
    .check = throttle_latest_check,
    .start = rill_timed_start,
    .next = throttle_latest_next,
    RILL_TIMED_OPS,
};

rill_operator_t *rill_throttle_latest(rill_time_t span) {
  return rill_operator_make(&throttle_latest_ops, &span);
}
