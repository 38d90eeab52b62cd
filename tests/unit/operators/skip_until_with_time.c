/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(skip_until_with_time, drops_items_until_then) {
  ck_marbles("-1-2-3-4-|",
             rill_skip_until_with_time(4),
             "-----3-4-|");
  ck_marbles_stepwise("-1-2-3-4-|", rill_skip_until_with_time(4),
                      "-----3-4-|");
}

TEST(skip_until_with_time, counts_from_the_start_of_the_clock) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_virtual_advance_to(clock, 200);
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_interval(10), rill_skip_until_with_time(225),
                            rill_take(2)),
                  RILL_UNBOUNDED);
  ck_assert_int_eq(rill_virtual_run(clock), 240);
  ck_assert_str_eq(probe.text, "2 3 |");
  clock_close(clock);
}

TEST(skip_until_with_time, that_has_passed_drops_nothing) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_virtual_advance_to(clock, 200);
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 3), rill_skip_until_with_time(200)),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 2 3 |");
  clock_close(clock);
}

TEST(skip_until_with_time, ends_with_upstream) {
  ck_marbles("-1-2|", rill_skip_until_with_time(9), "----|");
  ck_marbles("-1-#", rill_skip_until_with_time(9), "---#");
}

TEST(skip_until_with_time, names_a_negative_time) {
  ck_operator_fails(rill_skip_until_with_time(-1), RILL_EINVAL,
                    "rill_skip_until_with_time", "at is -1");
}
