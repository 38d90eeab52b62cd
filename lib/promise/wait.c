/* SPDX-License-Identifier: MIT */
/* wait: runs a promise's scheduler until the promise is settled. */
#include "core/operator.h"
#include "promise/promise.h"
#include "shared/drive.h"

#include <rill/task.h>

struct waiting {
  rill_watch_t watch;
  rill_task_t task;
  rill_scheduler_t *scheduler;
  rill_time_t timeout;
  rill_value_t outcome;
  bool there, late;
};

static void waiting_watch(rill_node_t *node, rill_value_t outcome) {
  struct waiting *waiting = node->as.reaction.context.pointer;
  waiting->outcome = rill_value_ref(outcome);
  waiting->there = true;
}

static void waiting_ring(rill_task_t *task, int status) {
  (void) status;
  rill_container_of(task, struct waiting, task)->late = true;
}

/* --- Errors --------------------------------------------------------------- */

static rill_error_t *wait_reentered(const rill_scheduler_t *s) {
  return rill_error_new(RILL_EALREADY,
                        "rill_promise_wait: called from inside of what the "
                        "scheduler (%s) runs, which it would wait for; use "
                        "rill_then()",
                        rill_scheduler_name(s));
}

static rill_error_t *wait_open(rill_drive_t *drive, rill_scheduler_t *s,
                               rill_time_t timeout) {
  if (timeout < 0)
    return rill_error_new(
        RILL_EINVAL, "rill_promise_wait: timeout is %lld ns (must be >= 0)",
        (long long) timeout);
  rill_error_t *error = rill_drive_open(drive, s, "rill_promise_wait");
  if (error != NULL) return error;
  error = rill_drive_enter(drive, "rill_promise_wait");
  if (error == NULL) return NULL;
  rill_unref(error);
  rill_drive_close(drive);
  return wait_reentered(s);
}

/* Why there is no outcome. */
static rill_error_t *wait_failure(const struct waiting *waiting) {
  if (waiting->scheduler->closed)
    return rill_error_new(RILL_ECLOSED,
                          "rill_promise_wait: the scheduler was closed");
  if (waiting->late)
    return rill_error_new(RILL_ETIMEDOUT,
                          "rill_promise_wait: timed out: no outcome after "
                          "%.6g s",
                          (double) waiting->timeout / 1e9);
  return rill_error_new(RILL_EBROKEN,
                        "rill_promise_wait: the promise is pending, and "
                        "nothing is left that could settle it");
}

/* --- Waiting -------------------------------------------------------------- */

static rill_value_t wait_pending(rill_promise_t *promise, rill_drive_t *drive,
                                 rill_time_t timeout) {
  rill_scheduler_t *s = drive->scheduler;
  struct waiting waiting = {
      .scheduler = s, .timeout = timeout, .task.run = waiting_ring};
  rill_promise_watch(promise, &waiting.watch, waiting_watch, &waiting);
  if (timeout != RILL_TIME_NEVER &&
      rill_schedule_at(s, &waiting.task,
                       rill_time_after(rill_now(s), timeout)) != 0)
    waiting.late = true;
  while (!waiting.there && !waiting.late && rill_drive_step(drive)) continue;
  rill_unschedule(s, &waiting.task);
  if (waiting.there) return waiting.outcome;
  rill_watch_cancel(&waiting.watch);
  return rill_fail(wait_failure(&waiting));
}

static rill_value_t wait_settled(rill_promise_t *promise) {
  if (promise->scheduler != NULL) rill_promise_handle(promise);
  return rill_value_ref(rill_promise_outcome(promise));
}

/* Of one that may be waited for from this thread. */
static rill_value_t wait_here(rill_promise_t *promise, rill_time_t timeout) {
  rill_drive_t drive;
  if (rill_promise_is_settled(promise)) return wait_settled(promise);
  rill_error_t *error = wait_open(&drive, promise->scheduler, timeout);
  if (error != NULL) return rill_fail(error);
  rill_value_t outcome = wait_pending(promise, &drive, timeout);
  rill_drive_leave(&drive);
  rill_drive_close(&drive);
  return outcome;
}

rill_value_t rill_promise_wait(rill_promise_t *promise, rill_time_t timeout) {
  rill_promise_t *refused = rill_promise_unusable(promise, "rill_promise_wait");
  rill_value_t outcome =
      refused != NULL ? wait_settled(refused) : wait_here(promise, timeout);
  rill_unref(refused);
  rill_unref(promise);
  return outcome;
}
