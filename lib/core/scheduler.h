/* SPDX-License-Identifier: MIT */
/* The inside of every scheduler: one heap of timers, one queue of jobs, one
 * inbox that other threads post to. A driver adds the clock and the loop. */
#ifndef RILL_CORE_SCHEDULER_H
#define RILL_CORE_SCHEDULER_H

#include "base/heap.h"
#include "base/thread.h"

#include <rill/scheduler.h>

/** Something to run once, soon. Embed it; `status` as for a task. */
typedef struct rill_job rill_job_t;
struct rill_job {
  rill_job_t *next;
  void (*run)(rill_job_t *job, int status);
};

/** A member of a scheduler's list of runs. */
typedef struct rill_run_link {
  struct rill_run_link *next, *back;
} rill_run_link_t;

/** What listens to the world outside, and would not end by itself. Embed it;
 * all zero is not listening. */
typedef struct rill_listener rill_listener_t;
struct rill_listener {
  rill_listener_t *next, **back;
  /** Out of the list, once: with 0 when the scheduler is to come to its end:
   * take nothing new, and end; who stays for a while may listen again. With
   * RILL_ECLOSED when it closes: let go at once. */
  void (*stop)(rill_listener_t *listener, int status);
};

/** A scheduler that takes nothing new: see promise/shutdown.c. */
typedef struct rill_drain rill_drain_t;
struct rill_drain {
  /** At the end of each turn. */
  void (*check)(rill_drain_t *drain);
  /** The driver has let go of everything. */
  void (*closed)(rill_drain_t *drain);
  rill_job_t nudge; /* makes a turn happen */
  bool nudged;
};

/** Takes the time of callbacks; in watch.c. */
typedef struct rill_watchdog {
  rill_time_t span;
  rill_slow_fn hook;
  void *context;
  rill_time_t spent; /* in frames inside of the one under way */
} rill_watchdog_t;

struct rill_scheduler {
  rill_object_t base;
  rill_scheduler_driver_t driver;
  void *self;
  const void *thread; /* an address that is unique to the thread */
  rill_heap_t timers;
  uint64_t order;
  rill_job_t *jobs, **jobs_end;
  rill_job_t *inbox;  /* a stack; a mark in it says that it is closed */
  uint32_t posting;   /* threads inside of rill_post_job */
  uint32_t posted;    /* public posts that wait */
  rill_time_t armed;  /* what the driver knows */
  uint32_t held;
  uint32_t inside;    /* calls from outside under way, rill_scheduler_begin() */
  bool turning, closing, closed;
  bool queues; /* what begins while it is at work waits for its turn */
  rill_run_link_t runs;
  size_t run_count;
  rill_unhandled_fn unhandled;
  void *unhandled_context;
  /* Of one that works for several threads, and of each of its threads'. */
  rill_scheduler_t *group; /* of a thread's: whose it is; it lives longer */
  uint32_t load;           /* runs and posts given to it and not yet over */
  rill_watchdog_t *watchdog; /* NULL: nobody takes the time */
  rill_dropped_fn dropped; /* NULL: nobody asks what is let go */
  void *dropped_context;
  const char *refusal;     /* of a thread's: why no run can begin here */
  struct rill_io *io; /* what its streams share: io/stream.h */
  rill_listener_t *listeners;
  rill_drain_t *drain; /* NULL: it takes what comes; read by any thread */
};

/** Its address tells a thread from all others. */
extern __thread char rill_this_thread
    __attribute__((tls_model("initial-exec")));
/** Who hears of what is let go; `*s` becomes whose hook that is. */
static inline rill_dropped_fn rill_scheduler_hears(const rill_scheduler_t **s) {
  if ((*s)->dropped == NULL && (*s)->group != NULL) *s = (*s)->group;
  return (*s)->dropped;
}
/** Whether runs that begin now are watched, item by item. */
static inline bool rill_scheduler_is_watched(const rill_scheduler_t *s) {
  return s->watchdog != NULL || rill_scheduler_hears(&s) != NULL;
}
/** rill_scheduler_is_current() for who asks at every item. */
static inline bool rill_scheduler_is_here(const rill_scheduler_t *scheduler) {
  return __atomic_load_n(&scheduler->thread, __ATOMIC_RELAXED) ==
         &rill_this_thread;
}

/* Each promise refers to its scheduler. In a turn they pass a stock of
 * references on to one another, so that no processor's bus is locked. */
enum { RILL_TURN_STOCK = 64 };

/** rill_ref_object(), inline; `thread` is this one. */
static inline void rill_scheduler_retain(rill_thread_t *thread,
                                         rill_scheduler_t *scheduler) {
  if (rill_likely(thread->turn == scheduler && thread->turn_spare > 0))
    thread->turn_spare--;
  else
    rill_count_up(&scheduler->base.count);
}
/** rill_unref(), inline; `thread` may be NULL. */
static inline void rill_scheduler_release(rill_thread_t *thread,
                                          rill_scheduler_t *scheduler) {
  if (rill_likely(thread != NULL && thread->turn == scheduler)) {
    thread->turn_spare++;
    return;
  }
  if (rill_likely(!rill_count_down(&scheduler->base.count))) return;
  scheduler->base.count = 1; /* the last of all, and so the closed one's */
  rill_unref(scheduler);
}

/** 0 or RILL_ECLOSED (then the task will not run). The task must be out. */
int rill_schedule_at(rill_scheduler_t *scheduler, rill_task_t *task,
                     rill_time_t due);
/** Takes a task out if it is in. */
void rill_unschedule(rill_scheduler_t *scheduler, rill_task_t *task);
static inline bool rill_task_is_scheduled(const rill_task_t *task) {
  return task->order != 0;
}
/** Later on this thread, in order. 0 or RILL_ECLOSED (it will not run). */
int rill_enqueue_job(rill_scheduler_t *scheduler, rill_job_t *job);
/** The same, inline. */
static inline int rill_enqueue_here(rill_scheduler_t *scheduler,
                                    rill_job_t *job) {
  bool wakes = scheduler->jobs == NULL && !scheduler->turning;
  if (rill_unlikely(wakes || scheduler->closed))
    return rill_enqueue_job(scheduler, job);
  job->next = NULL;
  *scheduler->jobs_end = job;
  scheduler->jobs_end = &job->next;
  return 0;
}
/** The same from any thread. */
int rill_post_job(rill_scheduler_t *scheduler, rill_job_t *job);
/** Keeps the loop alive while something elsewhere will post. */
void rill_scheduler_hold(rill_scheduler_t *scheduler);
void rill_scheduler_unhold(rill_scheduler_t *scheduler);
/** The one thread's scheduler that takes the next run: itself, or a worker.
 * Borrowed: refer to it before anything else is assigned. */
static inline rill_scheduler_t *rill_scheduler_assign(rill_scheduler_t *s) {
  return rill_likely(s->driver.pick == NULL) ? s : s->driver.pick(s->self);
}
/** The same for what belongs to who makes it (a promise, a subject): this
 * thread's own, if it is one of those that work for `scheduler`. */
rill_scheduler_t *rill_scheduler_pick(rill_scheduler_t *scheduler);
/** Makes a scheduler that of one of the threads of `group`. No thread owns it
 * until it works for it. */
void rill_scheduler_join_group(rill_scheduler_t *scheduler,
                               rill_scheduler_t *group);
/** From now on this thread works for `scheduler`; NULL: for none. */
void rill_scheduler_work_here(rill_scheduler_t *scheduler);
/** Whether this thread is one of those that work for `group`. */
bool rill_scheduler_is_inside(const rill_scheduler_t *group);
/** For the thread that works for it: nothing runs, nothing waits, and nothing
 * that was given to it is yet to come. */
bool rill_scheduler_is_idle(const rill_scheduler_t *scheduler);
/** Whether something was posted that waits for the next turn. Any thread. */
static inline bool rill_scheduler_has_mail(const rill_scheduler_t *scheduler) {
  return __atomic_load_n(&scheduler->inbox, __ATOMIC_ACQUIRE) != NULL;
}
/** What rill_scheduler_count() does for one of a group. */
void rill_scheduler_load(rill_scheduler_t *scheduler, int change);
/** A run or a post was given to it (1) or is over (-1). Any thread. */
static inline void rill_scheduler_count(rill_scheduler_t *s, int change) {
  if (rill_unlikely(s->group != NULL)) rill_scheduler_load(s, change);
}
/** Where nothing can begin any more: closed since ever, and never freed. */
rill_scheduler_t *rill_scheduler_gone(void);
/** Tells the owner's hook of an error, on the owner's thread. Any thread. */
void rill_scheduler_report(rill_scheduler_t *scheduler, rill_error_t *error);
/** Tells the owner's hook of a call from a thread that must not. Returns
 * RILL_EWRONGTHREAD. Any thread. */
int rill_scheduler_trespass(rill_scheduler_t *scheduler, const char *name);
/** Around each call from outside that may start work: a driver that works
 * where it is called does so at the end of the outermost one. */
void rill_scheduler_begin(rill_scheduler_t *scheduler);
void rill_scheduler_end(rill_scheduler_t *scheduler);
/** Both, after a call that may have started work. */
void rill_scheduler_settle(rill_scheduler_t *scheduler);
/** Has `listener` told of the end. */
void rill_listen(rill_scheduler_t *scheduler, rill_listener_t *listener);
void rill_unlisten(rill_listener_t *listener);
/** Tells all of them, once each. */
void rill_listeners_stop(rill_scheduler_t *scheduler, int status);
static inline bool rill_scheduler_is_draining(const rill_scheduler_t *s) {
  return __atomic_load_n(&s->drain, __ATOMIC_ACQUIRE) != NULL;
}
/** Whether something new may begin. One that drains takes only what comes out
 * of its own work: a callback of a run, a handler, a post. Any thread. */
bool rill_scheduler_admits(const rill_scheduler_t *scheduler);
/** Something is over, perhaps the last that a draining one waits for. */
void rill_scheduler_stir(rill_scheduler_t *scheduler);
/** Whether one of its runs is being called; in runs.c. */
bool rill_runs_are_inside(const rill_scheduler_t *scheduler);
/** When the next call to rill_scheduler_turn() has something to do. */
rill_time_t rill_scheduler_next(const rill_scheduler_t *scheduler);
/** Hands an error (borrowed) to the unhandled hook. */
RILL_COLD void rill_scheduler_unhandled(rill_scheduler_t *scheduler,
                                        rill_error_t *error);
/** The default hook. */
void rill_unhandled_print(rill_error_t *error, void *context);
/** Cancels every run on the list; in runs.c, which knows what a run is. */
void rill_runs_cancel(rill_scheduler_t *scheduler);
/** The real clock in nanoseconds. */
rill_time_t rill_clock_now(void *unused);

#endif
