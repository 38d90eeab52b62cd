/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

/* From tick 5 on, with an end on tick 3. */
static rill_value_t late_timeout(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_pipe(rill_never(), rill_timeout(0, .at = 3),
                               rill_delay_subscription(5)));
}

TEST(timeout, fails_when_an_item_is_late) {
  ck_marbles("-1--2-----3|",
             rill_timeout(4),
             "-1--2---#");
  ck_marbles("------1|", rill_timeout(4), "----#");
}

TEST(timeout, takes_an_item_on_the_last_tick) {
  ck_marbles("----1---2---|", rill_timeout(4), "----1---2---|");
}

TEST(timeout, names_the_span) {
  probe_t probe = {.text = ""};
  probe_run(&probe, rill_pipe(rill_never(), rill_timeout(RILL_MS(1500))));
  ck_assert_int_eq(probe.error_code, RILL_ETIMEDOUT);
  ck_assert_str_has(probe.error, "timeout: no first item within 1.5 s");
  ck_assert_str_has(probe.error, "stage 1");
  ck_fails(rill_pipe(rill_from_marbles("1---------|"), rill_timeout(3)),
           RILL_ETIMEDOUT, "timeout", "no item within 3 ns");
}

TEST(timeout, may_leave_the_first_item_more_time) {
  ck_marbles("-----1--2-----|", rill_timeout(3, .first = 6), "-----1--2--#");
  ck_marbles("-1--------|", rill_timeout(0, .first = 3), "-1--------|");
  ck_marbles("----1-|", rill_timeout(0, .first = 3), "---#");
}

TEST(timeout, has_an_end_for_the_whole) {
  ck_marbles("-1-2-3-4-5-|", rill_timeout(0, .at = 6), "-1-2-3#");
  ck_marbles("-1-2|", rill_timeout(3, .at = 6), "-1-2|");
  ck_fails(rill_pipe(rill_never(), rill_timeout(0, .at = 7)), RILL_ETIMEDOUT,
           "timeout", "not ended by 7 ns");
}

TEST(timeout, has_a_fallback_for_the_whole) {
  ck_marbles("-1-2-3-4-5-|",
             rill_timeout(0, .at = 6, .fallback = rill_from_marbles("-7-8|")),
             "-1-2-3-7-8|");
  ck_marbles("-1-2-#",
             rill_timeout(0, .at = 6, .fallback = rill_from_marbles("-7-8|")),
             "-1-2-#");
  ck_marbles("-1-2-3-4-5-|",
             rill_timeout(3, .at = 6, .fallback = rill_from_marbles("-7-8|")),
             "-1-2-3-7-8|");
}

TEST(timeout, at_a_time_that_has_passed_is_now) {
  ck_source(rill_pipe(rill_never(), rill_delay_subscription(5),
                      rill_timeout(0, .at = 3)),
            "---#");
  ck_source(rill_pipe(rill_just(rill_int(1)),
                      rill_concat_map(rill_call(late_timeout))),
            "-----#");
}

TEST(timeout, goes_on_with_the_fallback) {
  ck_marbles("-1------2-|",
             rill_timeout(4, .fallback = rill_from_marbles("7-8|")),
             "-1---7-8|");
  ck_marbles_stepwise("-1------2-|",
                      rill_timeout(4, .fallback = rill_range(7, 3)),
                      "-1---(789|)");
  ck_marbles("-1------2-|",
             rill_timeout(4, .fallback = rill_from_marbles("-7-#")),
             "-1----7-#");
}

/* 2 is there on tick 3, and asked for on tick 20. */
TEST(timeout, does_not_count_while_nothing_is_asked_for) {
  ck_asking("-1-2-------------------------|", rill_timeout(4),
            "-1------------------2---#", {0, 1}, {20, 2});
}

TEST(timeout, asks_the_fallback_for_what_is_left) {
  ck_asking("-1|",
            rill_timeout(2, .first = 9, .fallback = rill_never()),
            "-1|", {0, 5});
  ck_asking("-1----------|",
            rill_timeout(2, .fallback = rill_range(5, 9)),
            "-1-(56)---------7-", {0, 3}, {16, 1});
}

TEST(timeout, leaves_the_fallback_all_time) {
  ck_asking("-1----------|",
            rill_timeout(2, .fallback = rill_from_marbles("5-----------6|")),
            "-1-5-----------6|", {0, 2}, {6, 1});
}

TEST(timeout, forwards_an_error) {
  ck_marbles("-1-#", rill_timeout(9), "-1-#");
}

TEST(timeout, names_bad_arguments) {
  ck_operator_fails(rill_timeout(0), RILL_EINVAL, "rill_timeout", "span",
                    "0 ns");
  ck_operator_fails(rill_timeout(-1, .fallback = rill_never()), RILL_EINVAL,
                    "rill_timeout", "span", "-1 ns");
  ck_operator_fails(rill_timeout(1, .first = -1), RILL_EINVAL, "rill_timeout",
                    "first");
  ck_operator_fails(rill_timeout(1, .at = -1), RILL_EINVAL, "rill_timeout",
                    "at is -1");
}
