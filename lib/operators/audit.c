/* SPDX-License-Identifier: MIT */
/* audit: an item opens a span, at the end of which the latest one goes on. */
#include "shared/timed.h"

#include <rill/time.h>

static rill_error_t *audit_check(const void *params) {
  return rill_check_span(*(const rill_time_t *) params, 0, "span");
}

static size_t audit_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count) {
  rill_timed_t *timed = rill_state(stage);
  rill_time_t span = *(const rill_time_t *) rill_params(stage);
  if (count == 0) return 0;
  rill_timed_keep(stage, items, count);
  if (!rill_alarm_is_set(&timed->alarm))
    rill_alarm_set(&timed->alarm, stage,
                   rill_time_after(rill_stage_now(stage), span),
                   rill_timed_ring);
  return count;
}

static const rill_stage_ops_t audit_ops = {
    .name = "audit",
    .state_size = sizeof(rill_timed_t),
    .params_size = sizeof(rill_time_t),
    .check = audit_check,
    .start = rill_timed_start,
    .next = audit_next,
    RILL_TIMED_OPS,
};

rill_operator_t *rill_audit(rill_time_t span) {
  return rill_operator_make(&audit_ops, &span);
}
