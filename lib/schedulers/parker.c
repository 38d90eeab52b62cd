/* SPDX-License-Identifier: MIT */
/* parker: a condition variable that remembers having been signalled, and that
 * costs no system call when nobody sleeps. */
#include "schedulers/parker.h"

bool rill_parker_open(rill_parker_t *parker) {
  parker->state = RILL_PARKER_IDLE;
  if (uv_mutex_init(&parker->lock) != 0) return false;
  if (uv_cond_init(&parker->woken_up) == 0) return true;
  uv_mutex_destroy(&parker->lock);
  return false;
}

void rill_parker_close(rill_parker_t *parker) {
  uv_cond_destroy(&parker->woken_up);
  uv_mutex_destroy(&parker->lock);
}

/* The lock is free when the sleeper wakes up, and it has begun to wait when it
 * is signalled. */
void rill_parker_wake(rill_parker_t *parker) {
  uint32_t was = __atomic_exchange_n(&parker->state, RILL_PARKER_WOKEN,
                                     __ATOMIC_SEQ_CST);
  if (was != RILL_PARKER_ASLEEP) return;
  uv_mutex_lock(&parker->lock);
  uv_mutex_unlock(&parker->lock);
  uv_cond_signal(&parker->woken_up);
}

static bool is_asleep(const rill_parker_t *parker) {
  return __atomic_load_n(&parker->state, __ATOMIC_SEQ_CST) ==
         RILL_PARKER_ASLEEP;
}

static void parker_wait(rill_parker_t *parker, rill_time_t due) {
  while (is_asleep(parker)) {
    if (due == RILL_TIME_NEVER) {
      uv_cond_wait(&parker->woken_up, &parker->lock);
      continue;
    }
    rill_time_t wait = due - rill_clock_now(NULL);
    if (wait <= 0) return;
    uv_cond_timedwait(&parker->woken_up, &parker->lock, (uint64_t) wait);
  }
}

void rill_parker_sleep(rill_parker_t *parker, rill_time_t due) {
  uint32_t idle = RILL_PARKER_IDLE;
  uv_mutex_lock(&parker->lock);
  if (__atomic_compare_exchange_n(&parker->state, &idle, RILL_PARKER_ASLEEP,
                                  false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    parker_wait(parker, due);
  __atomic_store_n(&parker->state, RILL_PARKER_IDLE, __ATOMIC_SEQ_CST);
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
