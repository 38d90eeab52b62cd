/* SPDX-License-Identifier: MIT */
/* A queue whose items are put and taken without waiting. */
#ifndef RILL_TESTS_QUEUE_STORED_H
#define RILL_TESTS_QUEUE_STORED_H

#include "places.h"

static rill_queue_t *queue;

static inline void put(int64_t i) {
  int code = rill_queue_try_put(queue, rill_int(i));
  ck_assert_int_eq(code, 0);
}
static inline int64_t get(void) {
  rill_value_t item;
  int code = rill_queue_try_get(queue, &item);
  return code != 0 ? code : rill_as_int(item);
}

/* All that is there, as text. */
static inline void ck_rest(const char *expected) {
  log_clear();
  for (int64_t i; (i = get()) >= 0;) log_add("", rill_int(i));
  ck_log(expected);
}

/* By the tens alone. */
static inline rill_value_t by_tens(rill_value_t a, rill_value_t b,
                                   void *context) {
  (void) context;
  return rill_int(rill_as_int(a) / 10 - rill_as_int(b) / 10);
}

#endif
