/* SPDX-License-Identifier: MIT */
/* timed: the latest item waits for its time, then for demand. */
#include "shared/timed.h"

#include <stdio.h>

void rill_timed_keep(rill_timed_t *timed, rill_value_t item) {
  rill_value_t old = timed->fresh;
  timed->fresh = rill_value_ref(item);
  timed->has_fresh = true;
  rill_value_unref(old);
}

static void timed_flush(rill_stage_t *stage) {
  rill_timed_t *timed = rill_state(stage);
  if (timed->emitting) return;
  timed->emitting = true;
  while (!stage->closed && timed->has_due && timed->demand > 0) {
    rill_value_t item = timed->due;
    timed->due = rill_none();
    timed->has_due = false;
    rill_demand_use(&timed->demand, rill_emit_own(stage, item));
  }
  timed->emitting = false;
  if (timed->done && !timed->has_due) rill_emit_complete(stage);
}

void rill_timed_ripen(rill_stage_t *stage) {
  rill_timed_t *timed = rill_state(stage);
  if (timed->has_fresh) {
    rill_value_t old = timed->due;
    timed->due = timed->fresh;
    timed->has_due = true;
    timed->fresh = rill_none();
    timed->has_fresh = false;
    rill_value_unref(old);
  }
  timed_flush(stage);
}

void rill_timed_start(rill_stage_t *stage) { rill_ask(stage, RILL_UNBOUNDED); }

void rill_timed_request(rill_stage_t *stage, int64_t count) {
  rill_timed_t *timed = rill_state(stage);
  rill_demand_add(&timed->demand, count);
  timed_flush(stage);
}

void rill_timed_complete(rill_stage_t *stage) {
  rill_timed_t *timed = rill_state(stage);
  rill_alarm_stop(&timed->alarm);
  timed->done = true;
  rill_timed_ripen(stage);
}

void rill_timed_release(rill_stage_t *stage) {
  rill_timed_t *timed = rill_state(stage);
  rill_alarm_stop(&timed->alarm);
  rill_value_unref(timed->fresh);
  rill_value_unref(timed->due);
}

rill_error_t *rill_check_span(rill_time_t span, rill_time_t least,
                              const char *what) {
  if (span >= least) return NULL;
  return rill_refuse("%s is %s (must be %s)", what,
                     rill_span_format(span).text, least > 0 ? "> 0" : ">= 0");
}

rill_span_text_t rill_span_format(rill_time_t span) {
  static const struct {
    rill_time_t size;
    const char *name;
  } units[] = {
    {RILL_SEC(1), "s"}, {RILL_MS(1), "ms"}, {RILL_US(1), "us"}, {1, "ns"}};
  rill_span_text_t out;
  size_t i = 0;
  while (units[i].size > 1 && (span < 0 ? -(span + 1) : span) < units[i].size)
    i++;
  snprintf(out.text, sizeof out.text, "%.6g %s",
           (double) span / (double) units[i].size, units[i].name);
  return out;
}
