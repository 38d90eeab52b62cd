/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(throttle_latest, emits_the_first_then_the_latest_of_each_span) {
  ck_marbles("-12---34---5-|",
             rill_throttle_latest(4),
             "-1---2---4---(5|)");
}

TEST(throttle_latest, begins_anew_after_a_span_without_an_item) {
  ck_marbles("-1--------23-----|",
             rill_throttle_latest(4),
             "-1--------2---3--|");
}

/* On the last tick, 2 is the latest one of its span; 3 comes after it. */
TEST(throttle_latest, takes_an_item_on_the_last_tick) {
  ck_marbles("-1---2-3-----|", rill_throttle_latest(4), "-1---2---3---|");
  ck_marbles("-1---2-------3|", rill_throttle_latest(4), "-1---2-------3|");
}

TEST(throttle_latest, of_several_on_a_tick_emits_the_first_and_keeps_the_last) {
  ck_marbles("-(123)----|", rill_throttle_latest(4), "-1---3----|");
  ck_marbles("-(123)----|", rill_throttle_latest(0), "-(13)-----|");
}

TEST(throttle_latest, emits_the_waiting_item_at_the_end) {
  ck_marbles("-12|", rill_throttle_latest(9), "-1-(2|)");
  ck_marbles("-1-|", rill_throttle_latest(9), "-1-|");
  ck_marbles("--|", rill_throttle_latest(9), "--|");
}

TEST(throttle_latest, lets_an_error_overtake) {
  ck_marbles("-12#", rill_throttle_latest(9), "-1-#");
}

TEST(throttle_latest, keeps_the_latest_for_a_slow_consumer) {
  ck_asking("-1-2-3-4-5-6------|", rill_throttle_latest(2),
            "-------4------6---|", {7, 1}, {14, 1});
}

TEST(throttle_latest, has_no_timer_while_there_is_nothing) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_subject_t *subject = rill_subject_new(clock);
  rill_observable_t *items = rill_subject_observable(subject);
  probe_subscribe(&probe, clock, rill_pipe(items, rill_throttle_latest(4)),
                  RILL_UNBOUNDED);
  rill_subject_next(subject, rill_int(1));
  ck_assert_int_eq(rill_virtual_run(clock), 4);
  ck_assert_str_eq(probe.text, "1");
  rill_subject_next(subject, rill_int(2));
  ck_assert_str_eq(probe.text, "1 2");
  rill_cancel(probe.subscription);
  rill_unref(subject);
  clock_close(clock);
}

TEST(throttle_latest, names_a_negative_span) {
  ck_operator_fails(rill_throttle_latest(-5), RILL_EINVAL,
                    "rill_throttle_latest", "span", "-5 ns");
}
