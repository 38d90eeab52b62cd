/* SPDX-License-Identifier: MIT */
/* What follows a promise: as its bits say, in this order. */
#ifndef RILL_PROMISE_TAIL_H
#define RILL_PROMISE_TAIL_H

#include "promise/promise.h"

enum { WIDE_WORDS = 2, DROP_WORDS = 1, BOTH_WORDS = 3, FINALLY_WORDS = 3 };

static inline rill_word_t *tail_drop(rill_promise_t *promise) {
  bool wide = (promise->node.bits & RILL_P_WIDE) != 0;
  return promise->tail + (wide ? WIDE_WORDS : 0);
}

/* The second handler: call, context, drop; of a `finally`: call, outcome. */
static inline rill_word_t *tail_second(rill_promise_t *promise) {
  bool drop = (promise->node.bits & RILL_P_DROP) != 0;
  return tail_drop(promise) + (drop ? DROP_WORDS : 0);
}

static inline size_t tail_size(uint32_t bits) {
  size_t words = 0;
  if ((bits & RILL_P_WIDE) != 0) words += WIDE_WORDS;
  if ((bits & RILL_P_DROP) != 0) words += DROP_WORDS;
  if ((bits & RILL_P_BOTH) != 0) words += BOTH_WORDS;
  if ((bits & RILL_P_FINALLY) != 0) words += FINALLY_WORDS;
  return sizeof(rill_promise_t) + words * sizeof(rill_word_t);
}

#endif
