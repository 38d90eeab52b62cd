/* SPDX-License-Identifier: MIT */
/* What interval and timer share: numbered ticks, conflated while nobody
 * asks. */
#ifndef RILL_SHARED_TICKS_H
#define RILL_SHARED_TICKS_H

#include "core/operator.h"

typedef struct rill_ticks_params {
  rill_time_t due;
  rill_time_t period; /* 0: one tick, then the end */
  bool absolute;
  rill_scheduler_t *scheduler; /* owned; NULL: the run's */
} rill_ticks_params_t;

typedef struct rill_ticks {
  rill_alarm_t alarm;
  rill_bell_t bell; /* of those that have no end */
  rill_time_t first; /* when the first tick is due */
  int64_t sent;
  int64_t demand;
  bool waiting; /* a tick has come that nobody had asked for */
} rill_ticks_t;

void rill_ticks_forget(void *params);
rill_scheduler_t *rill_ticks_home(const void *params,
                                  rill_scheduler_t *origin);
void rill_ticks_start(rill_stage_t *stage);
void rill_ticks_request(rill_stage_t *stage, int64_t count);
void rill_ticks_release(rill_stage_t *stage);

#define RILL_TICKS_OPS                                                        \
  .state_size = sizeof(rill_ticks_t),                                         \
  .params_size = sizeof(rill_ticks_params_t), .forget = rill_ticks_forget,    \
  .home = rill_ticks_home, .start = rill_ticks_start,                         \
  .request = rill_ticks_request, .release = rill_ticks_release

#endif
