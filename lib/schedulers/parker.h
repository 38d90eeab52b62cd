/* SPDX-License-Identifier: MIT */
/* Where a thread without a loop sleeps until something is due or it is woken;
 * for the schedulers that bring their own thread, or none. */
#ifndef RILL_SCHEDULERS_PARKER_H
#define RILL_SCHEDULERS_PARKER_H

#include <uv.h>

#include "core/scheduler.h"

typedef enum rill_parker_state {
  RILL_PARKER_IDLE,
  RILL_PARKER_WOKEN, /* and has not slept since */
  RILL_PARKER_ASLEEP
} rill_parker_state_t;

typedef struct rill_parker {
  uv_mutex_t lock;
  uv_cond_t woken_up;
  uint32_t state; /* a rill_parker_state_t, of any thread */
} rill_parker_t;

/** False when the system has no more of what it takes. */
bool rill_parker_open(rill_parker_t *parker);
void rill_parker_close(rill_parker_t *parker);
/** Any thread. A wake-up that finds nobody asleep is kept for the next one. */
void rill_parker_wake(rill_parker_t *parker);
/** Sleeps until `due` on the real clock or the next wake-up. */
void rill_parker_sleep(rill_parker_t *parker, rill_time_t due);
/** Runs what is due on `scheduler`, or sleeps until something is. False,
 * at once, when there is nothing to wait for but wake-ups, unless `waits`. */
bool rill_parker_work(rill_parker_t *parker, rill_scheduler_t *scheduler,
                      bool waits);
/** The driver's `arm` of who works so: there is no need to be told. */
void rill_parker_arm(void *self, rill_time_t due);

#endif
