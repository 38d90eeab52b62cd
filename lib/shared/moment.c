/* SPDX-License-Identifier: MIT */
/* moment: lets items through until, or from, a point in time. */
#include "shared/moment.h"

#include "shared/timed.h"

rill_error_t *rill_moment_check(const void *params) {
  const rill_moment_params_t *p = params;
  return p->absolute ? rill_check_at(p->time)
                     : rill_check_span(p->time, 0, "span");
}

/* On the last tick the alarm decides, which comes in its turn; the clock, when
 * the loop was kept busy past it. */
static bool moment_is_past(rill_stage_t *stage) {
  rill_moment_t *moment = rill_state(stage);
  if (!moment->past) moment->past = rill_stage_now(stage) > moment->due;
  return moment->past;
}

/* A moment that is not in the future has come before the first item. */
static void moment_start(rill_stage_t *stage) {
  const rill_moment_params_t *p = rill_params(stage);
  rill_moment_t *moment = rill_state(stage);
  rill_time_t now = rill_stage_now(stage);
  moment->due = p->absolute ? p->time : rill_time_after(now, p->time);
  moment->past = moment->due <= now;
}

void rill_moment_release(rill_stage_t *stage) {
  rill_alarm_stop(&((rill_moment_t *) rill_state(stage))->alarm);
}

static void moment_end(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  rill_emit_complete(stage);
}

void rill_moment_end_start(rill_stage_t *stage) {
  rill_moment_t *moment = rill_state(stage);
  moment_start(stage);
  rill_alarm_set(&moment->alarm, stage, moment->due, moment_end);
}

rill_step_t rill_moment_end_step(rill_stage_t *stage, rill_value_t *item) {
  (void) item;
  return moment_is_past(stage) ? RILL_STOP : RILL_PASS;
}

static void moment_begin(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  ((rill_moment_t *) rill_state(stage))->past = true;
}

void rill_moment_begin_start(rill_stage_t *stage) {
  rill_moment_t *moment = rill_state(stage);
  moment_start(stage);
  if (!moment->past)
    rill_alarm_set(&moment->alarm, stage, moment->due, moment_begin);
}

rill_step_t rill_moment_begin_step(rill_stage_t *stage, rill_value_t *item) {
  (void) item;
  return moment_is_past(stage) ? RILL_PASS : RILL_DROP;
}
