/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

static rill_value_t later(rill_value_t x, void *context) {
  (void) context;
  (void) x;
  return rill_object(rill_from_marbles("--x-y|"));
}

static rill_value_t twice(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_of(rill_value_ref(x), rill_value_ref(x)));
}

/* 0 is a subject, the others are three numbers. */
static rill_value_t subject_or_three(rill_value_t x, void *context) {
  reenter_t *r = context;
  if (rill_as_int(x) == 0) return rill_object(rill_subject_observable(r->a));
  return rill_object(rill_range(10 * rill_as_int(x), 3));
}

TEST(concat_map, runs_one_after_another) {
  ck_marbles("(12)|", rill_concat_map(rill_call(later)), "--x-y--x-y|");
  ck_marbles_stepwise("(12)|", rill_concat_map(rill_call(later)),
                      "--x-y--x-y|");
}

TEST(concat_map, asks_for_no_more_than_is_wanted) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 9),
                            rill_concat_map(rill_call(twice))),
                  3);
  ck_assert_str_eq(probe.text, "1 1 2");
  rill_request(probe.subscription, 2);
  ck_assert_str_eq(probe.text, "1 1 2 2 3");
  rill_cancel(probe.subscription);
  clock_close(clock);
}

static void complete_a(reenter_t *r, int64_t item) {
  (void) item;
  rill_subject_complete(r->a);
}

TEST(concat_map, the_next_one_waits_for_the_return_of_next) {
  reenter_t r;
  reenter_open(&r, complete_a);
  reenter_run(&r, rill_pipe(rill_range(0, 2),
                            rill_concat_map(rill_call_with(
                                subject_or_three, rill_borrow(&r)))));
  rill_subject_next(r.a, rill_int(1));
  ck_assert_str_eq(r.text, "1 10 11 12 |");
  reenter_close(&r);
}

static rill_value_t endless(rill_value_t x, void *context) {
  (void) context;
  (void) x;
  return rill_object(rill_range(0, INT64_MAX));
}

TEST(concat_map, stops_an_endless_inner_stream) {
  probe_t taken = {0}, cancelled = {.cancel_at = 2};
  ck_assert_str_eq(
      probe_run(&taken, rill_pipe(rill_range(1, 3),
                                  rill_concat_map(rill_call(endless)),
                                  rill_take(3))),
      "0 1 2 |");
  ck_assert_str_eq(
      probe_run(&cancelled, rill_pipe(rill_range(1, 3),
                                      rill_concat_map(rill_call(endless)))),
      "0 1");
}

TEST(concat_map, refuses_no_function) {
  ck_operator_fails(rill_concat_map(rill_no_fn()), RILL_EINVAL,
                    "rill_concat_map", "function is NULL");
}

TEST(concat_map, many_synchronous_streams_need_no_stack) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {.again = 1};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(0, 300000),
                            rill_concat_map(rill_call(twice)), rill_count()),
                  1);
  ck_assert_str_eq(probe.text, "600000 |");
  clock_close(clock);
}
