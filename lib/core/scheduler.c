/* SPDX-License-Identifier: MIT */
/* Schedulers: timers, jobs and posts, in turns. */
#include "core/scheduler.h"

#include <sched.h>
#include <string.h>

#include "base/memory.h"

#include <uv.h>

static const rill_time_t turn_budget = RILL_MS(10);

static rill_job_t inbox_closed; /* the mark of a closed inbox */
__thread char rill_this_thread __attribute__((tls_model("initial-exec")));

static void scheduler_destroy(void *object) {
  rill_scheduler_t *s = object;
  rill_release(s->watchdog, sizeof *s->watchdog);
  if (s->driver.release != NULL) s->driver.release(s->self);
}

const rill_type_t rill_scheduler_type = {
    .name = "scheduler",
    .destroy = scheduler_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_time_t rill_clock_now(void *unused) {
  (void) unused;
  return (rill_time_t) uv_hrtime();
}

rill_scheduler_t *rill_scheduler_new(const rill_scheduler_driver_t *driver,
                                     void *self) {
  rill_scheduler_t *s = rill_object_new_zeroed(&rill_scheduler_type, sizeof *s);
  if (s == NULL) return NULL;
  memcpy(&s->driver, driver,
         driver->size < sizeof s->driver ? driver->size : sizeof s->driver);
  s->self = self;
  s->thread = &rill_this_thread;
  s->jobs_end = &s->jobs;
  s->armed = RILL_TIME_NEVER;
  s->runs.next = s->runs.back = &s->runs;
  return s;
}

rill_time_t rill_now(rill_scheduler_t *s) { return s->driver.now(s->self); }

bool rill_scheduler_is_current(const rill_scheduler_t *s) {
  return rill_scheduler_is_here(s);
}

const char *rill_scheduler_name(const rill_scheduler_t *s) {
  return s->driver.name;
}

rill_scheduler_t *rill_scheduler_gone(void) {
  static rill_scheduler_t gone = {
    .base = RILL_STATIC_OBJECT(rill_scheduler_type),
    .driver = {.name = "closed", .now = rill_clock_now},
    .inbox = &inbox_closed,
    .closing = true,
    .closed = true,
  };
  return &gone;
}

/* --- Calls from outside --------------------------------------------------- */

static bool settles(const rill_scheduler_t *s) {
  return s->driver.settle != NULL && rill_scheduler_is_current(s);
}

void rill_scheduler_begin(rill_scheduler_t *s) {
  if (!settles(s)) return;
  rill_ref_object(s); /* a callback may close it */
  s->inside++;
}

void rill_scheduler_end(rill_scheduler_t *s) {
  if (!settles(s)) return;
  if (--s->inside == 0 && !s->turning && !s->closed)
    s->driver.settle(s->self);
  rill_unref(s);
}

void rill_scheduler_settle(rill_scheduler_t *s) {
  rill_scheduler_begin(s);
  rill_scheduler_end(s);
}

/* --- What waits ----------------------------------------------------------- */

rill_time_t rill_scheduler_next(const rill_scheduler_t *s) {
  if (s->jobs != NULL) return INT64_MIN;
  if (rill_scheduler_has_mail(s)) return INT64_MIN;
  return s->timers.root != NULL ? s->timers.root->due : RILL_TIME_NEVER;
}

/* Tells the driver when it is needed next, if that has changed. */
static void scheduler_arm(rill_scheduler_t *s) {
  if (s->turning || s->closed) return;
  rill_time_t due = rill_scheduler_next(s);
  if (due == s->armed) return;
  s->armed = due;
  s->driver.arm(s->self, due);
}

int rill_schedule_at(rill_scheduler_t *s, rill_task_t *task, rill_time_t due) {
  if (s->closed) return RILL_ECLOSED;
  task->due = due;
  task->order = ++s->order;
  rill_heap_insert(&s->timers, task);
  if (s->timers.root == task) scheduler_arm(s);
  return 0;
}

void rill_unschedule(rill_scheduler_t *s, rill_task_t *task) {
  if (task->order == 0) return;
  bool first = s->timers.root == task;
  rill_heap_remove(&s->timers, task);
  task->order = 0;
  if (first) scheduler_arm(s);
}

int rill_enqueue_job(rill_scheduler_t *s, rill_job_t *job) {
  if (s->closed) return RILL_ECLOSED;
  job->next = NULL;
  *s->jobs_end = job;
  s->jobs_end = &job->next;
  if (s->jobs == job) scheduler_arm(s);
  return 0;
}

int rill_post_job(rill_scheduler_t *s, rill_job_t *job) {
  /* Closing waits for those inside, so wake() never meets a closed loop. */
  __atomic_add_fetch(&s->posting, 1, __ATOMIC_SEQ_CST);
  rill_job_t *top = __atomic_load_n(&s->inbox, __ATOMIC_SEQ_CST);
  do {
    if (top == &inbox_closed) {
      __atomic_sub_fetch(&s->posting, 1, __ATOMIC_SEQ_CST);
      return RILL_ECLOSED;
    }
    job->next = top;
  } while (!__atomic_compare_exchange_n(&s->inbox, &top, job, true,
                                        __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
  if (top == NULL) {
    /* A wake-up does not keep a loop alive, what it is armed for does. */
    if (rill_scheduler_is_current(s))
      scheduler_arm(s);
    else
      s->driver.wake(s->self);
  }
  __atomic_sub_fetch(&s->posting, 1, __ATOMIC_SEQ_CST);
  return 0;
}

/* --- Turns ---------------------------------------------------------------- */

/* Oldest first. */
static rill_job_t *inbox_take(rill_scheduler_t *s, rill_job_t *leave) {
  rill_job_t *taken = __atomic_exchange_n(&s->inbox, leave, __ATOMIC_SEQ_CST);
  rill_job_t *list = NULL;
  while (taken != NULL && taken != &inbox_closed) {
    rill_job_t *next = taken->next;
    taken->next = list;
    list = taken;
    taken = next;
  }
  return list;
}

static void jobs_run(rill_scheduler_t *s, int status) {
  while (s->jobs != NULL) {
    rill_job_t *job = s->jobs;
    s->jobs = job->next;
    if (s->jobs == NULL) s->jobs_end = &s->jobs;
    job->run(job, status);
  }
}

static void inbox_run(rill_scheduler_t *s, rill_job_t *leave, int status) {
  rill_job_t *job = inbox_take(s, leave);
  while (job != NULL) {
    rill_job_t *next = job->next;
    /* one of those before it may have closed the scheduler */
    job->run(job, s->closing ? RILL_ECLOSED : status);
    jobs_run(s, status);
    job = next;
  }
}

static void timers_run(rill_scheduler_t *s) {
  rill_time_t start = rill_now(s);
  uint64_t limit = s->order; /* what is made meanwhile waits for its turn */
  for (unsigned n = 1; !s->closed && s->timers.root != NULL; n++) {
    rill_task_t *task = s->timers.root;
    if (task->due > start || task->order > limit) return;
    rill_heap_remove(&s->timers, task);
    task->order = 0;
    task->run(task, 0);
    jobs_run(s, 0);
    if (n % 64 == 0 && rill_now(s) - start > turn_budget) return;
  }
}

/* The stock of the turn that this one is inside of. */
struct stock {
  const void *turn;
  uint32_t spare;
};

/* With a reference: a callback may close it. */
static struct stock turn_begin(rill_scheduler_t *s) {
  struct stock outer = {NULL, 0};
  rill_thread_t *thread = rill_thread();
  rill_count_add(&s->base.count, 1 + RILL_TURN_STOCK);
  if (thread == NULL) return outer;
  outer.turn = thread->turn;
  outer.spare = thread->turn_spare;
  thread->turn = s;
  thread->turn_spare = RILL_TURN_STOCK;
  return outer;
}

static void turn_end(rill_scheduler_t *s, struct stock outer) {
  rill_thread_t *thread = rill_thread_here;
  uint32_t spare = RILL_TURN_STOCK;
  if (thread != NULL && thread->turn == s) {
    spare = thread->turn_spare;
    thread->turn = outer.turn;
    thread->turn_spare = outer.spare;
  }
  rill_count_add(&s->base.count, 0 - spare);
  rill_unref(s);
}

void rill_scheduler_turn(rill_scheduler_t *s) {
  if (s->turning || s->closed) return;
  struct stock outer = turn_begin(s);
  __atomic_store_n(&s->thread, &rill_this_thread, __ATOMIC_RELAXED);
  s->turning = true;
  s->armed = RILL_TIME_NEVER;
  if (rill_scheduler_has_mail(s)) inbox_run(s, NULL, 0);
  jobs_run(s, 0);
  timers_run(s);
  s->turning = false;
  if (!s->closed && rill_scheduler_next(s) == RILL_TIME_NEVER)
    s->driver.arm(s->self, RILL_TIME_NEVER);
  else
    scheduler_arm(s);
  if (rill_unlikely(s->drain != NULL) && !s->closed) s->drain->check(s->drain);
  turn_end(s, outer);
}

/* --- Living on, and closing ----------------------------------------------- */

void rill_scheduler_hold(rill_scheduler_t *s) {
  if (s->held++ == 0 && s->driver.hold != NULL) s->driver.hold(s->self, true);
}

void rill_scheduler_unhold(rill_scheduler_t *s) {
  if (--s->held == 0 && s->driver.hold != NULL)
    s->driver.hold(s->self, false);
  rill_scheduler_stir(s);
}

void rill_scheduler_close(rill_scheduler_t *s) {
  if (s == NULL) return;
  if (__atomic_exchange_n(&s->closing, true, __ATOMIC_ACQ_REL)) {
    rill_unref(s); /* from inside of a callback, or a second handle */
    return;
  }
  rill_runs_cancel(s);
  rill_listeners_stop(s, RILL_ECLOSED);
  inbox_run(s, NULL, RILL_ECLOSED);
  jobs_run(s, RILL_ECLOSED);
  while (s->timers.root != NULL) {
    rill_task_t *task = s->timers.root;
    rill_heap_remove(&s->timers, task);
    task->order = 0;
    task->run(task, RILL_ECLOSED);
    jobs_run(s, RILL_ECLOSED);
  }
  s->closed = true;
  inbox_run(s, &inbox_closed, RILL_ECLOSED);
  while (__atomic_load_n(&s->posting, __ATOMIC_SEQ_CST) > 0) sched_yield();
  s->driver.close(s->self);
}

void rill_scheduler_closed(rill_scheduler_t *s) {
  if (s->drain != NULL) s->drain->closed(s->drain);
  rill_unref(s);
}
