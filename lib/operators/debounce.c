/* SPDX-License-Identifier: MIT */
/* debounce: an item goes on when no other has come for a while. */
#include "shared/timed.h"

#include <rill/time.h>

static rill_error_t *debounce_check(const void *params) {
  return rill_check_span(*(const rill_time_t *) params, 0, "quiet");
}

static size_t debounce_next(rill_stage_t *stage, const rill_value_t *items,
                            size_t count) {
  rill_timed_t *timed = rill_state(stage);
  rill_time_t quiet = *(const rill_time_t *) rill_params(stage);
  if (count == 0) return 0;
  rill_timed_keep(stage, items, count);
  rill_alarm_set(&timed->alarm, stage,
                 rill_time_after(rill_stage_now(stage), quiet),
                 rill_timed_ring);
  return count;
}

static const rill_stage_ops_t debounce_ops = {
    .name = "debounce",
    .state_size = sizeof(rill_timed_t),
    .params_size = sizeof(rill_time_t),
    .check = debounce_check,
    .start = rill_timed_start,
    .next = debounce_next,
    RILL_TIMED_OPS,
};

rill_operator_t *rill_debounce(rill_time_t quiet) {
  return rill_operator_make(&debounce_ops, &quiet);
}
