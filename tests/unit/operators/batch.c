/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

static rill_value_t zero(void *context) {
  (void) context;
  return rill_int(0);
}

static rill_value_t plus(rill_value_t sum, rill_value_t item, void *context) {
  (void) context;
  return rill_int(rill_as_int(sum) + rill_as_int(item));
}

static rill_operator_t *sums(int64_t max) {
  return rill_batch(max, rill_call(zero), rill_call(plus));
}

TEST(batch, items_that_are_asked_for_stay_apart) {
  ck_marbles("-1-2-(34)--|", sums(2), "-1-2-(34)--|");
  ck_marbles("(12345678|)", sums(1), "(12345678|)");
  ck_marbles("|", sums(2), "|");
  ck_marbles("-1-#", sums(2), "-1-#");
}

TEST(batch, folds_what_nobody_has_asked_for) {
  ck_asking("-1-2-3----|", sums(5), "------6---|", {6, 1});
  ck_asking("-1-2-3-|", sums(5), "-------(6|)", {7, 1});
}

static rill_value_t count_up(rill_value_t x, void *context) {
  ++*(int *) context;
  return rill_value_ref(x);
}

TEST(batch, upstream_waits_when_max_are_folded) {
  probe_t probe = {0};
  int made = 0;
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(1, 10),
                rill_map(rill_call_with(count_up, rill_borrow(&made))),
                sums(4)),
      0);
  ck_assert_int_eq(made, 4);
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "10");
  ck_assert_int_eq(made, 8);
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "10 26");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "10 26 19 |");
  clock_close(clock);
}

/* What went through must not make the next one smaller. */
TEST(batch, is_full_again_after_items_that_went_straight_through) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, rill_pipe(rill_range(1, 100), sums(4)), 2);
  ck_assert_str_eq(probe.text, "1 2");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "1 2 18"); /* 3 + 4 + 5 + 6 */
  clock_close(clock);
}

TEST(batch, what_has_gone_down_makes_room_for_more) {
  ck_asking("12---34---56------|", sums(4), "--3-----------{18}|", {2, 1},
            {14, 1});
}

TEST(batch, gives_all_one_by_one) {
  ck_marbles_stepwise("(123456789|)", sums(1), "(123456789|)");
  ck_marbles_with("(12345|)", sums(3), "(123!)", .cancel_after = 3);
}

TEST(batch, a_million_items) {
  probe_t probe = {.again = 1};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 1000000), sums(100),
                            rill_reduce(rill_call(plus))),
                  1);
  ck_assert_str_eq(probe.text, "500000500000 |");
  clock_close(clock);
}

TEST(batch, names_bad_arguments) {
  ck_operator_fails(sums(0), RILL_EINVAL,
                    "rill_batch: max is 0 (must be >= 1)");
  ck_operator_fails(rill_batch(2, rill_call(zero), rill_call(zero)),
                    RILL_EINVAL,
                    "rill_batch: the accumulator takes 0 arguments");
}
