/* SPDX-License-Identifier: MIT */
/* What is known of a promise while its scheduler is traced: a note behind it,
 * in the same memory. Promises made at other times have none. */
#ifndef RILL_PROMISE_TRACE_H
#define RILL_PROMISE_TRACE_H

#include "promise/promise.h"

/** How many schedulers are traced. */
extern uint32_t rill_traced_schedulers;

static inline bool rill_trace_is_on(void) {
  return __atomic_load_n(&rill_traced_schedulers, __ATOMIC_RELAXED) != 0;
}
/** Whether there is something to know of `scheduler`: then it has one timer
 * that is never due. */
bool rill_trace_knows(const rill_scheduler_t *scheduler);
/** `size`, and room for a note if `scheduler` (or NULL) is traced. */
size_t rill_trace_size(rill_scheduler_t *scheduler, size_t size);
/** Begins the note of a promise that has room for it. */
void rill_trace_enter(rill_promise_t *promise);
/** Ends it. Any thread. */
void rill_trace_leave(rill_promise_t *promise);
/** Which function (static text) has made a promise with a note. */
void rill_trace_made(rill_promise_t *promise, const char *maker);
/** Writes what is known of a rejected promise with a note into its error. */
void rill_trace_place(rill_promise_t *promise);

#endif
