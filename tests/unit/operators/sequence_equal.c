/* SPDX-License-Identifier: MIT */
#include "core/scheduler.h"
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

static rill_value_t same_parity(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_bool(rill_as_int(a) % 2 == rill_as_int(b) % 2);
}

static rill_value_t unsure(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) b;
  (void) context;
  return rill_fail(rill_error_new(7, "cannot compare"));
}

static rill_value_t no_bool(rill_value_t a, rill_value_t b, void *context) {
  (void) b;
  (void) context;
  return rill_value_ref(a);
}

TEST(sequence_equal, is_true_at_the_end) {
  ck_marbles("-1-2-3-|", rill_sequence_equal(rill_from_marbles("12---3--|")),
             "--------({true}|)");
  ck_marbles("-1-2-3---|", rill_sequence_equal(rill_from_marbles("(123|)")),
             "---------({true}|)");
  ck_marbles("|", rill_sequence_equal(rill_from_marbles("-|")), "-({true}|)");
}

TEST(sequence_equal, is_false_at_the_first_difference) {
  ck_marbles("-1---2---3-|",
             rill_sequence_equal(rill_from_marbles("1-----2----4---5---|")),
             "-----------({false}|)");
  ck_marbles("-1-2-----", rill_sequence_equal(rill_from_marbles("(13)----")),
             "---({false}|)");
}

TEST(sequence_equal, is_false_when_one_goes_on) {
  ck_marbles("-1-2----", rill_sequence_equal(rill_from_marbles("1----|")),
             "-----({false}|)");
  ck_marbles("-1-|", rill_sequence_equal(rill_from_marbles("1---2--")),
             "----({false}|)");
  ck_marbles("-1-|", rill_sequence_equal(rill_from_marbles("12-----")),
             "---({false}|)");
}

TEST(sequence_equal, compares_as_it_is_told) {
  ck_marbles("-1-2-|",
             rill_sequence_equal(rill_from_marbles("34|"),
                                 .equal = rill_call(same_parity)),
             "-----({true}|)");
  ck_marbles("-1-2-|",
             rill_sequence_equal(rill_from_marbles("33|"),
                                 .equal = rill_call(same_parity)),
             "---({false}|)");
}

TEST(sequence_equal, fails_with_either_and_with_the_function) {
  ck_marbles("-1-#", rill_sequence_equal(rill_never()), "---#");
  ck_marbles("-1----", rill_sequence_equal(rill_from_marbles("--#")), "--#");
  ck_operator_fails(
      rill_sequence_equal(rill_from_marbles("--1"), .equal = rill_call(unsure)),
      7, "cannot compare");
  ck_operator_fails(rill_sequence_equal(rill_from_marbles("--1"),
                                        .equal = rill_call(no_bool)),
                    RILL_ETYPE, "sequence_equal", "bool");
}

TEST(sequence_equal, is_known_before_it_is_asked_for) {
  ck_asking("-1---------", rill_sequence_equal(rill_from_marbles("2-----")),
            "----------({false}|)", {10, 1});
}

TEST(sequence_equal, cancels_both_when_it_is_known) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_observable_t *flow = rill_pipe(
      rill_interval(1), rill_sequence_equal(rill_interval(2), .prefetch = 4));
  probe_subscribe(&probe, clock,
                  rill_pipe(flow, rill_sequence_equal(rill_never())), 1);
  rill_cancel(probe.subscription);
  ck_assert_int_eq(rill_scheduler_next(clock), RILL_TIME_NEVER);
  probe = (probe_t){0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_interval(1), rill_sequence_equal(rill_of(rill_int(1)))),
      0);
  rill_virtual_advance_by(clock, 3);
  ck_assert_int_eq(rill_scheduler_next(clock), RILL_TIME_NEVER);
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "false |");
  clock_close(clock);
}

static rill_value_t count_item(rill_value_t item, void *context) {
  (void) item;
  ++*(int64_t *) context;
  return rill_none();
}

TEST(sequence_equal, lets_nobody_be_further_ahead_than_prefetch) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  int64_t made = 0;
  rill_fn_t count = rill_call_with(count_item, rill_borrow(&made));
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(0, 1000), rill_do(.next = count),
                            rill_sequence_equal(rill_never(), .prefetch = 8)),
                  1);
  ck_assert_int_eq(made, 8);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(sequence_equal, goes_on_beyond_prefetch) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(0, 100000),
                                  rill_sequence_equal(rill_range(0, 100000)))),
      "true |");
}

TEST(sequence_equal, refuses_bad_arguments) {
  ck_operator_fails(rill_sequence_equal(NULL), RILL_EINVAL,
                    "rill_sequence_equal: other is NULL");
  ck_operator_fails(rill_sequence_equal(rill_never(), .prefetch = -1),
                    RILL_EINVAL, "rill_sequence_equal: prefetch is -1");
  ck_operator_fails(
      rill_sequence_equal(rill_never(), .equal = rill_call(count_item)),
      RILL_EINVAL, "rill_sequence_equal: equal takes 1 arg");
}

TEST(sequence_equal, drops_what_it_was_given_without_memory) {
  failing_each(FAILING_ONE) {
    rill_unref(rill_sequence_equal(rill_just(rill_string("a"))));
  }
}
