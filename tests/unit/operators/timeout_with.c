/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/signs.h"

#include <rill.h>

static rill_value_t four_ticks(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_timer(4));
}

static rill_value_t four_silent(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_from_marbles("----|"));
}

static rill_value_t no_limit(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_never());
}

TEST(timeout_with, fails_when_an_item_is_late) {
  ck_marbles("-1--2-----3|",
             rill_timeout_with(rill_timer(3), rill_call(four_ticks)),
             "-1--2---#");
  ck_marbles("-----1|",
             rill_timeout_with(rill_timer(3), rill_call(four_ticks)),
             "---#");
}

TEST(timeout_with, asks_each_item_how_long) {
  ck_marbles("-4---2-9------4----|",
             rill_timeout_with(rill_never(), rill_call(ticks)),
             "-4---2-9------4---#");
}

TEST(timeout_with, takes_an_item_on_the_last_tick) {
  ck_marbles("---1---2---|",
             rill_timeout_with(rill_timer(3), rill_call(four_ticks)),
             "---1---2---|");
}

TEST(timeout_with, takes_a_completion_for_the_limit) {
  ck_marbles(
      "-1--2-----3|",
      rill_timeout_with(rill_from_marbles("---|"), rill_call(four_silent)),
      "-1--2---#");
  ck_marbles(
      "-----1|",
      rill_timeout_with(rill_from_marbles("---|"), rill_call(four_silent)),
      "---#");
}

TEST(timeout_with, says_which_item_was_late) {
  ck_fails(rill_pipe(rill_never(),
                     rill_timeout_with(rill_timer(3), rill_call(ticks))),
           RILL_ETIMEDOUT, "timeout_with: no first item before the limit");
  ck_fails(rill_pipe(rill_from_marbles("1---------|"),
                     rill_timeout_with(rill_timer(3), rill_call(ticks))),
           RILL_ETIMEDOUT, "timeout_with: no item before the limit");
}

TEST(timeout_with, goes_on_with_the_fallback) {
  ck_marbles("-1------2-|",
             rill_timeout_with(rill_timer(3), rill_call(four_ticks),
                               .fallback = rill_from_marbles("7-8|")),
             "-1---7-8|");
  ck_marbles_stepwise("-1------2-|",
                      rill_timeout_with(rill_timer(3), rill_call(four_ticks),
                                        .fallback = rill_range(7, 3)),
                      "-1---(789|)");
  ck_marbles("-1------2-|",
             rill_timeout_with(rill_timer(3), rill_call(four_ticks),
                               .fallback = rill_from_marbles("-7-#")),
             "-1----7-#");
}

TEST(timeout_with, of_no_time_gives_the_rest_to_the_fallback) {
  ck_source(rill_pipe(rill_range(1, 9),
                      rill_timeout_with(rill_empty(), rill_call(no_limit),
                                        .fallback = rill_range(7, 2))),
            "(78|)");
  ck_source(rill_pipe(rill_range(0, 9),
                      rill_timeout_with(rill_never(), rill_call(failing),
                                        .fallback = rill_range(7, 2))),
            "(0#)");
}

TEST(timeout_with, forwards_the_ends) {
  ck_marbles("-1-|", rill_timeout_with(rill_timer(3), rill_call(four_ticks)),
             "-1-|");
  ck_marbles("-1-#", rill_timeout_with(rill_timer(3), rill_call(four_ticks)),
             "-1-#");
  ck_marbles("|", rill_timeout_with(rill_timer(3), rill_call(four_ticks)),
             "|");
}

TEST(timeout_with, fails_with_the_function_and_its_streams) {
  ck_marbles("-1---2|",
             rill_timeout_with(rill_never(), rill_call(failing_stream)),
             "-1-#");
  ck_marbles("-1---2|",
             rill_timeout_with(rill_from_marbles("#"), rill_call(no_limit)),
             "#");
  ck_fails(rill_pipe(rill_range(1, 9),
                     rill_timeout_with(rill_never(), rill_call(failing))),
           78, "cannot tell", "timeout_with");
}

/* 2 is there on tick 3, and asked for on tick 20. */
TEST(timeout_with, does_not_count_while_nothing_is_asked_for) {
  ck_asking("-1-2-------------------------|",
            rill_timeout_with(rill_timer(4), rill_call(four_ticks)),
            "-1------------------2---#", {0, 1}, {20, 2});
  ck_asking("-1----|",
            rill_timeout_with(rill_timer(4), rill_call(four_ticks)),
            "---------(1|)", {9, 1});
}

TEST(timeout_with, asks_the_fallback_for_what_is_left) {
  ck_asking("-1----------|",
            rill_timeout_with(rill_timer(4), rill_call(four_ticks),
                              .fallback = rill_range(5, 9)),
            "-1---(56)---------7-", {0, 3}, {18, 1});
}

static void push_b(reenter_t *r, int64_t item) {
  (void) item;
  rill_subject_next(r->b, rill_int(0));
}

/* The limit of an item counts from when it has arrived. */
TEST(timeout_with, hears_no_limit_from_inside_of_an_item) {
  reenter_t r;
  reenter_open(&r, push_b);
  rill_observable_t *first = rill_subject_observable(r.b);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_timeout_with(first,
                                              rill_call_with(
                                                  until_b,
                                                  rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.a, rill_int(2));
  ck_assert_str_eq(r.text, "1 2");
  rill_subject_next(r.b, rill_int(0));
  ck_assert_str_eq(r.text, "1 2 #");
  ck_assert(!rill_subject_has_observers(r.a));
  ck_assert(!rill_subject_has_observers(r.b));
  reenter_close(&r);
}

TEST(timeout_with, lets_go_of_the_limit_at_the_end) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 2),
                            rill_timeout_with(rill_timer(99),
                                              rill_call(four_ticks))),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 2 |");
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  clock_close(clock);
}

TEST(timeout_with, names_bad_arguments) {
  ck_operator_fails(rill_timeout_with(NULL, rill_call(ticks),
                                      .fallback = rill_never()),
                    RILL_EINVAL, "rill_timeout_with", "first is NULL");
  ck_operator_fails(rill_timeout_with(rill_never(), rill_no_fn()),
                    RILL_EINVAL, "rill_timeout_with", "f is NULL");
}
