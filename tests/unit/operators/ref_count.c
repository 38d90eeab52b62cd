/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"

static void join(probe_t *probe, rill_scheduler_t *clock,
                 rill_observable_t *shared) {
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(probe, clock, again, RILL_UNBOUNDED);
}

TEST(ref_count, connects_with_the_first_and_ends_with_the_source) {
  ck_marbles("-1-2-3-|", rill_compose(rill_publish(), rill_ref_count()),
                   "-1-2-3-|");
}

TEST(ref_count, stays_connected_for_a_while) {
  probe_t one = {0}, two = {0}, three = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(rill_interval(10), rill_publish(),
                                        rill_ref_count(.grace = 30));
  join(&one, clock, shared);
  rill_virtual_advance_to(clock, 15);
  rill_cancel(one.subscription);
  rill_virtual_advance_to(clock, 35);
  join(&two, clock, shared); /* within the grace: the same run goes on */
  rill_virtual_advance_to(clock, 45);
  rill_cancel(two.subscription);
  rill_virtual_advance_to(clock, 100);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  join(&three, clock, shared); /* too late: a new one */
  rill_virtual_advance_to(clock, 125);
  ck_assert_str_eq(one.text, "0");
  ck_assert_str_eq(two.text, "3");
  ck_assert_str_eq(three.text, "0 1");
  rill_unref(shared);
  clock_close(clock);
}

TEST(ref_count, closing_during_the_grace_leaves_nothing) {
  probe_t one = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(rill_interval(10), rill_publish(),
                                        rill_ref_count(.grace = 30));
  probe_subscribe(&one, clock, shared, RILL_UNBOUNDED);
  rill_cancel(one.subscription);
  clock_close(clock);
}

TEST(ref_count, keeps_the_run_if_told_to) {
  probe_t one = {0}, two = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(rill_interval(10), rill_publish(),
                                        rill_ref_count(.keep_on_zero = true));
  join(&one, clock, shared);
  rill_virtual_advance_to(clock, 15);
  rill_cancel(one.subscription);
  rill_virtual_advance_to(clock, 95);
  join(&two, clock, shared);
  rill_virtual_advance_to(clock, 105);
  ck_assert_str_eq(two.text, "9");
  rill_unref(shared);
  clock_close(clock);
}

TEST(ref_count, a_weak_one_listens_in) {
  probe_t weak = {0}, strong = {0}, again = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(rill_interval(10), rill_share());
  rill_observable_t *aside = rill_ref(shared);
  aside = rill_pipe(aside, rill_ref_count(.weak = true));
  join(&weak, clock, aside);
  rill_virtual_advance_to(clock, 100);
  ck_assert_str_eq(weak.text, ""); /* does not connect */
  join(&strong, clock, shared);
  rill_virtual_advance_to(clock, 125);
  ck_assert_str_eq(weak.text, "0 1");
  rill_cancel(strong.subscription); /* the weak one does not hold it */
  rill_virtual_run(clock);
  ck_assert_str_eq(weak.text, "0 1 #");
  ck_assert_int_eq(weak.error_code, RILL_ECANCELED);
  join(&again, clock, aside); /* waits for the next run */
  ck_assert_str_eq(again.text, "");
  rill_unref(aside);
  rill_unref(shared);
  clock_close(clock);
}

TEST(ref_count, a_weak_one_may_come_and_go) {
  probe_t weak = {0}, strong = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(rill_interval(10), rill_take(4),
                                        rill_publish(), rill_ref_count());
  rill_observable_t *aside = rill_ref(shared);
  aside = rill_pipe(aside, rill_ref_count(.weak = true));
  join(&strong, clock, shared);
  rill_virtual_advance_to(clock, 15);
  join(&weak, clock, aside);
  rill_virtual_advance_to(clock, 25);
  rill_cancel(weak.subscription);
  rill_virtual_run(clock);
  ck_assert_str_eq(weak.text, "1");
  ck_assert_str_eq(strong.text, "0 1 2 3 |");
  rill_unref(aside);
  rill_unref(shared);
  clock_close(clock);
}

TEST(ref_count, names_bad_arguments) {
  ck_operator_fails(rill_ref_count(), RILL_EINVAL, "rill_ref_count",
                    "not connectable");
  ck_operator_fails(
      rill_compose(rill_publish(), rill_ref_count(.grace = -5)), RILL_EINVAL,
      "rill_ref_count: grace is -5");
}
