/* SPDX-License-Identifier: MIT */
/* What an item leads to, for operators like rill_debounce_with(): a stream that
 * gives a sign with its first item or its end. */
#ifndef RILL_TESTS_SUPPORT_SIGNS_H
#define RILL_TESTS_SUPPORT_SIGNS_H

#include <rill/test.h>

#include "support/reenter.h"

/* A sign after as many ticks as the item says; and by an end alone. */
static inline rill_value_t ticks(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_timer(rill_as_int(item)));
}
static inline rill_value_t silent(rill_value_t item, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_never(), rill_take_with_time(rill_as_int(item))));
}

static inline rill_value_t failing_stream(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_from_marbles("--#"));
}
static inline rill_value_t failing(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_fail(rill_error_new(78, "cannot tell"));
}
static inline rill_value_t number(rill_value_t item, void *context) {
  (void) context;
  return rill_value_ref(item);
}

static inline rill_value_t failing_stream_from_3(rill_value_t item,
                                                 void *context) {
  if (rill_as_int(item) < 3) return ticks(item, context);
  return rill_object(rill_throw(rill_error_new(77, "no sign")));
}
static inline rill_value_t failing_from_3(rill_value_t item, void *context) {
  if (rill_as_int(item) < 3) return ticks(item, context);
  return failing(item, context);
}

/* The sign is an item of the second subject of a reenter_t. */
static inline rill_value_t until_b(rill_value_t item, void *context) {
  reenter_t *r = context;
  (void) item;
  return rill_object(rill_subject_observable(r->b));
}
static inline rill_value_t tick_then_b(rill_value_t item, void *context) {
  if (rill_as_int(item) == 1) return ticks(item, NULL);
  return until_b(item, context);
}
/* The next item and the sign, from inside of an item. */
static inline void push_both(reenter_t *r, int64_t item) {
  if (item > 2) return;
  rill_subject_next(r->a, rill_int(item + 1));
  rill_subject_next(r->b, rill_int(0));
}

#endif
