/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(skip_with_time, drops_what_comes_within_the_span) {
  ck_marbles("-1-2-3-4-|",
             rill_skip_with_time(4),
             "-----3-4-|");
  ck_marbles_stepwise("-1-2-3-4-|", rill_skip_with_time(4), "-----3-4-|");
}

TEST(skip_with_time, drops_an_item_on_the_last_tick) {
  ck_marbles("-1--2--3-|", rill_skip_with_time(4), "-------3-|");
  ck_marbles("    1-^-2-3-4-5-|",
             rill_skip_with_time(4),
             "      ------4-5-|");
}

/* The timer of upstream is made after that of the span. */
TEST(skip_with_time, passes_an_item_on_the_last_tick_that_was_made_later) {
  ck_source(rill_pipe(rill_timer(4), rill_skip_with_time(4)), "----(0|)");
}

TEST(skip_with_time, ends_with_upstream) {
  ck_marbles("-1-2|", rill_skip_with_time(9), "----|");
  ck_marbles("-1-#", rill_skip_with_time(9), "---#");
  ck_marbles("|", rill_skip_with_time(9), "|");
}

TEST(skip_with_time, drops_nothing_within_no_time) {
  ck_marbles("12-3|", rill_skip_with_time(0), "12-3|");
  ck_source(rill_pipe(rill_range(1, 3), rill_skip_with_time(0)), "(123|)");
}

TEST(skip_with_time, twice_is_the_longer_span) {
  ck_marbles("-1-2-3-4-|",
             rill_compose(rill_skip_with_time(4), rill_skip_with_time(2)),
             "-----3-4-|");
}

TEST(skip_with_time, asks_for_no_more_than_is_wanted) {
  ck_asking("-1-2-3-4-5-|", rill_skip_with_time(4), "-----3---4-",
            {0, 1}, {9, 1});
}

TEST(skip_with_time, drops_all_of_a_source_that_takes_no_time) {
  ck_source(rill_pipe(rill_range(1, 1000), rill_skip_with_time(1)), "|");
}

TEST(skip_with_time, leaves_no_timer_behind) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_empty(), rill_skip_with_time(50)), 1);
  ck_assert_str_eq(probe.text, "|");
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  clock_close(clock);
}

TEST(skip_with_time, names_a_negative_span) {
  ck_operator_fails(rill_skip_with_time(-5), RILL_EINVAL,
                    "rill_skip_with_time", "span", "-5 ns");
}
