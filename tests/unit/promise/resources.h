/* SPDX-License-Identifier: MIT */
/* What acquires, uses and disposes in tests, at once or slowly. */
#ifndef RILL_TESTS_PROMISE_RESOURCES_H
#define RILL_TESTS_PROMISE_RESOURCES_H

#include "promises.h"

static inline rill_value_t take_now(void *name) {
  log_add("acquire", rill_none());
  return rill_string(name);
}
static inline rill_value_t use_now(rill_value_t resource, void *unused) {
  (void) unused;
  log_add("use", resource);
  return rill_int(7);
}
static inline rill_value_t drop_now(rill_value_t resource, void *unused) {
  (void) unused;
  log_add("dispose", resource);
  return rill_none();
}

#define TAKE FN(take_now, "file")
#define USE rill_call(use_now)
#define DROP rill_call(drop_now)
#define GIVE0(promise) rill_call_with(give0, rill_borrow(promise))

static inline rill_value_t slow_use(rill_value_t resource, void *unused) {
  (void) unused;
  log_add("use", resource);
  return P(after(10, 7));
}
static inline rill_value_t slow_drop(rill_value_t resource, void *unused) {
  (void) unused;
  log_add("dispose", resource);
  return P(after(5, 0));
}

#endif
