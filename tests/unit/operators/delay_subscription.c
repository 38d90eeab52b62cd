/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(delay_subscription, subscribes_later) {
  ck_marbles("-1-2|",
             rill_delay_subscription(3),
             "----1-2|");
  ck_marbles_stepwise("-1-2|", rill_delay_subscription(3), "----1-2|");
  ck_marbles("|", rill_delay_subscription(3), "---|");
  ck_marbles("-1-#", rill_delay_subscription(3), "----1-#");
}

TEST(delay_subscription, misses_what_a_hot_source_gives_before) {
  ck_marbles("    1-^-2-3-4-5-|",
             rill_delay_subscription(5),
             "      ------4-5-|");
}

TEST(delay_subscription, without_a_delay_is_at_once) {
  ck_source(rill_pipe(rill_range(1, 3), rill_delay_subscription(0)), "(123|)");
}

TEST(delay_subscription, may_have_a_date) {
  ck_marbles("-1-2|", rill_delay_subscription(0, .at = 3), "----1-2|");
  ck_marbles("-1-2|",
             rill_compose(rill_delay_subscription(0, .at = 3), rill_repeat(2)),
             "----1-2-1-2|");
}

TEST(delay_subscription, to_a_date_that_has_passed_is_at_once) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_virtual_advance_to(clock, 200);
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(1, 3), rill_delay_subscription(0, .at = 199)), 2);
  ck_assert_str_eq(probe.text, "1 2");
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(delay_subscription, remembers_what_was_asked_for) {
  ck_asking("123456|", rill_delay_subscription(3), "---12--3-", {1, 1},
            {2, 1}, {7, 1});
}

TEST(delay_subscription, cancelled_before_never_subscribes) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 3), rill_delay_subscription(9)),
                  RILL_UNBOUNDED);
  rill_cancel(probe.subscription);
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  ck_assert_str_eq(probe.text, "");
  clock_close(clock);
}

TEST(delay_subscription, names_bad_arguments) {
  ck_operator_fails(rill_delay_subscription(-1), RILL_EINVAL,
                    "rill_delay_subscription", "span", "-1 ns");
  ck_operator_fails(rill_delay_subscription(0, .at = -1), RILL_EINVAL,
                    "rill_delay_subscription", "at is -1");
  ck_operator_fails(rill_delay_subscription(5, .at = 9), RILL_EINVAL,
                    "rill_delay_subscription", "span is 5 ns and at is 9");
}
