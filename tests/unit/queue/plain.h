/* SPDX-License-Identifier: MIT */
/* A queue with a capacity, and nothing else said of it. */
#ifndef RILL_TESTS_QUEUE_PLAIN_H
#define RILL_TESTS_QUEUE_PLAIN_H

#include "scene.h"

static inline void scene_open(int64_t capacity) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = capacity);
}

#endif
