/* SPDX-License-Identifier: MIT */
/* Functions without arguments that are asked whether, and what they say. */
#ifndef RILL_TESTS_SUPPORT_CONDITIONS_H
#define RILL_TESTS_SUPPORT_CONDITIONS_H

#include <rill.h>

static inline rill_value_t yes(void *context) {
  (void) context;
  return rill_bool(true);
}
static inline rill_value_t no(void *context) {
  (void) context;
  return rill_bool(false);
}
static inline rill_value_t spill(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}
static inline rill_value_t five(void *context) {
  (void) context;
  return rill_int(5);
}

struct asking_count {
  int64_t asked, yes;
};

static inline rill_value_t asking_next(void *context) {
  struct asking_count *asking = context;
  return rill_bool(++asking->asked <= asking->yes);
}
/** So often yes, then no. */
static inline rill_fn_t times(struct asking_count *asking, int64_t often) {
  *asking = (struct asking_count){0, often};
  return rill_call0(asking_next, rill_borrow(asking));
}

#endif
