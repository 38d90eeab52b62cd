/* SPDX-License-Identifier: MIT */
/* unhandled: rejections that nobody has cared for when the turn is over. */
#include "promise/trace.h"

struct verdict {
  rill_task_t task;
  rill_promise_t *promise;
};

/* A cancellation was wanted; and who closes a scheduler knows that. */
static bool is_expected(const rill_promise_t *promise, int status) {
  int code = rill_error_code(rill_as_error(rill_promise_outcome(promise)));
  return code == RILL_ECANCELED || (status != 0 && code == RILL_ECLOSED);
}

static void promise_report(rill_promise_t *promise, int status) {
  if ((promise->node.bits & RILL_P_HANDLED) != 0) return;
  if (is_expected(promise, status)) return;
  promise->node.bits |= RILL_P_HANDLED | RILL_P_REPORTED;
  if ((promise->node.bits & RILL_P_TRACED) != 0) rill_trace_place(promise);
  rill_scheduler_unhandled(promise->scheduler,
                           rill_as_error(rill_promise_outcome(promise)));
}

static void verdict_run(rill_task_t *task, int status) {
  struct verdict *verdict = rill_container_of(task, struct verdict, task);
  rill_promise_t *promise = verdict->promise;
  rill_release(verdict, sizeof *verdict);
  promise_report(promise, status);
  rill_unref(promise);
}

/* A timer that is due now comes after all jobs. */
static bool verdict_schedule(rill_promise_t *promise) {
  struct verdict *verdict = rill_allocate_zeroed(sizeof *verdict);
  if (verdict == NULL) return false;
  rill_scheduler_t *scheduler = promise->scheduler;
  verdict->task.run = verdict_run;
  verdict->promise = rill_ref(promise);
  if (rill_schedule_at(scheduler, &verdict->task, rill_now(scheduler)) == 0)
    return true;
  rill_unref(promise);
  rill_release(verdict, sizeof *verdict);
  return false;
}

void rill_promise_judge(rill_promise_t *promise, int status) {
  if ((promise->node.bits & RILL_P_HANDLED) != 0) return;
  if (is_expected(promise, status)) return;
  if (status != 0 || !verdict_schedule(promise))
    promise_report(promise, status);
}

void rill_promise_accuse(rill_promise_t *promise) {
  promise_report(promise, promise->scheduler->closing ? RILL_ECLOSED : 0);
}
