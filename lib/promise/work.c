/* SPDX-License-Identifier: MIT */
/* work: calls and waits, until there is something to settle with. */
#include "promise/work.h"

/* How long one goes on with what is there at once, on a loop. */
static const rill_time_t breath = RILL_MS(10);

/* --- Life ----------------------------------------------------------------- */

static void work_leave(rill_work_t *work) {
  if (--work->inside > 0 || !work->over) return;
  work->ops->release(work);
  rill_unref(work->promise);
  rill_release(work, work->ops->size);
}

static void work_stop(rill_work_t *work) {
  work->inside++;
  work->ops->stop(work);
  work_leave(work);
}

static void work_hook(void *context, bool canceled) {
  rill_work_t *work = context;
  work->canceled = canceled;
  work->over = !work->ops->patient;
  work_stop(work);
}

void *rill_work_new(const rill_work_ops_t *ops, rill_scheduler_t *scheduler) {
  rill_work_t *work = rill_allocate_zeroed(ops->size);
  if (work == NULL) return NULL;
  uint32_t bits = ops->patient ? RILL_P_PATIENT : 0;
  work->ops = ops;
  work->promise = rill_promise_new(scheduler, sizeof *work->promise, bits);
  if (work->promise == NULL) {
    rill_release(work, ops->size);
    return NULL;
  }
  rill_wait_init(&work->first, work);
  rill_promise_hook(work->promise, work_hook, work);
  return work;
}

void rill_work_end(rill_work_t *work, rill_value_t outcome) {
  if (work->over) {
    rill_value_unref(outcome);
    return;
  }
  work->over = true;
  rill_promise_unhook(work->promise);
  rill_promise_conclude(work->promise, outcome);
  work_stop(work);
}

/* --- Going on ------------------------------------------------------------- */

static bool wait_breathes(const rill_wait_t *wait, unsigned rounds,
                          rill_time_t *start) {
  rill_scheduler_t *scheduler = rill_work_scheduler(wait->work);
  if (rounds % 64 != 0 || !scheduler->driver.breathes) return false;
  rill_time_t now = rill_now(scheduler);
  if (rounds == 0) *start = now;
  return now - *start > breath;
}

/* Goes on when the loop has had its turn. */
static bool wait_rests(rill_wait_t *wait) {
  rill_wait_until(wait, rill_now(rill_work_scheduler(wait->work)));
  return rill_task_is_scheduled(&wait->task);
}

/* Goes on with an outcome, and with those that follow at once. */
static void wait_drive(rill_wait_t *wait, rill_value_t outcome) {
  rill_work_t *work = wait->work;
  rill_time_t start = 0;
  work->inside++;
  for (unsigned rounds = 0;; rounds++) {
    wait->lingers = false;
    work->ops->ready(wait, outcome);
    if (!wait->there || wait->queued) break;
    if (wait_breathes(wait, rounds, &start) && wait_rests(wait)) break;
    outcome = wait->outcome;
    wait->there = false;
    if (!work->over || wait->holds) continue;
    rill_value_unref(outcome);
    break;
  }
  work_leave(work);
}

/* What has been kept to go on with; if not, how the scheduler fares. */
static rill_value_t wait_outcome(rill_wait_t *wait, int status) {
  rill_value_t outcome = wait->there ? wait->outcome : rill_none();
  wait->there = false;
  if (status == 0 || wait->lingers) return outcome;
  rill_value_unref(outcome);
  return rill_promise_closed();
}

static void wait_run(rill_job_t *job, int status) {
  rill_wait_t *wait = rill_container_of(job, rill_wait_t, job);
  rill_work_t *work = wait->work;
  bool goes_on = wait->there;
  wait->queued = false;
  if (goes_on) wait_drive(wait, wait_outcome(wait, status));
  work_leave(work); /* the job's */
}

static void wait_ring(rill_task_t *task, int status) {
  rill_wait_t *wait = rill_container_of(task, rill_wait_t, task);
  wait_drive(wait, wait_outcome(wait, status));
}

/* Goes on as a job. */
static void wait_enqueue(rill_wait_t *wait, rill_value_t outcome) {
  rill_scheduler_t *scheduler = rill_work_scheduler(wait->work);
  wait->outcome = outcome;
  wait->there = wait->queued = true;
  wait->job.run = wait_run;
  wait->work->inside++;
  if (rill_enqueue_job(scheduler, &wait->job) != 0)
    rill_leftover_run(&wait->job);
}

void rill_work_begin(rill_work_t *work) {
  wait_enqueue(&work->first, rill_none());
}

void rill_wait_begin(rill_wait_t *wait) { wait_drive(wait, rill_none()); }

/* --- Waiting -------------------------------------------------------------- */

static void wait_watch(rill_node_t *node, rill_value_t outcome) {
  rill_wait_t *wait = node->as.reaction.context.pointer;
  rill_work_t *work = wait->work;
  bool lingered = wait->lingers;
  if (!work->over || wait->holds) wait_drive(wait, rill_value_ref(outcome));
  if (lingered) work_leave(work);
}

static rill_value_t wait_for_itself(const rill_work_t *work) {
  return rill_fail(rill_error_new(RILL_EINVAL,
                                  "%s: a function returned the very promise "
                                  "that waits for it",
                                  work->ops->name));
}

void rill_wait_for(rill_wait_t *wait, rill_value_t value) {
  rill_work_t *work = wait->work;
  if (work->over && !wait->holds) {
    rill_promise_discard(value);
    return;
  }
  if (rill_as_object(value, &rill_promise_type) == work->promise) {
    rill_value_unref(value);
    value = wait_for_itself(work);
  }
  wait->there =
      !rill_promise_await(rill_work_scheduler(work), work->ops->name, value,
                          &wait->watch, wait_watch, wait, &wait->outcome);
}

void rill_wait_until(rill_wait_t *wait, rill_time_t due) {
  if (wait->work->over) return;
  wait->task.run = wait_ring;
  if (rill_schedule_at(rill_work_scheduler(wait->work), &wait->task, due) == 0)
    return;
  if (wait->there) rill_value_unref(wait->outcome);
  wait->outcome = rill_promise_closed();
  wait->there = true;
}

void rill_wait_cancel(rill_wait_t *wait) {
  rill_unschedule(rill_work_scheduler(wait->work), &wait->task);
  if (wait->there) rill_value_unref(wait->outcome);
  wait->there = false;
  if (!wait->lingers) rill_watch_cancel(&wait->watch);
}

bool rill_wait_linger(rill_wait_t *wait) {
  if (wait->lingers || !rill_watch_is_set(&wait->watch)) return false;
  rill_promise_t *source = rill_ref(rill_node_source(&wait->watch.node));
  wait->lingers = true;
  wait->work->inside++;
  rill_watch_cancel(&wait->watch);
  if (!rill_promise_is_settled(source)) {
    rill_promise_watch(source, &wait->watch, wait_watch, wait);
    wait->watch.node.bits |= RILL_P_SHIELD | RILL_P_OUTCOME;
  } else {
    wait_enqueue(wait, rill_value_ref(rill_promise_outcome(source)));
    work_leave(wait->work); /* the job has its own */
  }
  rill_unref(source);
  return true;
}
