/* SPDX-License-Identifier: MIT */
/* The inside of flatten: its inner streams, and what they need of it. */
#ifndef RILL_SHARED_FLATTEN_INNER_H
#define RILL_SHARED_FLATTEN_INNER_H

#include "shared/flatten.h"

/* The state of an inner run's sink. */
struct rill_flatten_inner {
  rill_flatten_inner_t *next, **back; /* among all */
  rill_flatten_inner_t *then;         /* among those that are ready */
  rill_ring_t queue;
  int64_t taken; /* and not yet asked for again */
  bool done;     /* has ended, but for what is queued */
};

/** Puts an inner behind all others; takes it out, if it is in. */
static inline void rill_flatten_link(rill_flatten_t *f,
                                     rill_flatten_inner_t *inner) {
  inner->back = f->inners_end;
  *f->inners_end = inner;
  f->inners_end = &inner->next;
  f->running++;
}
static inline void rill_flatten_unlink(rill_flatten_t *f,
                                       rill_flatten_inner_t *inner) {
  if (inner->back == NULL) return;
  *inner->back = inner->next;
  *(inner->next != NULL ? &inner->next->back : &f->inners_end) = inner->back;
  inner->back = NULL;
  f->running--;
}

static inline size_t rill_flatten_emit(rill_stage_t *stage, rill_flatten_t *f,
                                       const rill_supply_t *from,
                                       uint64_t index, size_t count) {
  f->emitting = true;
  size_t used = rill_emit_supply(stage, from, index, count);
  f->emitting = false;
  rill_demand_use(&f->demand, used);
  return used;
}

/** Does all that waits, here or in the call that is doing it. */
void rill_flatten_drain(rill_stage_t *stage);

/** The error (taken over) of a stream, which may have to wait for the others.
 */
void rill_flatten_fail(rill_stage_t *stage, rill_error_t *error);
RILL_COLD void rill_flatten_no_memory(rill_stage_t *stage);
/** Runs one more; borrows the observable. */
void rill_flatten_run(rill_stage_t *stage, rill_observable_t *observable);
/** Emits these items without a run, if there is room for all of them. */
bool rill_flatten_in_place(rill_stage_t *stage, const rill_supply_t *from);
/** The same for a stream, if its items are there, and with what a row of
 * operators makes of them; borrows the observable. */
bool rill_flatten_now(rill_stage_t *stage, rill_observable_t *observable);
/** What the sink of an inner run does with its end. */
void rill_flatten_inner_error(rill_stage_t *sink, rill_error_t *error);
void rill_flatten_inner_release(rill_stage_t *sink);
/** It has items: it takes its turn behind all others that have. */
void rill_flatten_ready(rill_flatten_t *f, rill_flatten_inner_t *inner);
/** It has ended and is empty: the next one may start. */
void rill_flatten_ended(rill_stage_t *stage, rill_flatten_inner_t *inner);
/** Items went down and used up `used`. `held` of them came from the queue:
 * those the inner takes for used up already. */
void rill_flatten_replenish(rill_stage_t *stage, rill_flatten_inner_t *inner,
                            size_t used, size_t held);
/** Cancels all that run. */
void rill_flatten_cancel(rill_flatten_t *f);

#endif
