/* SPDX-License-Identifier: MIT */
/* The inside of every scheduler: one heap of timers, one queue of jobs, one
 * inbox that other threads post to. A driver adds the clock and the loop. */
#ifndef RILL_CORE_SCHEDULER_H
#define RILL_CORE_SCHEDULER_H

#include "base/heap.h"

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
  rill_run_link_t runs;
  size_t run_count;
  rill_unhandled_fn unhandled;
  void *unhandled_context;
};

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
/** The same from any thread. */
int rill_post_job(rill_scheduler_t *scheduler, rill_job_t *job);
/** Keeps the loop alive while something elsewhere will post. */
void rill_scheduler_hold(rill_scheduler_t *scheduler);
void rill_scheduler_unhold(rill_scheduler_t *scheduler);
/** The one thread's scheduler that takes the next run: itself, or a worker. */
rill_scheduler_t *rill_scheduler_pick(rill_scheduler_t *scheduler);
/** Around each call from outside that may start work: a driver that works
 * where it is called does so at the end of the outermost one. */
void rill_scheduler_begin(rill_scheduler_t *scheduler);
void rill_scheduler_end(rill_scheduler_t *scheduler);
/** Both, after a call that may have started work. */
void rill_scheduler_settle(rill_scheduler_t *scheduler);
/** When the next call to rill_scheduler_turn() has something to do. */
rill_time_t rill_scheduler_next(const rill_scheduler_t *scheduler);
/** Hands an error (borrowed) to the unhandled hook. */
void rill_scheduler_unhandled(rill_scheduler_t *scheduler,
                              rill_error_t *error);
/** Cancels every run on the list; in chain.c, which knows what a run is. */
void rill_runs_cancel(rill_scheduler_t *scheduler);
/** The real clock in nanoseconds. */
rill_time_t rill_clock_now(void *unused);

#endif
