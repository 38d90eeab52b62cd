/* SPDX-License-Identifier: MIT */
/* shutdown: takes nothing new, waits for what there is, and closes. */
#include "promise/trace.h"

#include <rill/main.h>

struct shutdown {
  rill_drain_t drain;
  rill_task_t grace;
  rill_scheduler_t *scheduler;
  rill_scheduler_t *after; /* the promise's: lives on */
  rill_promise_t *promise;
  bool told;   /* those who listen have been */
  bool forced; /* what remains has been cancelled */
  bool quiet;  /* nothing was left at the end of the turn before */
  bool closing;
};

/* --- What the promise lives on: it works once, at the end ----------------- */

static void after_arm(void *self, rill_time_t due) {
  (void) self;
  (void) due;
}

static void after_wake(void *self) { (void) self; }

static void after_close(void *self) {
  struct shutdown *shutdown = self;
  rill_scheduler_closed(shutdown->after);
}

static void after_release(void *self) {
  rill_release(self, sizeof(struct shutdown));
}

static const rill_scheduler_driver_t after_driver = {
    .size = sizeof(rill_scheduler_driver_t),
    .name = "shutdown",
    .now = rill_clock_now,
    .arm = after_arm,
    .wake = after_wake,
    .close = after_close,
    .release = after_release,
};

/* --- The end -------------------------------------------------------------- */

static void shutdown_closed(rill_drain_t *drain) {
  struct shutdown *shutdown = rill_container_of(drain, struct shutdown, drain);
  rill_scheduler_t *s = shutdown->scheduler;
  __atomic_store_n(&s->drain, NULL, __ATOMIC_RELEASE);
  if (!shutdown->closing) rill_unref(s); /* it was closed by another handle */
  rill_promise_conclude(shutdown->promise, rill_none());
  rill_unref(shutdown->promise);
  rill_scheduler_turn(shutdown->after);
  rill_scheduler_close(shutdown->after);
}

/* Connections that are open and have nothing to send are closed with the
 * scheduler, by one timer that is never due; what is traced ends by another. */
static bool is_drained(const struct shutdown *shutdown) {
  const rill_scheduler_t *s = shutdown->scheduler;
  size_t own = (size_t) rill_task_is_scheduled(&shutdown->grace);
  if (s->io != NULL) own++;
  if (rill_trace_knows(s)) own++;
  return s->run_count == 0 && s->held == 0 && s->jobs == NULL &&
         !rill_scheduler_has_mail(s) && s->timers.count == own;
}

/* Of what was cancelled, those that listen still wait for something: killed
 * processes. */
static bool is_over(const struct shutdown *shutdown) {
  if (shutdown->forced) return shutdown->scheduler->listeners == NULL;
  return is_drained(shutdown);
}

/* One more turn lets the loop be done with the handles of the last run, so
 * that the scheduler's own are the last. */
static void shutdown_check(rill_drain_t *drain) {
  struct shutdown *shutdown = rill_container_of(drain, struct shutdown, drain);
  bool ends = shutdown->told && is_over(shutdown);
  if (ends && shutdown->quiet) {
    shutdown->closing = true;
    rill_scheduler_close(shutdown->scheduler);
    return;
  }
  shutdown->quiet = ends;
  if (ends) rill_scheduler_stir(shutdown->scheduler);
}

/* --- The way there -------------------------------------------------------- */

/* In a turn, where no callback is under way that would hear its own end. */
static void shutdown_nudged(rill_job_t *job, int status) {
  rill_drain_t *drain = rill_container_of(job, rill_drain_t, nudge);
  struct shutdown *shutdown = rill_container_of(drain, struct shutdown, drain);
  drain->nudged = false;
  if (status != 0 || shutdown->told) return;
  shutdown->told = true;
  rill_listeners_stop(shutdown->scheduler, 0);
}

static void grace_run(rill_task_t *task, int status) {
  struct shutdown *shutdown = rill_container_of(task, struct shutdown, grace);
  if (status != 0) return;
  shutdown->told = shutdown->forced = true;
  rill_runs_cancel(shutdown->scheduler);
  rill_listeners_stop(shutdown->scheduler, RILL_ECLOSED);
}

static void shutdown_hurry(struct shutdown *shutdown, rill_time_t grace) {
  rill_scheduler_t *s = shutdown->scheduler;
  rill_time_t now = rill_now(s);
  bool waits = rill_task_is_scheduled(&shutdown->grace);
  if (shutdown->forced || grace >= RILL_TIME_NEVER - now) return;
  if (waits && shutdown->grace.due <= now + grace) return;
  rill_unschedule(s, &shutdown->grace);
  rill_schedule_at(s, &shutdown->grace, now + grace);
}

/* --- Making it ------------------------------------------------------------ */

static struct shutdown *shutdown_new(rill_scheduler_t *s) {
  struct shutdown *shutdown = rill_allocate_zeroed(sizeof *shutdown);
  if (shutdown == NULL) return NULL;
  shutdown->after = rill_scheduler_new(&after_driver, shutdown);
  if (shutdown->after == NULL) {
    rill_release(shutdown, sizeof *shutdown);
    return NULL;
  }
  shutdown->after->unhandled = s->unhandled;
  shutdown->after->unhandled_context = s->unhandled_context;
  shutdown->promise =
      rill_promise_new(shutdown->after, sizeof(rill_promise_t), RILL_P_PATIENT);
  if (shutdown->promise == NULL) {
    rill_unref(shutdown->after);
    return NULL;
  }
  shutdown->scheduler = s;
  shutdown->grace.run = grace_run;
  shutdown->drain.check = shutdown_check;
  shutdown->drain.closed = shutdown_closed;
  shutdown->drain.nudge.run = shutdown_nudged;
  return shutdown;
}

static rill_promise_t *shutdown_start(rill_scheduler_t *s, rill_time_t grace) {
  struct shutdown *shutdown = shutdown_new(s);
  if (shutdown == NULL) {
    rill_scheduler_close(s);
    return rill_promise_no_memory(NULL);
  }
  rill_promise_t *promise = rill_ref(shutdown->promise);
  rill_scheduler_begin(s);
  __atomic_store_n(&s->drain, &shutdown->drain, __ATOMIC_RELEASE);
  rill_scheduler_stir(s);
  shutdown_hurry(shutdown, grace);
  rill_scheduler_end(s);
  return promise;
}

static rill_error_t *shutdown_refuse(const rill_scheduler_t *s,
                                     rill_time_t grace) {
  if (grace < 0)
    return rill_refuse("rill_scheduler_shutdown: grace is %lld (must be >= 0)",
                       (long long) grace);
  if (s->driver.pick != NULL)
    return rill_refuse("rill_scheduler_shutdown: scheduler is of the kind %s, "
                       "which has several threads; see rill_pool_shutdown()",
                       rill_scheduler_name(s));
  if (s->closing)
    return rill_error_new(RILL_ECLOSED,
                          "rill_scheduler_shutdown: the scheduler is closed");
  return NULL;
}

rill_promise_t *rill_scheduler_shutdown(rill_scheduler_t *s,
                                        rill_time_t grace) {
  rill_error_t *error = s != NULL ? shutdown_refuse(s, grace) : NULL;
  rill_promise_t *promise = NULL;
  if (error != NULL)
    promise = rill_promise_failed(NULL, error);
  else
    promise = rill_promise_refuse(s, "rill_scheduler_shutdown");
  if (promise == NULL && s->drain == NULL) return shutdown_start(s, grace);
  if (promise == NULL) {
    struct shutdown *shutdown =
        rill_container_of(s->drain, struct shutdown, drain);
    promise = rill_ref(shutdown->promise);
    shutdown_hurry(shutdown, grace);
  }
  rill_unref(s);
  return promise;
}
