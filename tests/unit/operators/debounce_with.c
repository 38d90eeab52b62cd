/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/signs.h"

#include <rill.h>

static rill_value_t two_ticks(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_timer(2));
}

static rill_value_t silent_ticks(rill_value_t item, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_timer(rill_as_int(item)), rill_take_with_time(1)));
}

static rill_value_t none_if_even(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_as_int(item) % 2 == 0 ? rill_empty() : rill_never());
}

TEST(debounce_with, emits_after_silence) {
  ck_marbles("-1-2---3----|",
             rill_debounce_with(rill_call(two_ticks)),
             "-----2---3--|");
}

TEST(debounce_with, asks_each_item_how_long) {
  ck_marbles("-3-1---5--1--|",
             rill_debounce_with(rill_call(ticks)),
             "----1------1-|");
}

TEST(debounce_with, takes_a_completion_for_a_sign) {
  ck_marbles("-3-1---5--1--|", rill_debounce_with(rill_call(silent_ticks)),
             "--3-1---5--1-|");
}

TEST(debounce_with, emits_at_once_what_is_told_at_once) {
  ck_marbles("(123)--4|", rill_debounce_with(rill_call(none_if_even)),
             "2------4|");
  ck_marbles_stepwise("(2468|)", rill_debounce_with(rill_call(none_if_even)),
                      "(2468|)");
}

TEST(debounce_with, emits_the_waiting_item_at_the_end) {
  ck_marbles("-1-9|", rill_debounce_with(rill_call(ticks)), "--1-(9|)");
  ck_marbles("-9|", rill_debounce_with(rill_call(ticks)), "--(9|)");
  ck_marbles("--|", rill_debounce_with(rill_call(ticks)), "--|");
}

TEST(debounce_with, lets_an_error_overtake) {
  ck_marbles("-1-9#", rill_debounce_with(rill_call(ticks)), "--1-#");
}

TEST(debounce_with, fails_with_the_function_and_its_streams) {
  ck_marbles("-1-2---3--|",
             rill_debounce_with(rill_call(failing_stream_from_3)), "--1--2-#");
  ck_marbles("-1-2---3--|", rill_debounce_with(rill_call(failing_from_3)),
             "--1--2-#");
  ck_fails(rill_pipe(rill_range(3, 1),
                     rill_debounce_with(rill_call(failing_from_3))),
           78, "cannot tell", "debounce_with");
  ck_fails(rill_pipe(rill_range(3, 1), rill_debounce_with(rill_call(number))),
           RILL_ETYPE, "got int");
}

TEST(debounce_with, keeps_the_latest_for_a_slow_consumer) {
  ck_asking("-1--2--3----------|",
            rill_debounce_with(rill_call(two_ticks)),
            "---1----------3---|", {0, 1}, {14, 1});
}

TEST(debounce_with, waits_with_the_end_for_a_slow_consumer) {
  ck_asking("-1-9|", rill_debounce_with(rill_call(ticks)), "-------(9|)",
            {7, 1});
}

TEST(debounce_with, an_item_from_inside_of_an_item_comes_after_it) {
  reenter_t r;
  reenter_open(&r, push_both);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_debounce_with(rill_call_with(
                                tick_then_b, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  rill_virtual_advance_to(r.clock, 9);
  ck_assert_str_eq(r.text, "1 2 3");
  reenter_close(&r);
}

static void fail_b(reenter_t *r, int64_t item) {
  rill_subject_next(r->a, rill_int(item + 1));
  rill_subject_error(r->b, rill_error_new(7, "from inside"));
  rill_subject_next(r->a, rill_int(item + 2));
}

TEST(debounce_with, fails_after_the_item_that_brought_it_about) {
  reenter_t r;
  reenter_open(&r, fail_b);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_debounce_with(rill_call_with(
                                tick_then_b, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  rill_virtual_advance_to(r.clock, 9);
  ck_assert_str_eq(r.text, "1 #");
  ck_assert(!rill_subject_has_observers(r.a));
  reenter_close(&r);
}

static rill_value_t open_b(rill_value_t item, void *context) {
  reenter_t *r = context;
  return rill_as_int(item) == 1 ? until_b(item, r) : rill_object(rill_never());
}

TEST(debounce_with, lets_go_of_the_stream_of_an_item_that_is_past) {
  reenter_t r;
  reenter_open(&r, NULL);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_debounce_with(rill_call_with(
                                open_b, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  ck_assert(rill_subject_has_observers(r.b));
  rill_subject_next(r.a, rill_int(2));
  ck_assert(!rill_subject_has_observers(r.b));
  rill_subject_complete(r.a);
  ck_assert_str_eq(r.text, "2 |");
  reenter_close(&r);
}

static rill_value_t tell_b(rill_value_t item, void *context) {
  reenter_t *r = context;
  rill_subject_next(r->b, item);
  return until_b(item, r);
}

TEST(debounce_with, hears_no_sign_that_was_for_another_item) {
  reenter_t r;
  reenter_open(&r, NULL);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_debounce_with(rill_call_with(
                                tell_b, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.a, rill_int(2));
  ck_assert_str_eq(r.text, "");
  rill_subject_complete(r.a);
  ck_assert_str_eq(r.text, "2 |");
  reenter_close(&r);
}

TEST(debounce_with, names_bad_arguments) {
  ck_operator_fails(rill_debounce_with(rill_no_fn()), RILL_EINVAL,
                    "rill_debounce_with", "function is NULL");
}
