/* SPDX-License-Identifier: MIT */
/* audit_with: an item leads to a stream, at whose sign the latest one goes
 * on. */
#include "shared/call.h"
#include "shared/timed.h"

#include <rill/time.h>

static size_t audit_with_next(rill_stage_t *stage, const rill_value_t *items,
                              size_t count) {
  rill_timed_t *timed = rill_state(stage);
  for (size_t i = 0; i < count && !rill_timed_is_over(stage); i++) {
    rill_timed_keep(stage, &items[i], 1);
    if (!rill_cue_is_set(&timed->cue))
      rill_cue_ask(&timed->cue, stage, rill_params(stage), items[i]);
  }
  return count;
}

static const rill_stage_ops_t audit_with_ops = {
    .name = "audit_with",
    .state_size = sizeof(rill_timed_t),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call1_check,
    .forget = rill_call_forget,
    .init = rill_timed_init,
    .start = rill_timed_start,
    .next = audit_with_next,
    RILL_TIMED_OPS,
};

rill_operator_t *rill_audit_with(rill_fn_t f) {
  return rill_operator_make(&audit_with_ops, &f);
}
