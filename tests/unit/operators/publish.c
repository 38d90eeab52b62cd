/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

static rill_observable_t *publish(rill_observable_t *source) {
  return rill_pipe(source, rill_publish());
}

static void join(probe_t *probe, rill_scheduler_t *clock,
                 rill_observable_t *shared) {
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(probe, clock, again, RILL_UNBOUNDED);
}

static rill_subscription_t *connected(rill_scheduler_t *clock,
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
  rill_unref(connected(clock, shared));
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
  rill_subscription_t *first = connected(clock, shared);
  rill_subscription_t *second = connected(clock, shared);
  ck_assert_ptr_eq(first, second);
  rill_virtual_run(clock);
  ck_assert_str_eq(one.text, "0 1 |");
  ck_assert(rill_is_over(first));
  rill_subscription_t *third = connected(clock, shared);
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
  rill_subscription_t *run = connected(clock, shared);
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
  rill_subscription_t *run = connected(clock, shared);
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
    rill_unref(connected(clock, shared));
    rill_virtual_run(clock);
    rill_unref(shared);
    rill_scheduler_close(clock);
    ck_assert_int_eq(one.released, 1);
    ck_assert_int_eq(two.released, 1);
  }
}

/* --- With a selector ------------------------------------------------------ */

static rill_value_t sum_of_list(rill_value_t list, void *context) {
  int64_t sum = 0;
  (void) context;
  for (size_t i = 0; i < rill_list_length(list); i++)
    sum += rill_as_int(rill_list_get(list, i));
  return rill_int(sum);
}

/* Zipped with itself, of which `skip` are left out. */
static rill_value_t with_itself(rill_value_t shared, void *context) {
  rill_value_t one = rill_value_ref(shared), two = rill_value_ref(shared);
  rill_observable_t *other =
      rill_pipe(rill_from_value(two), rill_skip(*(int64_t *) context));
  return rill_object(rill_pipe(rill_from_value(one), rill_zip(other),
                               rill_map(rill_call(sum_of_list))));
}

static rill_value_t itself(rill_value_t shared, void *context) {
  (void) context;
  return rill_value_ref(shared);
}

static rill_value_t something_else(rill_value_t shared, void *context) {
  (void) shared;
  (void) context;
  return rill_object(rill_from_marbles("--7|"));
}

static rill_value_t nothing(void *context) {
  (void) context;
  return rill_none();
}

static rill_operator_t *selecting(rill_call1_fn f) {
  return rill_publish(.selector = rill_call(f));
}

TEST(publish, goes_on_with_what_the_selector_gives) {
  int64_t none = 0, one = 1;
  ck_marbles("-1-2-3-|", selecting(itself), "-1-2-3-|");
  ck_marbles_stepwise("(123456|)", selecting(itself), "(123456|)");
  ck_marbles("01^-1--2--3----(45)----|",
             rill_publish(.selector = rill_call_with(with_itself,
                                                     rill_borrow(&none))),
             "  --2--4--6----(8{10})-|");
  ck_marbles("-3-4-1-8-5---6---#",
             rill_publish(.selector =
                              rill_call_with(with_itself, rill_borrow(&one))),
             "---7-5-9-{13}{11}#");
  ck_marbles("|", selecting(itself), "|");
  ck_marbles("-#", selecting(itself), "-#");
}

TEST(publish, each_run_selects_anew) {
  ck_marbles("-1-2|", rill_compose(selecting(itself), rill_repeat(2)),
             "-1-2-1-2|");
}

static rill_value_t count_run(void *context) {
  ++*(int *) context;
  return rill_object(rill_range(1, 3));
}

TEST(publish, runs_upstream_once_for_all_that_the_selector_makes) {
  int64_t one = 1;
  int runs = 0;
  probe_t probe = {0};
  probe_run(&probe,
            rill_pipe(rill_defer(rill_call_with(count_run, rill_borrow(&runs))),
                      rill_publish(.selector = rill_call_with(
                                       with_itself, rill_borrow(&one)))));
  ck_assert_str_eq(probe.text, "3 5 |");
  ck_assert_int_eq(runs, 1);
}

TEST(publish, ends_when_the_selected_stream_does) {
  ck_marbles("-1-2-3-4-|", selecting(something_else), "--7|");
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_interval(10), selecting(itself),
                            rill_take(2)),
                  RILL_UNBOUNDED);
  ck_assert_int_eq(rill_virtual_run(clock), 20); /* and upstream with it */
  ck_assert_str_eq(probe.text, "0 1 |");
  clock_close(clock);
}

static rill_value_t spill(rill_value_t shared, void *context) {
  (void) shared;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t no_stream(rill_value_t shared, void *context) {
  (void) shared;
  (void) context;
  return rill_int(7);
}

TEST(publish, fails_with_its_selector) {
  ck_operator_fails(selecting(spill), 7, "spilt", "(publish)");
  ck_operator_fails(selecting(no_stream), RILL_ETYPE, "got int");
  ck_operator_fails(rill_publish(.selector = rill_call(nothing)), RILL_EINVAL,
                    "rill_publish: the selector takes 0 arguments");
}

static rill_value_t keep(rill_value_t shared, void *context) {
  *(rill_value_t *) context = rill_value_ref(shared);
  return rill_value_ref(shared);
}

TEST(publish, the_shared_stream_ends_with_the_run) {
  rill_value_t shared;
  probe_t inside = {0}, outside = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&inside, clock,
                  rill_pipe(rill_interval(10),
                            rill_publish(.selector = rill_call_with(
                                             keep, rill_borrow(&shared)))),
                  RILL_UNBOUNDED);
  rill_value_t again = rill_value_ref(shared);
  probe_subscribe(&outside, clock, rill_from_value(again), RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 10);
  rill_cancel(inside.subscription);
  rill_virtual_run(clock);
  ck_assert_str_eq(outside.text, "0 #");
  ck_assert_int_eq(outside.error_code, RILL_ECANCELED);
  probe_subscribe(&after, clock, rill_from_value(shared), RILL_UNBOUNDED);
  ck_assert_int_eq(after.error_code, RILL_ECLOSED);
  clock_close(clock);
}

TEST(publish, what_the_selector_gets_cannot_be_connected) {
  ck_operator_fails(rill_compose(selecting(itself), rill_ref_count()),
                    RILL_EINVAL, "rill_ref_count: upstream is not connectable");
}

/* Those that do not count are not left waiting for ever. */
TEST(publish, who_hears_a_run_that_is_cancelled_is_told) {
  probe_t plain = {0}, counted = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = publish(rill_interval(10));
  join(&plain, clock, shared);
  probe_subscribe(&counted, clock, rill_pipe(shared, rill_ref_count()),
                  RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 15);
  rill_cancel(counted.subscription);
  rill_virtual_run(clock);
  ck_assert_str_eq(plain.text, "0 #");
  ck_assert_int_eq(plain.error_code, RILL_ECANCELED);
  clock_close(clock);
}
