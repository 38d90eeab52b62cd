/* SPDX-License-Identifier: MIT */
/* dematerialize: items that are notifications become the signals they tell of.
 */
#include "core/operator.h"

#include <rill/transform.h>

static rill_step_t dematerialize_step(rill_stage_t *stage, rill_value_t *item) {
  const rill_notification_t *note = rill_unbox(*item, &rill_notification_type);
  (void) stage;
  if (note == NULL) {
    *item = rill_wrong_kind("rill_dematerialize", "a notification", *item);
    return RILL_FAIL;
  }
  if (note->signal == RILL_SIGNAL_COMPLETE) return RILL_STOP;
  *item = rill_value_ref(note->value);
  return item->kind == RILL_ERROR ? RILL_FAIL : RILL_SWAP;
}

static const rill_stage_ops_t dematerialize_ops = {
    .name = "dematerialize",
    .code = RILL_CODE_STEP,
    .step = dematerialize_step,
};

rill_operator_t *rill_dematerialize(void) {
  return rill_operator_make(&dematerialize_ops, NULL);
}
