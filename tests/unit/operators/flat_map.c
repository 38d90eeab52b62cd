/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

static rill_value_t twice(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_of(rill_value_ref(x), rill_value_ref(x)));
}

static rill_value_t upto(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_range(0, rill_as_int(x)));
}

static rill_value_t pair(rill_value_t x, void *context) {
  (void) context;
  return rill_pair(rill_value_ref(x), rill_value_ref(x));
}

static rill_value_t endless(rill_value_t x, void *context) {
  (void) context;
  (void) x;
  return rill_object(rill_range(0, INT64_MAX));
}

static rill_value_t no_threes(rill_value_t x, void *context) {
  (void) context;
  if (rill_as_int(x) != 3) return rill_object(rill_from_marbles("--x-y|"));
  return rill_fail(rill_error_new(3, "no threes"));
}

static rill_value_t failing_two(rill_value_t x, void *context) {
  (void) context;
  return rill_object(
      rill_from_marbles(rill_as_int(x) == 2 ? "-#" : "--x-y|"));
}

static rill_value_t number(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

/* 0 and 1 are the subjects. */
static rill_value_t subject(rill_value_t x, void *context) {
  reenter_t *r = context;
  return rill_object(
      rill_subject_observable(rill_as_int(x) == 0 ? r->a : r->b));
}

TEST(flat_map, passes_on_what_the_streams_emit) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe,
                rill_pipe(rill_range(1, 3), rill_flat_map(rill_call(twice)))),
      "1 1 2 2 3 3 |");
}

TEST(flat_map, runs_no_more_than_it_may_at_once) {
  ck_marbles("(12)|", rill_flat_map(rill_call(no_threes), .max_concurrent = 1),
             "--x-y--x-y|");
  ck_marbles("(12)|", rill_flat_map(rill_call(no_threes)), "--(xx)@4:(yy)@5:|");
}

TEST(flat_map, takes_lists_without_and_within_demand) {
  ck_marbles("-1----2----|", rill_flat_map(rill_call(pair)), "-(11)-(22)-|");
  ck_marbles_stepwise("-1----2----|", rill_flat_map(rill_call(pair)),
                      "-(11)-(22)-|");
}

TEST(flat_map, within_demand_takes_turns) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_of(rill_int(3), rill_int(3)),
                            rill_flat_map(rill_call(upto))),
                  1);
  ck_assert_str_eq(probe.text, "0");
  rill_request(probe.subscription, 3);
  ck_assert_str_eq(probe.text, "0 1 0 2");
  rill_request(probe.subscription, RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "0 1 0 2 1 2 |");
  clock_close(clock);
}

TEST(flat_map, stops_an_endless_inner_stream) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe,
                rill_pipe(rill_range(1, 3), rill_flat_map(rill_call(endless)),
                          rill_take(3))),
      "0 1 2 |");
  probe_t cancelled = {.cancel_at = 2};
  ck_assert_str_eq(
      probe_run(&cancelled, rill_pipe(rill_range(1, 3),
                                      rill_flat_map(rill_call(endless)))),
      "0 1");
}

TEST(flat_map, fails_at_once_or_after_the_others) {
  ck_marbles("(12)|", rill_flat_map(rill_call(failing_two)), "-#");
  ck_marbles("(12)|", rill_flat_map(rill_call(failing_two),
                                    .delay_error = true),
             "--x-y#");
  ck_marbles("(132)|", rill_flat_map(rill_call(no_threes)), "#");
  ck_marbles("(132)|", rill_flat_map(rill_call(no_threes),
                                     .delay_error = true),
             "--x-y#");
}

TEST(flat_map, refuses_bad_arguments) {
  ck_operator_fails(rill_flat_map(rill_no_fn()), RILL_EINVAL, "rill_flat_map",
                    "function is NULL");
  ck_operator_fails(rill_flat_map(rill_call(upto), .max_concurrent = -1),
                    RILL_EINVAL, "rill_flat_map", "max_concurrent is -1");
  ck_operator_fails(rill_flat_map(rill_call(upto), .prefetch = -1), RILL_EINVAL,
                    "rill_flat_map", "prefetch is -1");
  ck_operator_fails(rill_flat_map(rill_call(number)), RILL_ETYPE, "got int");
}

static void push_to_b(reenter_t *r, int64_t item) {
  if (item < 100) rill_subject_next(r->b, rill_int(item + 100));
}

TEST(flat_map, queues_what_comes_inside_of_next) {
  reenter_t r;
  reenter_open(&r, push_to_b);
  reenter_run(&r, rill_pipe(rill_range(0, 2), rill_flat_map(rill_call_with(
                                                  subject, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.a, rill_int(2));
  ck_assert_str_eq(r.text, "1 101 2 102");
  rill_subject_complete(r.a);
  rill_subject_complete(r.b);
  ck_assert_str_eq(r.text, "1 101 2 102 |");
  reenter_close(&r);
}

static void fail_b(reenter_t *r, int64_t item) {
  (void) item;
  rill_subject_error(r->b, rill_error_new(7, "seven"));
}

TEST(flat_map, an_error_inside_of_next_waits_for_its_return) {
  reenter_t r;
  reenter_open(&r, fail_b);
  reenter_run(&r, rill_pipe(rill_range(0, 2), rill_flat_map(rill_call_with(
                                                  subject, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  ck_assert_str_eq(r.text, "1 #");
  reenter_close(&r);
}

TEST(flat_map, a_million_streams_need_no_stack) {
  rill_scheduler_t *clock = clock_new();
  probe_t one = {0}, list = {0};
  probe_subscribe(&one, clock,
                  rill_pipe(rill_range(0, 1000000),
                            rill_flat_map(rill_call(pair)), rill_count()),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(one.text, "2000000 |");
  probe_subscribe(&list, clock,
                  rill_pipe(rill_range(0, 300000),
                            rill_flat_map(rill_call(twice)), rill_count()),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(list.text, "600000 |");
  clock_close(clock);
}

static rill_value_t six_from(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_range(rill_as_int(x), 6));
}

TEST(flat_map, of_streams_that_are_there_keeps_to_demand) {
  ck_asking_flow(rill_pipe(rill_range(1, 2), rill_flat_map(rill_call(six_from), .max_concurrent = 1)),
                 "@0:(12) @10:(345) @20:(6234567|)", {0, 2}, {10, 3}, {20, 7});
}

TEST(flat_map, of_streams_that_are_there_stops_in_the_middle) {
  ck_source(rill_pipe(rill_range(1, 9), rill_flat_map(rill_call(six_from)),
                      rill_take(8)),
            "(12345623|)");
}
