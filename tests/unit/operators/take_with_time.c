/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(take_with_time, passes_what_comes_within_the_span) {
  ck_marbles("-1-2-3-4-|",
             rill_take_with_time(4),
             "-1-2|");
  ck_marbles_stepwise("-1-2-3-4-|", rill_take_with_time(4), "-1-2|");
}

TEST(take_with_time, passes_an_item_on_the_last_tick) {
  ck_marbles("-1--2--3-|", rill_take_with_time(4), "-1--(2|)");
  ck_marbles("    1-^-2-3-4-5-|",
             rill_take_with_time(4),
             "      --2-(3|)");
}

/* The timer of upstream is made after that of the span. */
TEST(take_with_time, ends_before_an_item_on_the_last_tick_that_was_made_later) {
  ck_source(rill_pipe(rill_timer(4), rill_take_with_time(4)), "----|");
}

TEST(take_with_time, ends_with_upstream) {
  ck_marbles("-1-2|", rill_take_with_time(9), "-1-2|");
  ck_marbles("-1-#", rill_take_with_time(9), "-1-#");
  ck_marbles("|", rill_take_with_time(9), "|");
}

TEST(take_with_time, ends_without_an_item) {
  ck_source(rill_pipe(rill_never(), rill_take_with_time(4)), "----|");
}

TEST(take_with_time, passes_nothing_within_no_time) {
  ck_marbles("1-2|", rill_take_with_time(0), "|");
  ck_source(rill_pipe(rill_range(1, 3), rill_take_with_time(0)), "|");
  ck_source(rill_pipe(rill_never(), rill_take_with_time(0)), "|");
}

TEST(take_with_time, twice_is_the_shorter_span) {
  ck_marbles("-1-2-3-4-|",
             rill_compose(rill_take_with_time(6), rill_take_with_time(4)),
             "-1-2|");
  ck_marbles("-1-2-3-4-|",
             rill_compose(rill_take_with_time(4), rill_take_with_time(6)),
             "-1-2|");
}

TEST(take_with_time, ends_in_time_whatever_is_asked_for) {
  ck_asking("-1-2-3-4-5-|", rill_take_with_time(4), "-1--|", {0, 1});
}

TEST(take_with_time, cancels_upstream) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_interval(3), rill_take_with_time(7)),
                  RILL_UNBOUNDED);
  ck_assert_int_eq(rill_virtual_run(clock), 7);
  ck_assert_str_eq(probe.text, "0 1 |");
  clock_close(clock);
}

/* Keeps the loop busy for 3 ms. */
static rill_value_t slowly(rill_value_t item, void *context) {
  rill_time_t start = rill_now(context);
  while (rill_now(context) < start + RILL_MS(3)) continue;
  return rill_value_ref(item);
}

TEST(take_with_time, looks_at_the_clock_when_the_loop_is_late) {
  rill_scheduler_t *here = rill_immediate_scheduler_new();
  probe_t probe = {0};
  probe_subscribe(
      &probe, here,
      rill_pipe(rill_range(1, 1),
                rill_map(rill_call_with(slowly, rill_borrow(here))),
                rill_take_with_time(RILL_MS(1))),
      RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "|");
  rill_scheduler_close(here);
}

TEST(take_with_time, ends_a_source_that_takes_all_the_time) {
  rill_scheduler_t *here = rill_immediate_scheduler_new();
  probe_t probe = {0};
  probe_subscribe(&probe, here,
                  rill_pipe(rill_range(0, INT64_MAX),
                            rill_take_with_time(RILL_MS(5)), rill_count()),
                  1);
  ck_assert_int_eq(probe.ends, 1);
  ck_assert_int_eq(probe.error_code, 0);
  rill_scheduler_close(here);
}

TEST(take_with_time, names_a_negative_span) {
  ck_operator_fails(rill_take_with_time(-5), RILL_EINVAL,
                    "rill_take_with_time", "span", "-5 ns");
}
