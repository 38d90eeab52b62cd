/* SPDX-License-Identifier: MIT */
/* The inside of expand: its queue, and its inner streams. */
#ifndef RILL_SHARED_EXPAND_H
#define RILL_SHARED_EXPAND_H

#include "base/ring.h"
#include "core/operator.h"

/* The state of an inner run's sink. */
typedef struct rill_expand_inner rill_expand_inner_t;
struct rill_expand_inner {
  rill_expand_inner_t *next, *back;
  int64_t credit; /* asked for, and not come; 0: hungry */
};

typedef struct rill_expand_list {
  rill_expand_inner_t *first, *last;
} rill_expand_list_t;

/* One queue in two parts: what has been emitted and waits for its stream, then
 * what waits to be emitted. */
typedef struct rill_expand {
  rill_ring_t queue;
  size_t emitted;
  int64_t demand;
  int64_t credit;  /* of all inner runs, and of upstream */
  int64_t awaited; /* of it, upstream's */
  int64_t running;
  rill_expand_list_t fed, hungry;
  rill_error_t *error;
  bool failed, outer_done, busy;
} rill_expand_t;

/** Does all that waits, here or in the call that is doing it. */
void rill_expand_settle(rill_stage_t *stage);
/** Items (borrowed) that wait to be emitted, and for their streams. */
void rill_expand_queue(rill_stage_t *stage, const rill_value_t *items,
                       size_t count);
/** Ends with this error (taken over) if it is the first one. */
void rill_expand_fail(rill_stage_t *stage, rill_error_t *error);
/** Runs one more; borrows the observable. */
void rill_expand_run(rill_stage_t *stage, rill_observable_t *observable);
/** Moves it to the list that its new credit puts it on. */
void rill_expand_credit(rill_expand_t *e, rill_expand_inner_t *inner,
                        int64_t credit);
/** Cancels all that run. */
void rill_expand_cancel(rill_expand_t *e);

#endif
