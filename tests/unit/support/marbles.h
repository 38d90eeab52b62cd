/* SPDX-License-Identifier: MIT */
/* Tests of streams as pictures, in virtual time. The notation is that of
 * <rill/test.h>: one character is one tick, also inside of (12), {10}, [1,2].
 *
 *     ck_marbles("-1-2-3-4-|",
 *                rill_take(2),
 *                "-1-(2|)");
 *
 * Each check runs on a clock of its own, draws what happened, compares it with
 * the expected row, and wants no signal beyond demand or after the end, no
 * unhandled error and no live object afterwards.
 *
 * `in` is a cold source; with `^` in it, it is a hot one that is subscribed on
 * that tick, and tick 0 of the expected row is the column of `^` (put spaces
 * in front of it to align them).
 *
 * A row that ends with | # or ! is all that may happen. Without an end the
 * clock stops with the last column of the longer row: write a `-` for each
 * tick on which nothing may come. `!` cancels on its tick, before what is due
 * there (but not before a hot item). */
#ifndef RILL_TESTS_SUPPORT_MARBLES_H
#define RILL_TESTS_SUPPORT_MARBLES_H

#include <rill/operator.h>
#include <rill/test.h>

#include "check.h"

/** The clock of the check whose arguments are being made: for operators that
 * are given a scheduler, and for second hot sources. */
rill_scheduler_t *ck_clock(void);

struct ck_flow {
  int64_t demand;      /**< at the start: 0 unbounded, < 0 nothing */
  int64_t again;       /**< requested from inside of each item */
  rill_time_t cancel_at; /**< the same as a `!` there; 0: none */
  size_t cancel_after; /**< cancel from inside of this item, drawn (3!) */
  rill_time_t until;   /**< the last tick that is run; 0: see above */
  const rill_value_t *values; /**< what the letters a, b, c… stand for, taken
                                   over; up to the first RILL_NONE */
};

/** Checks what an observable does. */
#define ck_source(observable, out) ck_flow(observable, out, .demand = 0)
/** The same with options: ck_flow(flow, "12|", .demand = 1, .again = 1). */
#define ck_flow(observable, out, ...)                                         \
  (ck_flow_begin_(__FILE__, __LINE__),                                        \
   ck_flow_run_((observable), (out), (struct ck_flow){__VA_ARGS__}))

/** Checks what an operator (consumed) makes of a row. */
#define ck_marbles(in, op, out) ck_marbles_with(in, op, out, .demand = 0)
/** The same with one item asked for at the start, and one from inside of each
 * item. */
#define ck_marbles_stepwise(in, op, out)                                      \
  ck_marbles_with(in, op, out, .demand = 1, .again = 1)
/** The same where a is the first of the values (taken over), b the second… */
#define ck_marbles_of(in, op, out, ...)                                       \
  ck_marbles_with(in, op, out,                                                \
                  .values = (const rill_value_t[]){__VA_ARGS__, {0}})
/** The same with options as for ck_flow. */
#define ck_marbles_with(in, op, out, ...)                                     \
  (ck_flow_begin_(__FILE__, __LINE__),                                        \
   ck_marbles_run_((in), (op), (out), (struct ck_flow){__VA_ARGS__}))

/** Checks that an observable fails with this code, and that each of the texts
 * is in the error's description. */
#define ck_fails(observable, code, ...)                                       \
  (ck_flow_begin_(__FILE__, __LINE__),                                        \
   ck_fails_run_((observable), (code), (const char *[]){__VA_ARGS__, NULL}))
/** Checks what an operator makes of bad arguments, on a source of one item. */
#define ck_operator_fails(op, code, ...)                                      \
  ck_fails(rill_pipe(rill_from_marbles("1|"), (op)), code, __VA_ARGS__)

/* What the macros are made of. */
void ck_flow_begin_(const char *file, int line);
void ck_flow_run_(rill_observable_t *flow, const char *out,
                  struct ck_flow options);
void ck_marbles_run_(const char *in, rill_operator_t *op, const char *out,
                     struct ck_flow options);
void ck_fails_run_(rill_observable_t *flow, int code, const char *const *parts);

#endif
