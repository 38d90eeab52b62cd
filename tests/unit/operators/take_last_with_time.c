/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

#include <rill.h>

TEST(take_last_with_time, passes_what_came_just_before_the_end) {
  ck_marbles("-1-2-3-4-|",
             rill_take_last_with_time(5),
             "---------(34|)");
  ck_marbles_stepwise("-1-2-3-4-|", rill_take_last_with_time(5),
                      "---------(34|)");
}

TEST(take_last_with_time, leaves_out_what_is_as_old_as_the_span) {
  ck_marbles("-1-2-3-4-|", rill_take_last_with_time(4), "---------(4|)");
  ck_marbles("-1-2----|", rill_take_last_with_time(4), "--------|");
}

TEST(take_last_with_time, passes_all_of_a_short_stream) {
  ck_marbles("-1-2|", rill_take_last_with_time(9), "----(12|)");
  ck_source(rill_pipe(rill_range(1, 3), rill_take_last_with_time(1)),
            "(123|)");
}

TEST(take_last_with_time, passes_nothing_within_no_time) {
  ck_marbles("-1-2-(3|)", rill_take_last_with_time(0), "-----|");
  ck_source(rill_pipe(rill_range(1, 1000), rill_take_last_with_time(0)), "|");
}

TEST(take_last_with_time, of_nothing_is_nothing) {
  ck_marbles("--|", rill_take_last_with_time(9), "--|");
}

TEST(take_last_with_time, drops_all_on_error) {
  ck_marbles("-1-2#", rill_take_last_with_time(9), "----#");
}

TEST(take_last_with_time, waits_for_a_slow_consumer) {
  ck_asking("-1-2|", rill_take_last_with_time(9), "------1--(2|)",
            {6, 1}, {9, 1});
  ck_asking("-123|", rill_take_last_with_time(9), "------1--(23|)", {6, 1},
            {9, 2});
}

TEST(take_last_with_time, fails_when_too_many_came) {
  ck_marbles("-1-2-3-|", rill_take_last_with_time(9, .capacity = 2), "-----#");
  ck_marbles("-1-2-3-|", rill_take_last_with_time(4, .capacity = 2),
             "-------(3|)");
  ck_fails(rill_pipe(rill_range(1, 9),
                     rill_take_last_with_time(9, .capacity = 3)),
           RILL_EOVERFLOW, "rill_take_last_with_time", "more than 3 items",
           ".capacity", "RILL_OVERFLOW_DROP_HEAD");
  ck_fails(rill_pipe(rill_range(1, 257), rill_take_last_with_time(9)),
           RILL_EOVERFLOW, "256");
}

TEST(take_last_with_time, drops_the_oldest_if_told_so) {
  ck_marbles("-1-2-3-|",
             rill_take_last_with_time(9, .capacity = 2,
                                      .overflow = RILL_OVERFLOW_DROP_HEAD),
             "-------(23|)");
}

/* Whoever asks before the end has no timer that waits for ever. */
TEST(take_last_with_time, has_no_timer) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_subject_t *subject = rill_subject_new(clock);
  rill_observable_t *items = rill_subject_observable(subject);
  probe_subscribe(&probe, clock, rill_pipe(items, rill_take_last_with_time(9)),
                  1);
  rill_subject_next(subject, rill_int(1));
  rill_request(probe.subscription, 1);
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  rill_subject_complete(subject);
  ck_assert_str_eq(probe.text, "1 |");
  rill_unref(subject);
  clock_close(clock);
}

TEST(take_last_with_time, names_bad_arguments) {
  ck_operator_fails(rill_take_last_with_time(-1), RILL_EINVAL,
                    "rill_take_last_with_time", "span", "-1 ns");
  ck_operator_fails(rill_take_last_with_time(1, .capacity = -2), RILL_EINVAL,
                    "rill_take_last_with_time", "capacity", "-2");
  ck_operator_fails(
      rill_take_last_with_time(1, .overflow = RILL_OVERFLOW_DROP_NEW),
      RILL_EINVAL, "rill_take_last_with_time", "overflow is 4");
}
