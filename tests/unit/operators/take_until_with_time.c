/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(take_until_with_time, passes_items_until_then) {
  ck_marbles("-1-2-3-4-|",
             rill_take_until_with_time(4),
             "-1-2|");
  ck_marbles_stepwise("-1-2-3-4-|", rill_take_until_with_time(4), "-1-2|");
}

TEST(take_until_with_time, counts_from_the_start_of_the_clock) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_virtual_advance_to(clock, 200);
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_interval(10), rill_take_until_with_time(235)),
                  RILL_UNBOUNDED);
  ck_assert_int_eq(rill_virtual_run(clock), 235);
  ck_assert_str_eq(probe.text, "0 1 2 |");
  clock_close(clock);
}

TEST(take_until_with_time, that_has_passed_is_now) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_virtual_advance_to(clock, 200);
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 3), rill_take_until_with_time(9)),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "|");
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_never(), rill_take_until_with_time(0)),
                  RILL_UNBOUNDED);
  probe.ends = 0;
  ck_assert_int_eq(rill_virtual_run(clock), 200);
  ck_assert_str_eq(probe.text, "| |");
  clock_close(clock);
}

TEST(take_until_with_time, ends_with_upstream) {
  ck_marbles("-1-2|", rill_take_until_with_time(9), "-1-2|");
  ck_marbles("-1-#", rill_take_until_with_time(9), "-1-#");
}

TEST(take_until_with_time, twice_is_the_earlier_time) {
  ck_marbles("-1-2-3-4-|",
             rill_compose(rill_take_until_with_time(6),
                          rill_take_until_with_time(4)),
             "-1-2|");
}

TEST(take_until_with_time, names_a_negative_time) {
  ck_operator_fails(rill_take_until_with_time(-1), RILL_EINVAL,
                    "rill_take_until_with_time", "at is -1");
}
