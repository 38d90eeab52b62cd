/* SPDX-License-Identifier: MIT */
#include "support/probe.h"

static rill_value_t twice(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_of(rill_value_ref(x), rill_value_ref(x)));
}

static rill_value_t upto(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_range(0, rill_as_int(x)));
}

static rill_value_t endless(rill_value_t x, void *context) {
  (void) context;
  (void) x;
  return rill_object(rill_range(0, INT64_MAX));
}

TEST(flat_map, passes_on_what_the_streams_emit) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 3),
                                               rill_flat_map(rill_call(twice)))),
                   "1 1 2 2 3 3 |");
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
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 3),
                                               rill_flat_map(rill_call(endless)),
                                               rill_take(3))),
                   "0 1 2 |");
  probe_t cancelled = {.cancel_at = 2};
  ck_assert_str_eq(
      probe_run(&cancelled, rill_pipe(rill_range(1, 3),
                                      rill_flat_map(rill_call(endless)))),
      "0 1");
}

TEST(concat_map, a_million_synchronous_streams_need_no_stack) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(0, 300000),
                            rill_concat_map(rill_call(twice)), rill_count()),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "600000 |");
  clock_close(clock);
}

TEST(merge, joins_and_concat_follows) {
  probe_t one = {0}, two = {0}, none = {0};
  ck_assert_str_eq(
      probe_run(&one, rill_pipe(rill_range(1, 2), rill_merge(rill_range(5, 2)))),
      "1 2 5 6 |");
  ck_assert_str_eq(
      probe_run(&two, rill_pipe(rill_range(1, 2), rill_concat(rill_range(5, 2), rill_range(8,1)))),
      "1 2 5 6 8 |");
  ck_assert_str_eq(probe_run(&none, rill_merge_of(NULL, 0, NULL)), "|");
}
