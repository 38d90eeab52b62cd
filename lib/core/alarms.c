/* SPDX-License-Identifier: MIT */
/* What calls a stage from outside: its alarms, and the end of its scheduler. */
#include "core/operator.h"

static void alarm_run(rill_task_t *task, int status) {
  rill_alarm_t *alarm = rill_container_of(task, rill_alarm_t, task);
  rill_stage_t *stage = alarm->stage;
  if (status != 0 || stage->closed) return;
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  alarm->ring(stage, alarm);
  rill_leave(chain);
}

void rill_alarm_set(rill_alarm_t *alarm, rill_stage_t *stage, rill_time_t due,
                    void (*ring)(rill_stage_t *, rill_alarm_t *)) {
  rill_scheduler_t *s = rill_stage_scheduler(stage);
  alarm->stage = stage;
  alarm->ring = ring;
  alarm->task.run = alarm_run;
  rill_unschedule(s, &alarm->task);
  rill_schedule_at(s, &alarm->task, due);
}

void rill_alarm_stop(rill_alarm_t *alarm) {
  if (rill_alarm_is_set(alarm))
    rill_unschedule(rill_stage_scheduler(alarm->stage), &alarm->task);
}

static void bell_stop(rill_listener_t *listener, int status) {
  rill_stage_t *stage =
      rill_container_of(listener, rill_bell_t, listener)->stage;
  if (status != 0 || stage->closed) return;
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  rill_emit_complete(stage);
  rill_leave(chain);
}

void rill_bell_hear(rill_bell_t *bell, rill_stage_t *stage) {
  bell->stage = stage;
  bell->listener.stop = bell_stop;
  rill_listen(rill_stage_scheduler(stage), &bell->listener);
}

bool rill_stage_breathes(const rill_stage_t *stage, rill_time_t *start) {
  static const rill_time_t breath_after = RILL_MS(10);
  if (!rill_stage_scheduler(stage)->driver.breathes) return false;
  rill_time_t now = rill_stage_now(stage);
  if (*start == 0) *start = now;
  return now - *start >= breath_after;
}

rill_time_t rill_time_after(rill_time_t now, rill_time_t span) {
  if (span <= 0) return now;
  return span >= RILL_TIME_NEVER - 1 - now ? RILL_TIME_NEVER - 1 : now + span;
}
