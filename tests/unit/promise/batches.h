/* SPDX-License-Identifier: MIT */
/* Loads in tests, and the batch functions that answer them. */
#ifndef RILL_TESTS_PROMISE_BATCHES_H
#define RILL_TESTS_PROMISE_BATCHES_H

#include "promises.h"

/* Ten times each key; an error for a negative one. */
static inline rill_value_t tenfold(rill_value_t keys, void *unused) {
  rill_value_t values[64];
  size_t count = rill_list_length(keys);
  (void) unused;
  log_add("batch", keys);
  for (size_t i = 0; i < count; i++) {
    int64_t key = rill_as_int(rill_list_get(keys, i));
    values[i] = key >= 0 ? rill_int(10 * key)
                         : rill_fail(rill_error_new(RILL_ERANGE, "negative"));
  }
  return rill_list_own(values, count);
}

/* The same, 5 ticks later. */
static inline rill_value_t tenfold_later(rill_value_t keys, void *unused) {
  return P(rill_promise_delay(clock_, 5, tenfold(keys, unused)));
}

#define LOAD(loader, key, name)                                                \
 WATCH(rill_loader_load((loader), rill_int(key)), name)

#endif
