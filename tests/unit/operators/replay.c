/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"

static void join(probe_t *probe, rill_scheduler_t *clock,
                 rill_observable_t *shared, int64_t demand) {
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(probe, clock, again, demand);
}

static rill_observable_t *ticks(rill_operator_t *replay) {
  return rill_pipe(rill_interval(10), rill_take(5), replay, rill_ref_count());
}

TEST(replay, passes_one_subscriber_all) {
  ck_marbles("-1-2-3-|", rill_compose(rill_replay(), rill_ref_count()),
                   "-1-2-3-|");
}

TEST(replay, who_comes_late_hears_the_last_items_first) {
  probe_t one = {0}, late = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = ticks(rill_replay(.count = 2));
  join(&one, clock, shared, RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 35);
  join(&late, clock, shared, RILL_UNBOUNDED);
  ck_assert_str_eq(late.text, "1 2");
  rill_virtual_run(clock);
  join(&after, clock, shared, RILL_UNBOUNDED);
  ck_assert_str_eq(one.text, "0 1 2 3 4 |");
  ck_assert_str_eq(late.text, "1 2 3 4 |");
  ck_assert_str_eq(after.text, "3 4 |");
  rill_unref(shared);
  clock_close(clock);
}

TEST(replay, what_is_too_old_is_forgotten) {
  probe_t one = {0}, late = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = ticks(rill_replay(.window = 20));
  join(&one, clock, shared, RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 35);
  join(&late, clock, shared, RILL_UNBOUNDED);
  ck_assert_str_eq(late.text, "1 2");
  rill_virtual_advance_to(clock, 1000);
  join(&after, clock, shared, RILL_UNBOUNDED);
  ck_assert_str_eq(after.text, "|");
  rill_unref(shared);
  clock_close(clock);
}

TEST(replay, an_error_is_replayed_after_the_items) {
  probe_t one = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(
      rill_from_marbles("-1-2-#"), rill_replay(), rill_ref_count());
  join(&one, clock, shared, RILL_UNBOUNDED);
  rill_virtual_run(clock);
  join(&after, clock, shared, 1);
  ck_assert_str_eq(after.text, "1");
  rill_request(after.subscription, 1);
  ck_assert_str_eq(after.text, "1 2 #");
  rill_unref(shared);
  clock_close(clock);
}

TEST(replay, keeps_counted_items_and_lets_go_of_them) {
  probe_t one = {0}, late = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared =
      rill_pipe(rill_of(rill_string("a"), rill_string("b")),
                rill_replay(.count = 1), rill_ref_count());
  join(&one, clock, shared, RILL_UNBOUNDED);
  join(&late, clock, shared, RILL_UNBOUNDED);
  ck_assert_str_eq(late.text, "b |");
  rill_unref(shared);
  clock_close(clock);
}

/* All of it, then what is kept. */
static rill_value_t then_once_more(rill_value_t shared, void *context) {
  rill_value_t one = rill_value_ref(shared), two = rill_value_ref(shared);
  (void) context;
  rill_observable_t *again = rill_from_value(two);
  return rill_object(rill_pipe(rill_from_value(one), rill_concat(again)));
}

TEST(replay, goes_on_with_what_the_selector_gives) {
  rill_fn_t f = rill_call(then_once_more);
  ck_marbles("-1-2-3-|", rill_replay(.selector = f), "-1-2-3-(123|)");
  ck_marbles("-1-2-3-|", rill_replay(.count = 2, .selector = f),
             "-1-2-3-(23|)");
  ck_marbles("-1-2-3-|", rill_replay(.window = 4, .selector = f),
             "-1-2-3-(3|)");
  ck_marbles("-1-2-#", rill_replay(.selector = f), "-1-2-#");
  ck_marbles_stepwise("(123|)", rill_replay(.selector = f), "(123123|)");
}

TEST(replay, names_bad_arguments) {
  ck_operator_fails(rill_replay(.count = -1), RILL_EINVAL,
                    "rill_replay: count is -1");
  ck_operator_fails(rill_replay(.window = -1), RILL_EINVAL,
                    "rill_replay: window is -1");
}
