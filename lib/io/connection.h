/* SPDX-License-Identifier: MIT */
/* What the verbs on connections share. */
#ifndef RILL_IO_CONNECTION_H
#define RILL_IO_CONNECTION_H

#include "io/stream.h"

/** NULL if there is a connection, otherwise the error, without the name of the
 * function. */
rill_error_t *rill_connection_check(const rill_connection_t *connection);
/** NULL if the function `name` can work on it from here, otherwise the promise
 * to return. */
rill_promise_t *rill_connection_refuse(const rill_connection_t *connection,
                                       const char *name);
/** The same for functions that return a code: 0 or the code. */
int rill_connection_refuse_code(const rill_connection_t *connection,
                                const char *name);

/** A promise that waits for something to happen to a stream. */
typedef struct rill_awaiting {
  rill_waiter_t waiter;
  rill_promise_t *promise;
  rill_value_t value; /* what it will be fulfilled with: a number, or nothing */
  const char *verb;   /* for errors: "write" */
} rill_awaiting_t;

/** Has `promise` (borrowed) wait; false without memory. */
bool rill_connection_await(rill_waiters_t *line, uint64_t at, const char *verb,
                           rill_promise_t *promise, rill_value_t value);
/** Why a stream does nothing more for the function `name`. */
rill_error_t *rill_connection_over(const rill_stream_t *stream,
                                   const char *verb, int code);

#endif
