/* SPDX-License-Identifier: MIT */
/* ticks: numbered as they are sent, on the grid of the period. */
#include "shared/ticks.h"

void rill_ticks_forget(void *params) {
  rill_unref(((rill_ticks_params_t *) params)->scheduler);
}

rill_scheduler_t *rill_ticks_home(const void *params,
                                  rill_scheduler_t *origin) {
  const rill_ticks_params_t *p = params;
  return p->scheduler != NULL ? p->scheduler : origin;
}

static void ticks_ring(rill_stage_t *stage, rill_alarm_t *alarm);

static void ticks_emit(rill_stage_t *stage) {
  const rill_ticks_params_t *p = rill_params(stage);
  rill_ticks_t *ticks = rill_state(stage);
  rill_time_t past = rill_stage_now(stage) - ticks->first;
  ticks->waiting = false;
  if (p->period > 0) {
    rill_time_t latest = ticks->first + past / p->period * p->period;
    rill_alarm_set(&ticks->alarm, stage, rill_time_after(latest, p->period),
                   ticks_ring);
  }
  size_t used = rill_emit_one(stage, rill_int(ticks->sent++));
  rill_demand_use(&ticks->demand, used);
  if (p->period == 0) rill_emit_complete(stage);
}

static void ticks_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  rill_ticks_t *ticks = rill_state(stage);
  (void) alarm;
  if (ticks->demand > 0)
    ticks_emit(stage);
  else
    ticks->waiting = true; /* and no alarm until it is fetched */
}

void rill_ticks_start(rill_stage_t *stage) {
  const rill_ticks_params_t *p = rill_params(stage);
  rill_ticks_t *ticks = rill_state(stage);
  rill_time_t now = rill_stage_now(stage);
  ticks->first = p->absolute ? p->due : rill_time_after(now, p->due);
  if (ticks->first < now) ticks->first = now;
  if (p->period > 0) rill_bell_hear(&ticks->bell, stage);
  rill_alarm_set(&ticks->alarm, stage, ticks->first, ticks_ring);
}

void rill_ticks_request(rill_stage_t *stage, int64_t count) {
  rill_ticks_t *ticks = rill_state(stage);
  rill_demand_add(&ticks->demand, count);
  if (ticks->waiting) ticks_emit(stage);
}

void rill_ticks_release(rill_stage_t *stage) {
  rill_ticks_t *ticks = rill_state(stage);
  rill_bell_leave(&ticks->bell);
  rill_alarm_stop(&ticks->alarm);
}
