/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/signs.h"

#include <rill.h>

static rill_value_t at_once(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_as_int(item) % 2 == 0 ? rill_empty()
                                                : rill_range(1, 1000));
}

static rill_value_t two_ticks(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_timer(2));
}

TEST(delay_with, passes_an_item_when_its_stream_says_so) {
  ck_marbles("-5-1----|",
             rill_delay_with(rill_call(ticks)),
             "----1-5-|");
  ck_marbles_stepwise("-5-1----|", rill_delay_with(rill_call(ticks)),
                      "----1-5-|");
}

TEST(delay_with, takes_a_completion_for_a_sign) {
  ck_marbles("-5-1----|", rill_delay_with(rill_call(silent)), "----1-5-|");
}

TEST(delay_with, passes_at_once_what_is_told_at_once) {
  ck_marbles("-(123)4|", rill_delay_with(rill_call(at_once)), "-(123)4|");
  ck_marbles_stepwise("-(123)4|", rill_delay_with(rill_call(at_once)),
                      "-(123)4|");
}

TEST(delay_with, completes_after_the_last_item) {
  ck_marbles("-6-3|", rill_delay_with(rill_call(ticks)), "------3(6|)");
  ck_marbles("|", rill_delay_with(rill_call(ticks)), "|");
}

TEST(delay_with, lets_errors_overtake) {
  ck_marbles("-1-4-#", rill_delay_with(rill_call(ticks)), "--1--#");
  ck_marbles("-1-2-3-|", rill_delay_with(rill_call(failing_stream_from_3)),
             "--1--#");
  ck_marbles("-1-2-3-|", rill_delay_with(rill_call(failing_from_3)), "--1--#");
  ck_fails(
      rill_pipe(rill_range(3, 1), rill_delay_with(rill_call(failing_from_3))),
      78, "cannot tell", "delay_with");
  ck_fails(rill_pipe(rill_range(3, 1), rill_delay_with(rill_call(number))),
           RILL_ETYPE, "got int");
}

TEST(delay_with, has_upstream_wait_when_it_is_full) {
  ck_marbles("(12345|)", rill_delay_with(rill_call(two_ticks), .capacity = 2),
             "--(12)@4:(34)@6:(5|)");
  ck_marbles("(123|)", rill_delay_with(rill_call(two_ticks), .capacity = 1),
             "--1-2-(3|)");
}

TEST(delay_with, waits_for_a_slow_consumer) {
  ck_asking("-1-2-3-|", rill_delay_with(rill_call(ticks)), "----1----(23|)",
            {4, 1}, {9, 9});
}

TEST(delay_with, holds_what_is_not_asked_for_against_its_capacity) {
  ck_asking("(123456|)", rill_delay_with(rill_call(two_ticks), .capacity = 2),
            "---------1-2---(34)", {9, 1}, {11, 1}, {15, 2});
}

static void push_and_complete(reenter_t *r, int64_t item) {
  if (item == 1) rill_subject_next(r->a, rill_int(3));
  if (item == 1) rill_subject_complete(r->a);
}

TEST(delay_with, signals_from_inside_of_an_item_come_after_it) {
  reenter_t r;
  reenter_open(&r, push_and_complete);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_delay_with(rill_call_with(
                                until_b, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.a, rill_int(2));
  rill_subject_next(r.b, rill_int(0));
  ck_assert_str_eq(r.text, "1 2");
  rill_subject_next(r.b, rill_int(0));
  ck_assert_str_eq(r.text, "1 2 3 |");
  ck_assert(!rill_subject_has_observers(r.b));
  reenter_close(&r);
}

TEST(delay_with, lets_go_of_all_streams_when_it_is_cancelled) {
  reenter_t r;
  reenter_open(&r, NULL);
  reenter_run(&r, rill_pipe(rill_range(1, 3),
                            rill_delay_with(rill_call_with(
                                until_b, rill_borrow(&r)))));
  ck_assert(rill_subject_has_observers(r.b));
  rill_cancel(r.run);
  ck_assert(!rill_subject_has_observers(r.b));
  reenter_close(&r);
}

TEST(delay_with, names_bad_arguments) {
  ck_operator_fails(rill_delay_with(rill_no_fn()), RILL_EINVAL,
                    "rill_delay_with", "f is NULL");
  ck_operator_fails(rill_delay_with(rill_call(ticks), .capacity = -2),
                    RILL_EINVAL, "rill_delay_with", "capacity is -2");
}
