/* SPDX-License-Identifier: MIT */
/* Streams that would go on for ever, and let the loop breathe. */
#ifndef RILL_TESTS_SUPPORT_ENDLESS_H
#define RILL_TESTS_SUPPORT_ENDLESS_H

#include <rill.h>
#include <uv.h>

#include "check.h"

struct endless {
  rill_subscription_t *run;
  const int *count; /* NULL, or what has to come first to */
  int most;
};

static inline void endless_turn(uv_idle_t *idle) {
  struct endless *endless = idle->data;
  if (endless->count != NULL && *endless->count < endless->most) return;
  rill_cancel(endless->run);
  uv_close((uv_handle_t *) idle, NULL);
}

/** The loop gets to cancel it (it is taken over), when it has counted to
 * `most`; `count` may be NULL. */
static inline void ck_breathes(rill_observable_t *flow, const int *count,
                               int most) {
  uv_loop_t loop;
  uv_idle_t idle;
  struct endless endless = {.count = count, .most = most};
  uv_loop_init(&loop);
  uv_idle_init(&loop, &idle);
  idle.data = &endless;
  rill_scheduler_t *s = rill_uv_scheduler_new(&loop);
  endless.run = rill_subscribe(s, flow);
  uv_idle_start(&idle, endless_turn);
  uv_run(&loop, UV_RUN_DEFAULT); /* comes back */
  ck_assert(rill_is_over(endless.run));
  rill_unref(endless.run);
  rill_scheduler_close(s);
  uv_run(&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&loop), 0);
}

#endif
