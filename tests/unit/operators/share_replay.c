/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"

static void join(probe_t *probe, rill_scheduler_t *clock,
                 rill_observable_t *shared) {
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(probe, clock, again, RILL_UNBOUNDED);
}

TEST(share_replay, passes_one_subscriber_all) {
  ck_marbles("-1-2-3-|", rill_share_replay(2), "-1-2-3-|");
  ck_marbles("-1-2-#", rill_share_replay(2), "-1-2-#");
  ck_marbles("|", rill_share_replay(2), "|");
  ck_marbles_stepwise("(12345|)", rill_share_replay(2, .capacity = 1),
                      "(12345|)");
}

TEST(share_replay, who_comes_late_hears_the_last_items_first) {
  probe_t one = {0}, late = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared =
      rill_pipe(rill_interval(10), rill_take(5), rill_share_replay(2));
  join(&one, clock, shared);
  rill_virtual_advance_to(clock, 35);
  join(&late, clock, shared);
  ck_assert_str_eq(late.text, "1 2");
  rill_virtual_run(clock);
  join(&after, clock, shared);
  ck_assert_str_eq(late.text, "1 2 3 4 |");
  ck_assert_str_eq(after.text, "3 4 |");
  rill_unref(shared);
  clock_close(clock);
}

TEST(share_replay, the_last_one_to_leave_cancels_and_the_next_starts_anew) {
  probe_t one = {0}, two = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared =
      rill_pipe(rill_interval(10), rill_share_replay(5));
  join(&one, clock, shared);
  rill_virtual_advance_to(clock, 25);
  rill_cancel(one.subscription);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  join(&two, clock, shared);
  rill_virtual_advance_to(clock, 40);
  ck_assert_str_eq(one.text, "0 1");
  ck_assert_str_eq(two.text, "0");
  rill_unref(shared);
  clock_close(clock);
}

TEST(share_replay, goes_on_for_a_while_or_for_good) {
  probe_t one = {0}, two = {0}, three = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *a =
      rill_pipe(rill_interval(10), rill_share_replay(1, .grace = 20));
  rill_observable_t *b =
      rill_pipe(rill_interval(10), rill_share_replay(1, .keep_on_zero = true));
  join(&one, clock, a);
  join(&two, clock, b);
  rill_virtual_advance_to(clock, 15);
  rill_cancel(one.subscription);
  rill_cancel(two.subscription);
  rill_virtual_advance_to(clock, 32);
  join(&three, clock, a);
  ck_assert_str_eq(three.text, "2");
  rill_cancel(three.subscription);
  rill_virtual_advance_to(clock, 100);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 1);
  rill_unref(a);
  rill_unref(b);
  clock_close(clock);
}

TEST(share_replay, what_is_too_old_is_forgotten) {
  probe_t one = {0}, late = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared =
      rill_pipe(rill_interval(10), rill_share_replay(9, .window = 15));
  join(&one, clock, shared);
  rill_virtual_advance_to(clock, 44);
  join(&late, clock, shared);
  ck_assert_str_eq(late.text, "2 3");
  rill_unref(shared);
  clock_close(clock);
}

TEST(share_replay, names_bad_arguments) {
  ck_operator_fails(rill_share_replay(-1), RILL_EINVAL,
                    "rill_share_replay: count is -1");
  ck_operator_fails(rill_share_replay(1, .window = -1), RILL_EINVAL,
                    "rill_share_replay: window is -1");
  ck_operator_fails(rill_share_replay(1, .capacity = -1), RILL_EINVAL,
                    "rill_share_replay: capacity is -1");
  ck_operator_fails(rill_share_replay(1, .grace = -1), RILL_EINVAL,
                    "rill_share_replay: grace is -1");
}
