/* SPDX-License-Identifier: MIT */
/* Schedulers: timers, jobs and posts, in turns. */
#include "core/scheduler.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

#include <uv.h>

enum { POSTS = 65536 };
static const rill_time_t turn_budget = RILL_MS(10);

static rill_job_t inbox_closed; /* the mark of a closed inbox */
__thread char rill_this_thread __attribute__((tls_model("initial-exec")));
static __thread rill_scheduler_t *working; /* what this thread is there for */

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

/* --- Several threads ------------------------------------------------------ */

void rill_scheduler_join_group(rill_scheduler_t *s, rill_scheduler_t *group) {
  s->group = group;
  __atomic_store_n(&s->thread, NULL, __ATOMIC_RELAXED);
}

void rill_scheduler_work_here(rill_scheduler_t *s) {
  working = s;
  if (s != NULL)
    __atomic_store_n(&s->thread, &rill_this_thread, __ATOMIC_RELAXED);
}

/* That of this thread, if it is one of those that work for `s`. */
static rill_scheduler_t *working_for(const rill_scheduler_t *s) {
  return working != NULL && working->group == s ? working : NULL;
}

bool rill_scheduler_is_inside(const rill_scheduler_t *group) {
  return working_for(group) != NULL;
}

bool rill_scheduler_is_idle(const rill_scheduler_t *s) {
  return __atomic_load_n(&s->load, __ATOMIC_ACQUIRE) == 0 && s->held == 0 &&
         s->run_count == 0 && rill_scheduler_next(s) == RILL_TIME_NEVER;
}

rill_scheduler_t *rill_scheduler_assign(rill_scheduler_t *s) {
  return s->driver.pick != NULL ? s->driver.pick(s->self) : s;
}

rill_scheduler_t *rill_scheduler_pick(rill_scheduler_t *s) {
  rill_scheduler_t *here = working_for(s);
  return here != NULL ? here : rill_scheduler_assign(s);
}

void rill_scheduler_count(rill_scheduler_t *s, int change) {
  if (s->group == NULL) return;
  uint32_t now = __atomic_add_fetch(&s->load, (uint32_t) change,
                                    __ATOMIC_ACQ_REL);
  /* It may wait for the last one. */
  if (now == 0 && !rill_scheduler_is_current(s)) s->driver.wake(s->self);
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

/* --- Coming to an end ----------------------------------------------------- */

void rill_listen(rill_scheduler_t *s, rill_listener_t *listener) {
  listener->next = s->listeners;
  listener->back = &s->listeners;
  if (listener->next != NULL) listener->next->back = &listener->next;
  s->listeners = listener;
}

void rill_unlisten(rill_listener_t *listener) {
  if (listener->back == NULL) return;
  *listener->back = listener->next;
  if (listener->next != NULL) listener->next->back = listener->back;
  listener->back = NULL;
}

/* Those that listen again meanwhile are not told again. */
void rill_listeners_stop(rill_scheduler_t *s, int status) {
  rill_listener_t *list = s->listeners, *listener;
  if (list != NULL) list->back = &list;
  s->listeners = NULL;
  while ((listener = list) != NULL) {
    rill_unlisten(listener);
    listener->stop(listener, status);
  }
}

bool rill_scheduler_admits(const rill_scheduler_t *s) {
  if (rill_likely(!rill_scheduler_is_draining(s))) return true;
  return rill_scheduler_is_current(s) &&
         (s->turning || rill_runs_are_inside(s));
}

void rill_scheduler_stir(rill_scheduler_t *s) {
  rill_drain_t *drain = s->drain;
  if (rill_likely(drain == NULL) || drain->nudged) return;
  drain->nudged = true;
  rill_enqueue_job(s, &drain->nudge);
}

/* --- Timers and jobs ------------------------------------------------------ */

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

/* The default hook: one paragraph. */
void rill_unhandled_print(rill_error_t *error, void *context) {
  char text[1024];
  (void) context;
  rill_error_describe(error, text, sizeof text);
  fprintf(stderr, "rill: unhandled error %s (%d): %s\n",
          rill_error_name(rill_error_code(error)), rill_error_code(error),
          text);
}

void rill_scheduler_unhandled(rill_scheduler_t *s, rill_error_t *error) {
  if (s->unhandled == NULL && s->group != NULL) s = s->group;
  if (s->unhandled != NULL)
    s->unhandled(error, s->unhandled_context);
  else
    rill_unhandled_print(error, NULL);
}

void rill_scheduler_on_unhandled(rill_scheduler_t *s, rill_unhandled_fn hook,
                                 void *context) {
  s->unhandled = hook;
  s->unhandled_context = context;
}

/* --- Calls from the wrong thread ------------------------------------------ */

struct report {
  rill_job_t job;
  rill_scheduler_t *scheduler;
  rill_error_t *error;
};

static void report_end(struct report *report) {
  rill_unref(report->error);
  rill_unref(report->scheduler);
  rill_release(report, sizeof *report);
}

static void report_run(rill_job_t *job, int status) {
  struct report *report = rill_container_of(job, struct report, job);
  if (status == 0) rill_scheduler_unhandled(report->scheduler, report->error);
  report_end(report);
}

void rill_scheduler_report(rill_scheduler_t *s, rill_error_t *error) {
  struct report *report = rill_allocate(sizeof *report);
  if (report == NULL) return;
  s = rill_scheduler_assign(s);
  *report = (struct report){.job.run = report_run,
                            .scheduler = rill_ref(s),
                            .error = rill_ref(error)};
  if (rill_post_job(s, &report->job) != 0) report_end(report);
}

int rill_scheduler_trespass(rill_scheduler_t *s, const char *name) {
  rill_error_t *error = rill_error_new(
      RILL_EWRONGTHREAD,
      "%s: called from a thread that the scheduler (%s) does not run on; "
      "rill_post() may be",
      name, rill_scheduler_name(s));
  rill_scheduler_report(s, error);
  rill_unref(error);
  return RILL_EWRONGTHREAD;
}

/* --- Public posts: a function in a job of its own ------------------------- */

struct post {
  rill_job_t job;
  rill_task_t task;
  rill_scheduler_t *scheduler;
  rill_fn_t function;
};

static void post_end(struct post *post, int status) {
  rill_scheduler_t *s = post->scheduler;
  rill_fn_t function = post->function;
  rill_release(post, sizeof *post);
  if (status == 0) {
    rill_value_t result = function.as.call0(function.context);
    if (result.kind == RILL_ERROR)
      rill_scheduler_unhandled(s, rill_as_error(result));
    rill_value_unref(result);
  }
  rill_fn_drop(function);
  rill_unref(s);
}

/* Its thread could not be made after all. */
static int post_refused(rill_scheduler_t *s) {
  rill_error_t *error =
      rill_error_new(RILL_EAGAIN, "rill_post: %s", s->refusal);
  rill_scheduler_unhandled(s, error);
  rill_unref(error);
  return RILL_EAGAIN;
}

static void post_run(rill_job_t *job, int status) {
  struct post *post = rill_container_of(job, struct post, job);
  rill_scheduler_t *s = rill_ref(post->scheduler);
  __atomic_sub_fetch(&s->posted, 1, __ATOMIC_RELAXED);
  if (s->refusal != NULL) status = post_refused(s);
  post_end(post, status);
  rill_scheduler_count(s, -1);
  rill_unref(s);
}

static void post_run_timed(rill_task_t *task, int status) {
  post_end(rill_container_of(task, struct post, task), status);
}

static int post_new(rill_scheduler_t *s, rill_fn_t function,
                    struct post **out) {
  struct post *post = NULL;
  bool right = rill_fn_is_set(function) && function.arity == 0;
  if (right) post = rill_allocate_zeroed(sizeof *post);
  if (post == NULL) {
    rill_fn_drop(function);
    return right ? RILL_ENOMEM : RILL_EINVAL;
  }
  post->job.run = post_run;
  post->task.run = post_run_timed;
  post->scheduler = rill_ref(s);
  post->function = function;
  *out = post;
  return 0;
}

static void post_abandon(struct post *post) {
  rill_fn_drop(post->function);
  rill_unref(post->scheduler);
  rill_release(post, sizeof *post);
}

static int post_give(rill_scheduler_t *s, struct post *post) {
  int code = 0;
  rill_scheduler_count(s, 1);
  if (__atomic_add_fetch(&s->posted, 1, __ATOMIC_RELAXED) > POSTS ||
      s->refusal != NULL)
    code = RILL_EAGAIN;
  else
    code = rill_post_job(s, &post->job);
  if (code == 0) return 0;
  __atomic_sub_fetch(&s->posted, 1, __ATOMIC_RELAXED);
  rill_scheduler_count(s, -1);
  return code;
}

int rill_post(rill_scheduler_t *s, rill_fn_t function) {
  struct post *post;
  s = rill_ref(rill_scheduler_assign(s));
  int code = post_new(s, function, &post);
  if (code == 0) {
    code = rill_scheduler_admits(s) ? post_give(s, post) : RILL_ECLOSED;
    if (code != 0) post_abandon(post);
    rill_scheduler_settle(s);
  }
  rill_unref(s);
  return code;
}

int rill_post_after(rill_scheduler_t *s, rill_time_t delay,
                    rill_fn_t function) {
  struct post *post;
  rill_scheduler_t *here = working_for(s);
  if (here != NULL) s = here;
  if (s->driver.pick != NULL || !rill_scheduler_is_current(s)) {
    rill_fn_drop(function);
    return rill_scheduler_trespass(s, "rill_post_after");
  }
  int code = post_new(s, function, &post);
  if (code != 0) return code;
  rill_time_t now = rill_now(s);
  if (delay < 0) delay = 0;
  rill_time_t due = delay > RILL_TIME_NEVER - 1 - now ? RILL_TIME_NEVER - 1
                                                      : now + delay;
  code = RILL_ECLOSED;
  if (rill_scheduler_admits(s)) code = rill_schedule_at(s, &post->task, due);
  if (code != 0)
    post_abandon(post);
  else
    rill_scheduler_settle(s);
  return code;
}
