/* SPDX-License-Identifier: MIT */
/* throttle_first: after an item, none for a while. */
#include "shared/timed.h"

#include <rill/time.h>

struct throttle_first {
  rill_time_t open; /* when the next item may pass */
  bool begun;
};

static rill_error_t *throttle_first_check(const void *params) {
  return rill_check_span(*(const rill_time_t *) params, 0, "span");
}

static rill_step_t throttle_first_step(rill_stage_t *stage,
                                       rill_value_t *item) {
  struct throttle_first *throttle = rill_state(stage);
  rill_time_t span = *(const rill_time_t *) rill_params(stage);
  rill_time_t now = rill_stage_now(stage);
  (void) item;
  if (throttle->begun && now < throttle->open) return RILL_DROP;
  throttle->begun = true;
  throttle->open = rill_time_after(now, span);
  return RILL_PASS;
}

static const rill_stage_ops_t throttle_first_ops = {
    .name = "throttle_first",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct throttle_first),
    .params_size = sizeof(rill_time_t),
    .check = throttle_first_check,
    .step = throttle_first_step,
};

rill_operator_t *rill_throttle_first(rill_time_t span) {
  return rill_operator_make(&throttle_first_ops, &span);
}
