/* SPDX-License-Identifier: MIT */
/* The laws of the streams that come out of queues. */
#include "laws.h"

/* Each run has a queue of its own. */
static rill_value_t queue_of(int64_t count) {
  rill_queue_t *queue =
      rill_queue_new(laws_clock(), .overflow = RILL_OVERFLOW_GROW);
  int code = queue != NULL ? 0 : RILL_ENOMEM;
  for (int64_t i = 1; i <= count && code == 0; i++)
    code = rill_queue_try_put(queue, rill_int(i));
  if (code != 0) {
    rill_unref(queue);
    return rill_fail(rill_error_new(code, "no queue"));
  }
  rill_queue_close(queue, RILL_QUEUE_DRAIN);
  rill_observable_t *stream = rill_queue_observable(queue);
  rill_unref(queue);
  return rill_object(stream);
}

static rill_value_t few(void *context) {
  (void) context;
  return queue_of(9);
}
static rill_value_t many(void *context) {
  (void) context;
  return queue_of(MANY);
}

LAWS_OF_SOURCE(queue_observable, 0, rill_defer(CALL0(few)),
               rill_defer(CALL0(many)));
