/* SPDX-License-Identifier: MIT */
/* timed: the latest item waits for its time, then for demand. */
#include "shared/timed.h"

#include <stdio.h>

#include "core/dropped.h"

void rill_timed_keep(rill_stage_t *stage, const rill_value_t *items,
                     size_t count) {
  rill_timed_t *timed = rill_state(stage);
  rill_value_t old = timed->fresh;
  bool had = timed->has_fresh;
  timed->fresh = rill_value_ref(items[count - 1]);
  timed->has_fresh = true;
  if (had) rill_let_go(stage, old);
  rill_tell_row(stage, items, count - 1);
}

static void timed_flush(rill_stage_t *stage) {
  rill_timed_t *timed = rill_state(stage);
  if (timed->emitting) return;
  timed->emitting = true;
  while (!rill_timed_is_over(stage) && timed->has_due && timed->demand > 0) {
    rill_value_t item = timed->due;
    timed->due = rill_none();
    timed->has_due = false;
    rill_demand_use(&timed->demand, rill_emit_own(stage, item));
  }
  timed->emitting = false;
  if (stage->closed) return;
  if (timed->failed) {
    rill_error_t *error = timed->error;
    timed->error = NULL;
    rill_emit_error(stage, error);
  } else if (timed->done && !timed->has_due) {
    rill_emit_complete(stage);
  }
}

void rill_timed_ripen(rill_stage_t *stage) {
  rill_timed_t *timed = rill_state(stage);
  if (timed->has_fresh) {
    rill_value_t old = timed->due;
    bool had = timed->has_due;
    timed->due = timed->fresh;
    timed->has_due = true;
    timed->fresh = rill_none();
    timed->has_fresh = false;
    if (had) rill_let_go(stage, old);
  }
  timed_flush(stage);
}

void rill_timed_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  rill_timed_ripen(stage);
}

void rill_timed_init(rill_stage_t *stage) {
  rill_timed_t *timed = rill_state(stage);
  timed->cue.came = rill_timed_ripen;
  timed->cue.fail = rill_timed_fail;
}

void rill_timed_start(rill_stage_t *stage) { rill_ask(stage, RILL_UNBOUNDED); }

void rill_timed_request(rill_stage_t *stage, int64_t count) {
  rill_timed_t *timed = rill_state(stage);
  rill_demand_add(&timed->demand, count);
  timed_flush(stage);
}

static void timed_stop(rill_timed_t *timed) {
  rill_alarm_stop(&timed->alarm);
  rill_cue_stop(&timed->cue);
}

void rill_timed_complete(rill_stage_t *stage) {
  rill_timed_t *timed = rill_state(stage);
  timed_stop(timed);
  timed->done = true;
  rill_timed_ripen(stage);
}

void rill_timed_fail(rill_stage_t *stage, rill_error_t *error) {
  rill_timed_t *timed = rill_state(stage);
  if (timed->failed) {
    rill_unref(error);
    return;
  }
  timed_stop(timed);
  timed->failed = true;
  timed->error = error;
  rill_close_upstream(stage);
  timed_flush(stage);
}

static void timed_let_go(rill_stage_t *stage, rill_value_t *item, bool *has) {
  rill_value_t old = *item;
  if (!*has) return;
  *item = rill_none();
  *has = false;
  rill_let_go(stage, old);
}

void rill_timed_release(rill_stage_t *stage) {
  rill_timed_t *timed = rill_state(stage);
  timed_stop(timed);
  timed_let_go(stage, &timed->due, &timed->has_due);
  timed_let_go(stage, &timed->fresh, &timed->has_fresh);
  rill_unref(timed->error);
}

rill_error_t *rill_check_span(rill_time_t span, rill_time_t least,
                              const char *what) {
  if (span >= least) return NULL;
  return rill_refuse("%s is %s (must be %s)", what,
                     rill_span_format(span).text, least > 0 ? "> 0" : ">= 0");
}

rill_error_t *rill_check_at(rill_time_t at) {
  if (at >= 0) return NULL;
  return rill_refuse("at is %lld (must be >= 0)", (long long) at);
}

rill_error_t *rill_check_when(rill_time_t span, rill_time_t at) {
  rill_error_t *error = rill_check_span(span, 0, "span");
  if (error == NULL) error = rill_check_at(at);
  if (error == NULL && span > 0 && at > 0)
    error = rill_refuse("span is %s and at is %lld (one of them must be 0)",
                        rill_span_format(span).text, (long long) at);
  return error;
}

rill_time_t rill_span_until(const rill_stage_t *stage, rill_time_t span,
                            rill_time_t at) {
  if (at == 0) return span;
  rill_time_t now = rill_stage_now(stage);
  return at > now ? at - now : 0;
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
