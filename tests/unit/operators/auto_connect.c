/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"

static void join(probe_t *probe, rill_scheduler_t *clock,
                 rill_observable_t *shared) {
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(probe, clock, again, RILL_UNBOUNDED);
}

static rill_observable_t *ticks(int64_t count) {
  return rill_pipe(rill_interval(10), rill_take(5), rill_publish(),
                   rill_auto_connect(count));
}

TEST(auto_connect, passes_all_to_the_first) {
  rill_operator_t *op = rill_compose(rill_publish(), rill_auto_connect(1));
  ck_marbles("-1-2-3-|", op, "-1-2-3-|");
  ck_marbles("-1-#", rill_compose(rill_publish(), rill_auto_connect(1)),
             "-1-#");
}

TEST(auto_connect, waits_for_the_second) {
  probe_t one = {0}, two = {0}, late = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = ticks(2);
  join(&one, clock, shared);
  rill_virtual_advance_to(clock, 100);
  ck_assert_str_eq(one.text, "");
  join(&two, clock, shared);
  rill_virtual_advance_to(clock, 125);
  join(&late, clock, shared);
  rill_virtual_run(clock);
  join(&after, clock, shared);
  ck_assert_str_eq(one.text, "0 1 2 3 4 |");
  ck_assert_str_eq(two.text, "0 1 2 3 4 |");
  ck_assert_str_eq(late.text, "2 3 4 |");
  ck_assert_str_eq(after.text, "|"); /* no new run */
  rill_unref(shared);
  clock_close(clock);
}

TEST(auto_connect, those_count_that_are_there_at_once) {
  probe_t one = {0}, two = {0}, three = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = ticks(2);
  join(&one, clock, shared);
  rill_cancel(one.subscription);
  join(&two, clock, shared);
  rill_virtual_advance_to(clock, 50);
  ck_assert_str_eq(two.text, "");
  join(&three, clock, shared);
  rill_virtual_run(clock);
  ck_assert_str_eq(two.text, "0 1 2 3 4 |");
  rill_unref(shared);
  clock_close(clock);
}

TEST(auto_connect, goes_on_without_subscribers) {
  probe_t one = {0}, late = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = ticks(1);
  join(&one, clock, shared);
  rill_virtual_advance_to(clock, 15);
  rill_cancel(one.subscription);
  rill_virtual_advance_to(clock, 35);
  join(&late, clock, shared);
  rill_virtual_run(clock);
  ck_assert_str_eq(one.text, "0");
  ck_assert_str_eq(late.text, "3 4 |");
  rill_unref(shared);
  clock_close(clock);
}

TEST(auto_connect, behind_replay_the_late_hear_what_is_kept) {
  probe_t one = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared =
      rill_pipe(rill_from_marbles("-1-2-#"), rill_replay(.count = 1),
                rill_auto_connect(1));
  join(&one, clock, shared);
  rill_virtual_run(clock);
  join(&after, clock, shared);
  ck_assert_str_eq(one.text, "1 2 #");
  ck_assert_str_eq(after.text, "2 #");
  rill_unref(shared);
  clock_close(clock);
}

TEST(auto_connect, may_be_disconnected_by_hand) {
  probe_t one = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = ticks(1);
  join(&one, clock, shared);
  rill_subscription_t *run = rill_connect(clock, shared);
  rill_virtual_advance_to(clock, 15);
  rill_cancel(run);
  rill_virtual_run(clock);
  ck_assert_str_eq(one.text, "0 #");
  ck_assert_int_eq(one.error_code, RILL_ECANCELED);
  rill_unref(run);
  clock_close(clock);
}

TEST(auto_connect, names_bad_arguments) {
  ck_operator_fails(rill_compose(rill_publish(), rill_auto_connect(0)),
                    RILL_EINVAL,
                    "rill_auto_connect: count is 0 (must be >= 1)");
  ck_operator_fails(rill_auto_connect(1), RILL_EINVAL,
                    "rill_auto_connect: upstream is not connectable");
}
