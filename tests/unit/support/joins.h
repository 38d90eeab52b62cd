/* SPDX-License-Identifier: MIT */
/* How long the items of joined streams last, and functions that fail. */
#ifndef RILL_TESTS_SUPPORT_JOINS_H
#define RILL_TESTS_SUPPORT_JOINS_H

#include <rill.h>
#include <rill/test.h>

/* For 10 ticks times the item. */
static inline rill_value_t tens(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_timer(10 * rill_as_int(item)));
}

static inline rill_value_t lasts(rill_value_t item, void *context) {
  (void) item;
  return rill_object(rill_from_marbles(context));
}
static inline rill_fn_t as(const char *text) {
  return rill_call_with(lasts, rill_borrow((void *) (uintptr_t) text));
}
#define FOR_EVER as("---")
#define NO_TIME as("|")

static inline rill_value_t broken1(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_fail(rill_error_new(7, "no idea"));
}
static inline rill_value_t broken2(rill_value_t a, rill_value_t b,
                                   void *context) {
  (void) b;
  return broken1(a, context);
}

static inline rill_value_t joins_count(rill_value_t item, void *context) {
  (void) item;
  ++*(int64_t *) context;
  return rill_none();
}
/** 100 integers, and how many of them were asked for. */
static inline rill_observable_t *counted(int64_t first, int64_t *made) {
  rill_fn_t count = rill_call_with(joins_count, rill_borrow(made));
  return rill_pipe(rill_range(first, 100), rill_do(.next = count));
}

#endif
