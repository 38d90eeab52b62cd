/* SPDX-License-Identifier: MIT */
/* Streams that would go on for ever, and let the loop breathe. */
#ifndef RILL_TESTS_SUPPORT_ENDLESS_H
#define RILL_TESTS_SUPPORT_ENDLESS_H

#include <rill.h>
#include <uv.h>

#include "check.h"

static inline void endless_stop(uv_timer_t *timer) {
  rill_cancel(timer->data);
  uv_close((uv_handle_t *) timer, NULL);
}

/** A timer of the loop's gets to cancel it (it is taken over). */
static inline void ck_breathes(rill_observable_t *flow) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  rill_scheduler_t *s = rill_uv_scheduler_new(&loop);
  rill_subscription_t *run = rill_subscribe(s, flow);
  timer.data = run;
  uv_timer_start(&timer, endless_stop, 30, 0);
  uv_run(&loop, UV_RUN_DEFAULT); /* comes back */
  ck_assert(rill_is_over(run));
  rill_unref(run);
  rill_scheduler_close(s);
  uv_run(&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&loop), 0);
}

#endif
