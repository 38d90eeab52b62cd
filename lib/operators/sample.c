/* SPDX-License-Identifier: MIT */
/* sample: the latest item, once per period, if there is a new one. */
#include "shared/timed.h"

#include <rill/time.h>

struct sample {
  rill_timed_t timed; /* the engine's; so first */
  rill_time_t last;   /* the tick that was kept last, or the start */
};

static rill_error_t *sample_check(const void *params) {
  return rill_check_span(*(const rill_time_t *) params, 0, "period");
}

static void sample_start(rill_stage_t *stage) {
  struct sample *sample = rill_state(stage);
  sample->last = rill_stage_now(stage);
  rill_timed_start(stage);
}

static void sample_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  struct sample *sample = rill_state(stage);
  sample->last = alarm->task.due;
  rill_timed_ripen(stage);
}

/* The first tick that is not past. */
static rill_time_t sample_tick(const struct sample *sample, rill_time_t period,
                               rill_time_t now) {
  if (period == 0) return now; /* each tick is the end of one */
  rill_time_t late = now - sample->last;
  rill_time_t into = late % period;
  if (late <= period) return rill_time_after(sample->last, period);
  return into == 0 ? now : rill_time_after(now, period - into);
}

/* The clock runs only while there is something to emit. */
static size_t sample_next(rill_stage_t *stage, const rill_value_t *items,
                          size_t count) {
  struct sample *sample = rill_state(stage);
  rill_time_t period = *(const rill_time_t *) rill_params(stage);
  if (count == 0) return 0;
  rill_timed_keep(stage, items, count);
  if (!rill_alarm_is_set(&sample->timed.alarm))
    rill_alarm_set(&sample->timed.alarm, stage,
                   sample_tick(sample, period, rill_stage_now(stage)),
                   sample_ring);
  return count;
}

static const rill_stage_ops_t sample_ops = {
    .name = "sample",
    .state_size = sizeof(struct sample),
    .params_size = sizeof(rill_time_t),
    .check = sample_check,
    .start = sample_start,
    .next = sample_next,
    RILL_TIMED_OPS,
};

rill_operator_t *rill_sample(rill_time_t period) {
  return rill_operator_make(&sample_ops, &period);
}
