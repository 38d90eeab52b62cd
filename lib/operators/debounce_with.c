/* SPDX-License-Identifier: MIT */
/* debounce_with: an item goes on when the stream that it leads to says so, and
 * no other has come. */
#include "shared/call.h"
#include "shared/timed.h"

#include <rill/time.h>

static size_t debounce_with_next(rill_stage_t *stage, const rill_value_t *items,
                                 size_t count) {
  rill_timed_t *timed = rill_state(stage);
  for (size_t i = 0; i < count && !rill_timed_is_over(stage); i++) {
    rill_cue_stop(&timed->cue); /* it was for another item */
    rill_timed_keep(stage, &items[i], 1);
    rill_cue_ask(&timed->cue, stage, rill_params(stage), items[i]);
  }
  return count;
}

static const rill_stage_ops_t debounce_with_ops = {
    .name = "debounce_with",
    .state_size = sizeof(rill_timed_t),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call1_check,
    .forget = rill_call_forget,
    .init = rill_timed_init,
    .start = rill_timed_start,
    .next = debounce_with_next,
    RILL_TIMED_OPS,
};

rill_operator_t *rill_debounce_with(rill_fn_t f) {
  return rill_operator_make(&debounce_with_ops, &f);
}
