/* SPDX-License-Identifier: MIT */
/* A line of those who wait for their turn, first come first served: the engine
 * of queues, semaphores, locks, events and barriers.
 *
 * A line may have a supply: how many turns there are, such as items in a queue
 * or free permits. As many as that are *called*, from the front, and each has
 * its turn in a job of its own, in one go with the handlers of its promise.
 * Who leaves before that leaves the supply as it was, and the next one is
 * called: nothing is ever on its way to somebody who has gone.
 *
 * A line without a supply is served by hand, with rill_line_shift(). */
#ifndef RILL_QUEUE_LINE_H
#define RILL_QUEUE_LINE_H

#include "promise/promise.h"

typedef struct rill_line rill_line_t;
typedef struct rill_member rill_member_t;

/** It is the turn of `member`, which has left the line; or it never will be,
 * because of `error` (borrowed). */
typedef void (*rill_turn_fn)(rill_line_t *line, rill_member_t *member,
                             rill_error_t *error);

/** One who waits. Embed it; all zero is in no line. */
struct rill_member {
  rill_member_t *next, *back;
  rill_line_t *line;
  rill_job_t job;
  rill_turn_fn turn;
  void *owner; /* the counted object it is part of: the job keeps it */
  bool called;
};

struct rill_line {
  rill_scheduler_t *scheduler; /* borrowed */
  rill_member_t *first, *last;
  rill_member_t *idle; /* the first that is not called */
  size_t count, called;
  size_t supply;
  size_t limit; /* of promises that wait */
  rill_turn_fn turn; /* of a promise */
  /** What a promise that is served gets, owned; calls nobody. NULL:
   * RILL_NONE. */
  rill_value_t (*take)(rill_line_t *line);
};

/** `max_waiting` as in the options: 0 is the default. */
void rill_line_init(rill_line_t *line, rill_scheduler_t *scheduler,
                    int64_t max_waiting, rill_turn_fn turn);

/** Behind all others; `turn` and `owner` are set. */
void rill_line_join(rill_line_t *line, rill_member_t *member);
/** Out of the line, if it is in one. */
void rill_line_leave(rill_member_t *member);
/** The first one, out of the line; NULL if it is empty. */
rill_member_t *rill_line_shift(rill_line_t *line);
/** Tells each in turn that there is nothing to wait for, or that it is its
 * turn (NULL). */
void rill_line_dismiss(rill_line_t *line, rill_error_t *error);

/** There is more. */
void rill_line_supply(rill_line_t *line, size_t count);
/** How much of it nobody has been called for. */
static inline size_t rill_line_free(const rill_line_t *line) {
  return line->supply - line->called;
}
/** Takes one of those. False if there is none. */
static inline bool rill_line_take(rill_line_t *line) {
  if (rill_line_free(line) == 0) return false;
  line->supply--;
  return true;
}

/* --- Promises in a line --------------------------------------------------- */

/** Behind a promise that waits. */
typedef struct rill_ticket {
  rill_member_t member;
  rill_value_t value; /* what it brings */
} rill_ticket_t;

/** A promise at the end of the line, for the function `name`; or a rejected
 * one. Takes over `value`. */
rill_promise_t *rill_line_wait(rill_line_t *line, const char *name,
                               rill_value_t value);
/** What one that has left the line waits for, now the caller's, who is to call
 * rill_ticket_settle(). `*value`, now the caller's, is what it brought. */
rill_promise_t *rill_ticket_end(rill_member_t *member, rill_value_t *value);
/** Settles it with `outcome`, unless it was cancelled meanwhile; takes over
 * both. Its handlers run later. */
void rill_ticket_settle(rill_promise_t *promise, rill_value_t outcome);

/** For `turn` of a line with a supply: fulfils with what `take` gives. A
 * promise that nobody can see any more is passed over. */
void rill_ticket_serve(rill_line_t *line, rill_member_t *member,
                       rill_error_t *error);
/** For `turn` of one without: fulfils with RILL_NONE. */
void rill_ticket_pass(rill_line_t *line, rill_member_t *member,
                      rill_error_t *error);

/** For `destroy` of what it is part of: whoever waits for `what` ("the lock")
 * hears RILL_ECLOSED. */
void rill_line_close(rill_line_t *line, const char *what);

/* --- Arguments ------------------------------------------------------------ */

/** 0, or RILL_EWRONGTHREAD. */
static inline int rill_line_state(const rill_line_t *line) {
  return rill_scheduler_is_current(line->scheduler) ? 0 : RILL_EWRONGTHREAD;
}
/** The promise of the function `name` that was given NULL as its `what`. */
rill_promise_t *rill_line_missing(const char *name, const char *what);

#endif
