/* SPDX-License-Identifier: MIT */
/* Queues and meeting places in tests: the clock and the handlers are those of
 * promises; what is cancelled in each place of a line. */
#ifndef RILL_TESTS_QUEUE_PLACES_H
#define RILL_TESTS_QUEUE_PLACES_H

#include "promise/promises.h"
#include "support/failing.h"

/* A handler that does something to what is its context. */
#define DO(f, context) rill_call_with(f, rill_borrow(context))

static inline int code_of(rill_promise_t *promise) {
  rill_error_t *error = rill_promise_error(promise);
  return error != NULL ? rill_error_code(error) : 0;
}

/* The code of a promise that is settled at once. */
static inline int code_at_once(rill_promise_t *promise) {
  int code = rill_promise_is_pending(promise) ? 1 : code_of(promise);
  rill_unref(promise);
  return code;
}

#endif
