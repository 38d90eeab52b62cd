/* SPDX-License-Identifier: MIT */
/* interval: ticks, as many as are asked for. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(interval, counts_the_ticks) {
  ck_source(rill_interval(2), "--0-1-2-3-4-");
  ck_source(rill_pipe(rill_interval(2), rill_take(3)), "--0-1-(2|)");
}

TEST(interval, conflates_ticks_that_nobody_asked_for) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, rill_interval(10), 1);
  rill_virtual_advance_to(clock, 45);
  ck_assert_str_eq(probe.text, "0");
  rill_request(probe.subscription, 2); /* at 45: the tick of 40, then 50 */
  ck_assert_str_eq(probe.text, "0 1");
  rill_virtual_advance_to(clock, 49);
  ck_assert_str_eq(probe.text, "0 1");
  rill_virtual_advance_to(clock, 1000);
  ck_assert_str_eq(probe.text, "0 1 2");
  clock_close(clock);
}

TEST(interval, has_no_timer_while_nobody_asks) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, rill_interval(10), 1);
  ck_assert_int_eq(rill_virtual_run(clock), 20);
  clock_close(clock);
}

TEST(interval, asked_for_again_and_again_in_constant_stack) {
  probe_t probe = {.again = 1};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_interval(1), rill_skip(1000000),
                            rill_take(1)),
                  1);
  ck_assert_int_eq(rill_virtual_run(clock), 1000001);
  ck_assert_str_eq(probe.text, "1000000 |");
  clock_close(clock);
}

TEST(interval, refuses_a_period_that_is_not_positive) {
  ck_fails(rill_interval(0), RILL_EINVAL,
           "rill_interval: period is 0 (must be > 0)");
  ck_fails(rill_interval(-3), RILL_EINVAL, "period is -3");
}
