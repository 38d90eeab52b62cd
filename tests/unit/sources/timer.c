/* SPDX-License-Identifier: MIT */
/* timer: when the time has come. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(timer, ticks_once_and_completes) {
  ck_source(rill_timer(3), "---(0|)");
}

TEST(timer, goes_on_with_a_period) {
  ck_source(rill_pipe(rill_timer(3, .period = 2), rill_take(3)),
                 "---0-1-(2|)");
}

TEST(timer, is_due_at_once_when_the_time_has_passed) {
  ck_source(rill_timer(0), "(0|)");
  ck_source(rill_timer(-5), "(0|)");
}

TEST(timer, waits_for_demand) {
  ck_flow(rill_timer(3), "-----", .demand = -1);
}

TEST(timer, is_fetched_late) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, rill_timer(3), 0);
  rill_virtual_advance_to(clock, 10);
  ck_assert_str_eq(probe.text, "");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "0 |");
  clock_close(clock);
}

TEST(timer, takes_a_point_in_time) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_virtual_advance_to(clock, 100);
  probe_subscribe(&probe, clock, rill_timer(105, .absolute = true),
                  RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 104);
  ck_assert_str_eq(probe.text, "");
  rill_virtual_advance_to(clock, 105);
  ck_assert_str_eq(probe.text, "0 |");
  clock_close(clock);
}

TEST(timer, takes_a_point_that_has_passed) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_virtual_advance_to(clock, 100);
  probe_subscribe(&probe, clock,
                  rill_timer(7, .absolute = true, .period = 10),
                  RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 120);
  ck_assert_str_eq(probe.text, "0 1 2");
  clock_close(clock);
}

TEST(timer, never_comes_beyond_the_end_of_time) {
  ck_source(rill_timer(RILL_TIME_NEVER), "-----");
}

TEST(timer, keeps_another_scheduler_s_time) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new(), *other = clock_new();
  probe_subscribe(&probe, clock, rill_timer(3, .scheduler = other),
                  RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 10);
  ck_assert_str_eq(probe.text, "");
  rill_virtual_advance_to(other, 3);
  rill_virtual_advance_to(clock, 20);
  ck_assert_str_eq(probe.text, "0 |");
  clock_close(other);
  clock_close(clock);
}

TEST(timer, refuses_a_negative_period) {
  ck_fails(rill_timer(1, .period = -2), RILL_EINVAL,
           "rill_timer: period is -2 (must be >= 0)");
}
