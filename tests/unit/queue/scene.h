/* SPDX-License-Identifier: MIT */
/* One queue, and what is done to it. */
#ifndef RILL_TESTS_QUEUE_SCENE_H
#define RILL_TESTS_QUEUE_SCENE_H

#include "places.h"

static rill_queue_t *queue;

static inline void scene_close(void) {
  rill_unref(queue);
  clock_close();
}

static inline rill_promise_t *get(void) { return rill_queue_get(queue); }
static inline rill_promise_t *put(int64_t i) {
  return rill_queue_put(queue, rill_int(i));
}
static inline int try_put(int64_t i) {
  return rill_queue_try_put(queue, rill_int(i));
}
/* What is there, or the code. */
static inline int64_t try_get(void) {
  rill_value_t item;
  int code = rill_queue_try_get(queue, &item);
  return code != 0 ? code : rill_as_int(item);
}

#endif
