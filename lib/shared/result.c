/* SPDX-License-Identifier: MIT */
/* result: what aggregates deliver. */
#include "shared/result.h"

#include "core/dropped.h"

static void result_deliver(rill_stage_t *stage, rill_value_t value) {
  rill_emit_own(stage, value);
  rill_emit_complete(stage);
}

void rill_result_start(rill_stage_t *stage) { rill_ask(stage, RILL_UNBOUNDED); }

void rill_result_request(rill_stage_t *stage, rill_result_t *result) {
  if (result->wanted) return;
  result->wanted = true;
  if (!result->ready) return;
  rill_value_t value = result->value;
  result->value = rill_none();
  result_deliver(stage, value);
}

void rill_result_set(rill_stage_t *stage, rill_result_t *result,
                     rill_value_t value) {
  result->ready = true;
  rill_close_upstream(stage);
  if (result->wanted)
    result_deliver(stage, value);
  else
    result->value = value;
}

void rill_result_release(rill_stage_t *stage, rill_result_t *result) {
  rill_value_t value = result->value;
  result->value = rill_none();
  if (result->ready && !result->wanted) rill_tell(stage, value);
  rill_value_unref(value);
}
