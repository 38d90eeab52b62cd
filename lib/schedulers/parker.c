/* SPDX-License-Identifier: MIT */
/* parker: a condition variable that remembers having been signalled. */
#include "schedulers/parker.h"

bool rill_parker_open(rill_parker_t *parker) {
  parker->woken = false;
  if (uv_mutex_init(&parker->lock) != 0) return false;
  if (uv_cond_init(&parker->woken_up) == 0) return true;
  uv_mutex_destroy(&parker->lock);
  return false;
}

void rill_parker_close(rill_parker_t *parker) {
  uv_cond_destroy(&parker->woken_up);
  uv_mutex_destroy(&parker->lock);
}

void rill_parker_wake(rill_parker_t *parker) {
  uv_mutex_lock(&parker->lock);
  parker->woken = true;
  uv_cond_signal(&parker->woken_up);
  uv_mutex_unlock(&parker->lock);
}

void rill_parker_sleep(rill_parker_t *parker, rill_time_t due) {
  uv_mutex_lock(&parker->lock);
  while (!parker->woken) {
    if (due == RILL_TIME_NEVER) {
      uv_cond_wait(&parker->woken_up, &parker->lock);
      continue;
    }
    rill_time_t wait = due - rill_clock_now(NULL);
    if (wait <= 0) break;
    uv_cond_timedwait(&parker->woken_up, &parker->lock, (uint64_t) wait);
  }
  parker->woken = false;
  uv_mutex_unlock(&parker->lock);
}

bool rill_parker_work(rill_parker_t *parker, rill_scheduler_t *scheduler,
                      bool waits) {
  rill_time_t due = rill_scheduler_next(scheduler);
  if (due == RILL_TIME_NEVER && !waits) return false;
  if (due <= rill_clock_now(NULL))
    rill_scheduler_turn(scheduler);
  else
    rill_parker_sleep(parker, due);
  return true;
}

void rill_parker_arm(void *self, rill_time_t due) {
  (void) self;
  (void) due;
}
