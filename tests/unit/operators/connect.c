/* SPDX-License-Identifier: MIT */
#include "support/heard.h"
#include "support/probe.h"

static void on_unhandled(rill_error_t *error, void *context) {
  rill_error_describe(error, context, 256);
}

/* What goes wrong is told by the scheduler's hook; the handle is that of a run
 * that is over. */
static void refused(rill_scheduler_t *clock, rill_observable_t *flow,
                    const char *why) {
  char text[256] = "";
  rill_scheduler_on_unhandled(clock, on_unhandled, text);
  rill_subscription_t *run = rill_connect(clock, flow);
  ck_assert_str_has(text, why);
  ck_assert(rill_is_over(run));
  rill_unref(run);
}

static rill_value_t the_one(void *context) {
  rill_subject_t *subject = rill_ref(*(rill_subject_t **) context);
  return rill_object(subject);
}

TEST(connect, names_what_cannot_be_connected) {
  rill_scheduler_t *clock = clock_new();
  refused(clock, NULL, "rill_connect: the observable is not connectable");
  refused(clock, rill_range(1, 3), "the observable is not connectable");
  rill_subject_t *subject = rill_subject_new(clock);
  rill_subject_complete(subject);
  rill_fn_t f = rill_call_with(the_one, rill_borrow(&subject));
  refused(clock, rill_pipe(rill_range(1, 3), rill_multicast(f)),
          "rill_connect: the subject has ended already");
  rill_unref(subject);
  clock_close(clock);
}

TEST(connect, subscribers_of_another_thread_are_connected_there) {
  heard_t heard = {0};
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_observable_t *shared = rill_pipe(rill_range(1, 3), rill_publish());
  rill_observable_t *again = rill_ref(shared);
  rill_subscription_t *run = heard_subscribe(&heard, pool, shared);
  refused(clock, again, "rill_connect: the subscribers live on another thread");
  rill_cancel(run);
  heard_wait(&heard);
  rill_unref(run);
  rill_scheduler_close(pool);
  clock_close(clock);
}

TEST(connect, without_subscribers_the_items_go_nowhere) {
  probe_t late = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared =
      rill_pipe(rill_interval(10), rill_take(5), rill_publish());
  rill_observable_t *again = rill_ref(shared);
  rill_unref(rill_connect(clock, again));
  rill_virtual_advance_to(clock, 35);
  probe_subscribe(&late, clock, shared, RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_str_eq(late.text, "3 4 |");
  clock_close(clock);
}

TEST(connect, one_handle_for_all_that_share) {
  probe_t one = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(rill_interval(10), rill_share());
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(&one, clock, shared, RILL_UNBOUNDED);
  rill_subscription_t *run = rill_connect(clock, again);
  rill_virtual_advance_to(clock, 15);
  rill_cancel(run);
  rill_virtual_run(clock);
  ck_assert_str_eq(one.text, "0 #");
  ck_assert_int_eq(one.error_code, RILL_ECANCELED);
  rill_unref(run);
  clock_close(clock);
}
