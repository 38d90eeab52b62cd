/* SPDX-License-Identifier: MIT */
/* What the pictures of <rill/queue.h> call. */
#ifndef RILL_TESTS_PICTURES_QUEUE_H
#define RILL_TESTS_PICTURES_QUEUE_H

#include <rill.h>
#include <rill/test.h>

/** The clock of the picture under way. */
rill_scheduler_t *ck_clock(void);

__attribute__((unused)) static rill_value_t let_go(void *queue) {
  (void) queue;
  return rill_none();
}

/** A closed queue of 1, 2 and 3, which is there until the clock runs. */
__attribute__((unused)) static rill_queue_t *queue_of_three(void) {
  rill_queue_t *queue = rill_queue_new(ck_clock());
  for (int i = 1; i <= 3; i++) rill_queue_try_put(queue, rill_int(i));
  rill_queue_close(queue, RILL_QUEUE_DRAIN);
  rill_post(ck_clock(), rill_call_with(let_go, rill_own(queue, rill_unref)));
  return queue;
}

#endif
