/* SPDX-License-Identifier: MIT */
/* Functions that lead to short streams: three integers, and what a row of
 * operators makes of them. */
#ifndef RILL_TESTS_SUPPORT_THREES_H
#define RILL_TESTS_SUPPORT_THREES_H

#include <rill.h>

/* x x+1 x+2, and what a row makes of them. */
#define three(x, ...)                                                          \
 rill_object(rill_pipe(rill_range(rill_as_int(x), 3), __VA_ARGS__))

static inline __attribute__((unused)) rill_value_t twice(rill_value_t x,
                                                         void *context) {
  (void) context;
  return rill_int(2 * rill_as_int(x));
}

static inline __attribute__((unused)) rill_value_t doubled(rill_value_t x,
                                                           void *context) {
  (void) context;
  return three(x, rill_map(rill_call(twice)), rill_take(2));
}

#endif
