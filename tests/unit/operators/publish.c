/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/probe.h"

static rill_observable_t *publish(rill_observable_t *source) {
  return rill_pipe(source, rill_publish());
}

static void join(probe_t *probe, rill_scheduler_t *clock,
                 rill_observable_t *shared) {
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(probe, clock, again, RILL_UNBOUNDED);
}

static rill_subscription_t *connect(rill_scheduler_t *clock,
                                    rill_observable_t *shared) {
  rill_observable_t *again = rill_ref(shared);
  return rill_connect(clock, again);
}

TEST(publish, all_subscribers_wait_for_the_connection) {
  probe_t one = {0}, two = {0}, late = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = publish(rill_range(1, 3));
  join(&one, clock, shared);
  join(&two, clock, shared);
  rill_virtual_run(clock);
  ck_assert_str_eq(one.text, "");
  rill_unref(connect(clock, shared));
  join(&late, clock, shared);
  ck_assert_str_eq(one.text, "1 2 3 |");
  ck_assert_str_eq(two.text, "1 2 3 |");
  ck_assert_str_eq(late.text, "|");
  rill_unref(shared);
  clock_close(clock);
}

TEST(publish, connects_once_and_anew_after_the_end) {
  probe_t one = {0}, two = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared =
      publish(rill_pipe(rill_interval(10), rill_take(2)));
  join(&one, clock, shared);
  rill_subscription_t *first = connect(clock, shared);
  rill_subscription_t *second = connect(clock, shared);
  ck_assert_ptr_eq(first, second);
  rill_virtual_run(clock);
  ck_assert_str_eq(one.text, "0 1 |");
  ck_assert(rill_is_over(first));
  rill_subscription_t *third = connect(clock, shared);
  join(&two, clock, shared);
  rill_virtual_run(clock);
  ck_assert_str_eq(two.text, "0 1 |");
  rill_unref(first);
  rill_unref(second);
  rill_unref(third);
  rill_unref(shared);
  clock_close(clock);
}

TEST(publish, cancelling_the_connection_tells_the_subscribers) {
  probe_t one = {0}, next = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = publish(rill_interval(10));
  join(&one, clock, shared);
  rill_subscription_t *run = connect(clock, shared);
  rill_virtual_advance_to(clock, 25);
  rill_cancel(run);
  rill_cancel(run);
  rill_virtual_advance_to(clock, 26);
  ck_assert_str_eq(one.text, "0 1 #");
  ck_assert_int_eq(one.error_code, RILL_ECANCELED);
  join(&next, clock, shared); /* waits for the next connection */
  ck_assert_str_eq(next.text, "");
  rill_unref(run);
  rill_unref(shared);
  clock_close(clock);
  ck_assert_str_eq(next.text, "");
}

TEST(publish, runs_without_a_subscriber_too) {
  probe_t late = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = publish(rill_interval(10));
  rill_subscription_t *run = connect(clock, shared);
  rill_virtual_advance_to(clock, 5005);
  join(&late, clock, shared);
  rill_virtual_advance_to(clock, 5015);
  ck_assert_str_eq(late.text, "500");
  rill_cancel(run);
  rill_unref(run);
  rill_unref(shared);
  clock_close(clock);
}

static void on_unhandled(rill_error_t *error, void *context) {
  rill_error_describe(error, context, 256);
}

TEST(publish, what_cannot_be_connected_is_told) {
  char text[256] = "";
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_on_unhandled(clock, on_unhandled, text);
  rill_unref(rill_connect(clock, rill_range(1, 2)));
  ck_assert_str_has(text, "not connectable");
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_range(1, 2),
                              rill_publish(.capacity = -1)));
  ck_assert_str_has(probe.error, "rill_publish: capacity is -1");
  clock_close(clock);
}

static void ignore(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

TEST(publish, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    probe_t one = {0}, two = {0};
    rill_scheduler_on_unhandled(clock, ignore, NULL);
    rill_observable_t *shared = publish(rill_range(1, 3));
    join(&one, clock, shared);
    join(&two, clock, shared);
    rill_unref(connect(clock, shared));
    rill_virtual_run(clock);
    rill_unref(shared);
    rill_scheduler_close(clock);
    ck_assert_int_eq(one.released, 1);
    ck_assert_int_eq(two.released, 1);
  }
}
