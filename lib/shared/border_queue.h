/* SPDX-License-Identifier: MIT */
/* The queue of a border, as its two sides see it: a ring of values between the
 * writer, who moves the tail, and the reader, who moves the head.
 *
 * Two questions are settled without a lock, both the same way: each side says
 * what it has done, then looks at what the other has said; all of it is
 * sequentially consistent, so one of both sees the other.
 *
 *  - Is the reader to be woken? The writer publishes, then looks at `sleep`;
 *    the reader sets `sleep`, then looks whether there is something.
 *  - Who asks upstream for more, when the reader has taken a portion? The
 *    writer does, as long as it comes by. Else it sets `lent`, then looks at
 *    the head; the reader moves the head, then looks at `lent`. Whoever clears
 *    it asks; the reader by a post. */
#ifndef RILL_SHARED_BORDER_QUEUE_H
#define RILL_SHARED_BORDER_QUEUE_H

#include "shared/border.h"
#include "shared/rails.h"
#include "shared/spin.h"

typedef enum rill_border_state {
  RILL_BORDER_OPEN,
  RILL_BORDER_COMPLETED,
  RILL_BORDER_FAILED
} rill_border_state_t;

typedef enum rill_border_sleep {
  RILL_BORDER_AWAKE, /* or about to be: the job was posted */
  RILL_BORDER_DOZES, /* only the end wakes it: nothing is asked for */
  RILL_BORDER_SLEEPS
} rill_border_sleep_t;

struct rill_border {
  rill_object_t base;
  /* Set before the first item. */
  rill_value_t *items;
  size_t room; /* a power of two */
  size_t capacity, portion;
  bool delay_error;
  bool watched; /* somebody sees what is dropped: it goes item by item */
  const rill_fn_t *dropped; /* NULL: nobody looks */
  rill_observable_t *keeper; /* of that function */
  rill_scheduler_t *home;
  rill_stage_t *stage; /* the reader's; its own thread's alone */
  rill_chain_t *run;   /* the writer's */
  /* The writer's. */
  char apart[64]; /* one cache line for each thread */
  size_t tail;
  size_t head_seen;
  size_t asked;        /* in all */
  rill_error_t *error; /* published by `state` */
  uint32_t state;
  bool has_lent; /* and has not heard of it since */
  rill_spin_t writer_spin;
  /* The reader's. */
  char apart_too[64];
  size_t head;
  bool armed; /* `sleep` was set, and `wake` has not run since */
  size_t told; /* items from the head on that it has told of; goes first */
  rill_spin_t reader_spin;
  /* Of both. */
  char apart_again[64];
  uint32_t sleep;
  bool abandoned;
  uint32_t sides; /* that have not let go */
  bool lent;   /* the reader may ask, when the head is at `need` */
  bool dry;    /* and at once: upstream has given all it was asked for */
  size_t need; /* belongs to who may ask */
  rill_job_t wake;
};

/** Wakes the reader, unless it is awake. Any side. */
void rill_border_wake(rill_border_t *border);
/** Posts `wake`, which must not be under way. */
void rill_border_post(rill_border_t *border);
/** Whether the reader has taken so much that the next portion is due. */
static inline bool rill_border_is_at(size_t head, size_t need) {
  return head - need <= SIZE_MAX / 2;
}

/* --- The writer's side, in border_in.c ------------------------------------ */

/** Lays out a run of upstream on `scheduler`, which writes; false without
 * memory. */
bool rill_border_feed(rill_border_t *border, rill_observable_t *upstream,
                      rill_scheduler_t *scheduler);
/** One side lets go; the other one may have done so. If somebody wants to see
 * what is dropped, the last one shows what is left, in the name of `by`. */
void rill_border_leave(rill_border_t *border, const rill_teller_t *by);
/** The reader asks, on the writer's thread. */
void rill_border_grant(rill_chain_t *run, size_t count);

#endif
