/* SPDX-License-Identifier: MIT */
/* Work behind a promise: calls functions of the user's, one after another or
 * several at once, waits for what they return, and settles at the end.
 *
 * Each thing to wait for is a rill_wait_t; `ready` goes on from there. It ends
 * in rill_wait_for(), rill_wait_until() or rill_work_end(), or leaves the rest
 * to other waits. Outcomes that are there at once come back to `ready` in a
 * loop, so that a million of them need no stack.
 *
 * A call out may cancel the work: then it is `over`, its memory stays until
 * `ready` has returned, and the functions here do nothing but drop; only a
 * wait that `holds` goes on, as long as it lingers. */
#ifndef RILL_PROMISE_WORK_H
#define RILL_PROMISE_WORK_H

#include "promise/promise.h"

typedef struct rill_work rill_work_t;
typedef struct rill_wait rill_wait_t;

typedef struct rill_work_ops {
  const char *name; /* of the function, as the user wrote it */
  size_t size;      /* of the state, which begins with a rill_work_t */
  /** What `wait` waited for is there: the outcome is taken over. The first
   * time it is RILL_NONE of the wait `first`, or an error if the scheduler is
   * closing. */
  void (*ready)(rill_wait_t *wait, rill_value_t outcome);
  /** It is over, and not by the end of all waits: ends them. */
  void (*stop)(rill_work_t *work);
  /** Last of all: drops what the state holds. */
  void (*release)(rill_work_t *work);
  /** When it is cancelled, `stop` asks for an end, and the promise settles
   * when rill_work_end() is called: there is something to clean up. */
  bool patient;
} rill_work_ops_t;

struct rill_wait {
  rill_watch_t watch;
  rill_work_t *work;
  rill_task_t task;
  rill_job_t job;
  rill_value_t outcome;
  bool there;   /* the outcome, to go on with */
  bool queued;  /* the job */
  bool lingers; /* waits for the end of what was cancelled */
  bool holds;   /* for the user: goes on although the work is over */
};

struct rill_work {
  const rill_work_ops_t *ops;
  rill_promise_t *promise;
  uint32_t inside; /* calls, jobs, and waits that linger */
  bool over;       /* settled, or cancelled */
  bool canceled;
  rill_wait_t first;
};

/** The state of a new piece of work, zero but for its head; NULL without
 * memory. */
void *rill_work_new(const rill_work_ops_t *ops, rill_scheduler_t *scheduler);
static inline rill_scheduler_t *rill_work_scheduler(const rill_work_t *work) {
  return work->promise->scheduler;
}
/** A reference to its promise. */
static inline rill_promise_t *rill_work_promise(const rill_work_t *work) {
  return rill_ref(work->promise);
}
/** `ready` will be called with the wait `first`, as a job. */
void rill_work_begin(rill_work_t *work);
/** Settles with `outcome`, taken over. Ends all waits. */
void rill_work_end(rill_work_t *work, rill_value_t outcome);
/** The same with an error. */
static inline void rill_work_fail(rill_work_t *work, rill_error_t *error) {
  rill_work_end(work, rill_fail(error));
}

static inline void rill_wait_init(rill_wait_t *wait, rill_work_t *work) {
  wait->work = work;
  wait->outcome = rill_none();
}
/** For a wait of its own: calls `ready` now, with RILL_NONE. */
void rill_wait_begin(rill_wait_t *wait);
/** Waits for `value`, taken over. */
void rill_wait_for(rill_wait_t *wait, rill_value_t value);
/** Waits for a time; the outcome is RILL_NONE, or an error if the scheduler is
 * closing. */
void rill_wait_until(rill_wait_t *wait, rill_time_t due);
/** For `stop`: ends a wait, and cancels what it is for unless others wait for
 * that. */
void rill_wait_cancel(rill_wait_t *wait);
/** Cancels what it is for in the same way, but still waits for its end: `ready`
 * will be called. False if it does not wait for a promise. */
bool rill_wait_linger(rill_wait_t *wait);

#endif
