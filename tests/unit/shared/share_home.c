/* SPDX-License-Identifier: MIT */
#include "support/heard.h"

#include <sched.h>

/* A stream that has no end for its first run, and three items for others. */
static rill_value_t stream(void *context) {
  int *runs = context;
  int run = __atomic_add_fetch(runs, 1, __ATOMIC_ACQ_REL);
  return rill_object(run == 1 ? rill_never() : rill_range(1, 3));
}

struct late {
  heard_t heard;
  heard_t *first;
  rill_subscription_t *run; /* of the first */
};

/* The first one goes when the way to its thread has been chosen, and the thread
 * has time to end. */
static void late_subscribed(rill_subscription_t *subscription, void *context) {
  enum { YIELDS = 2000 };
  struct late *late = context;
  rill_cancel(late->run);
  heard_wait(late->first);
  while (!rill_is_over(late->run)) sched_yield();
  for (int i = 0; i < YIELDS; i++) sched_yield();
  heard_subscribed(subscription, context);
}

TEST(share_home, a_thread_that_would_end_waits_for_who_is_on_the_way) {
  int runs = 0;
  heard_t first = {0};
  struct late late = {.first = &first};
  struct looper l;
  looper_open(&l);
  rill_scheduler_t *threads = rill_new_thread_scheduler();
  rill_observable_t *flow = rill_pipe(
      rill_defer(rill_call_with(stream, rill_borrow(&runs))), rill_share());
  rill_observable_t *again = rill_ref(flow);
  late.run = heard_subscribe(&first, threads, flow);
  while (__atomic_load_n(&runs, __ATOMIC_ACQUIRE) == 0) sched_yield();
  ck_assert_int_eq(uv_sem_init(&late.heard.released, 0), 0);
  rill_unref(rill_subscribe(l.scheduler, again, .next = heard_next,
                            .complete = heard_complete, .error = heard_error,
                            .subscribed = late_subscribed,
                            .release = heard_release, .context = &late.heard));
  heard_wait_on(&late.heard, &l.loop);
  ck_assert_str_eq(late.heard.error, "");
  ck_assert_int_eq(late.heard.items, 3);
  ck_assert_int_eq(late.heard.completions, 1);
  rill_unref(late.run);
  rill_scheduler_close(threads);
  looper_close(&l);
}
