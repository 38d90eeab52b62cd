/* SPDX-License-Identifier: MIT */
/* What catch, retry, repeat and timeout share, and sources that choose their
 * stream when they are run: runs one observable after another into the same
 * stage. What was asked for and not delivered is asked of the next run, and
 * any number of runs that end at once takes one frame of the stack. */
#ifndef RILL_SHARED_RESUBSCRIBE_H
#define RILL_SHARED_RESUBSCRIBE_H

#include "core/operator.h"

/** A member of the stage's state; all zero, but for `end`, at the start. */
typedef struct rill_resubscribe rill_resubscribe_t;
struct rill_resubscribe {
  /** A run has ended: error (taken over) or NULL. Its last call out is
   * rill_resubscribe_run() or the stage's own end. */
  void (*end)(rill_stage_t *stage, rill_error_t *error);
  int64_t demand;          /**< asked for and not delivered */
  rill_stage_t *sink;      /* of the run under way */
  rill_observable_t *next; /* to run when the delay is over */
  rill_alarm_t pause;
  rill_stage_t *stage;
  bool looping;
};

/** Runs `observable` (taken over) after `delay` nanoseconds, 0: at once. There
 * must be no run under way. */
void rill_resubscribe_run(rill_stage_t *stage, rill_resubscribe_t *r,
                          rill_observable_t *observable, rill_time_t delay);
/** For `request`: notes demand, and asks the run under way; before the first
 * run the upstream, for a stage that listens to that first. */
void rill_resubscribe_request(rill_stage_t *stage, rill_resubscribe_t *r,
                              int64_t count);
/** For `next` of a stage that listens to its upstream first. */
size_t rill_resubscribe_pass(rill_stage_t *stage, rill_resubscribe_t *r,
                             const rill_value_t *items, size_t count);
/** For `release`. */
void rill_resubscribe_release(rill_resubscribe_t *r);

/* For stages whose state begins with a rill_resubscribe_t: */

/** Runs `observable` (taken over) at once; that run's end is the stage's. */
void rill_resubscribe_last(rill_stage_t *stage, rill_observable_t *observable);
/** Runs the upstream of a stage that lifts, at once. */
void rill_resubscribe_upstream(rill_stage_t *stage);
size_t rill_resubscribe_next(rill_stage_t *stage, const rill_value_t *items,
                             size_t count);
void rill_resubscribe_ask(rill_stage_t *stage, int64_t count);
void rill_resubscribe_leave(rill_stage_t *stage);

#define RILL_RESUBSCRIBE_OPS                                                  \
  .request = rill_resubscribe_ask, .release = rill_resubscribe_leave

#endif
