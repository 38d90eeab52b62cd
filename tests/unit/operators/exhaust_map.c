/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

static int calls;

static rill_value_t later(rill_value_t x, void *context) {
  (void) context;
  calls++;
  if (rill_as_int(x) == 9) return rill_fail(rill_error_new(9, "no nines"));
  if (rill_as_int(x) == 8) return rill_object(rill_from_marbles("-#"));
  return rill_object(rill_from_marbles("-x-y|"));
}

static rill_value_t upto(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_range(0, rill_as_int(x)));
}

TEST(exhaust_map, drops_what_comes_meanwhile) {
  calls = 0;
  ck_marbles("1-2-3---4---|", rill_exhaust_map(rill_call(later)),
             "-x-y-----x-y|");
  ck_assert_int_eq(calls, 2);
  ck_marbles_stepwise("1-23-4---|", rill_exhaust_map(rill_call(later)),
                      "-x-y--x-y|");
}

TEST(exhaust_map, ends_with_upstream_and_the_stream_that_runs) {
  ck_marbles("--|", rill_exhaust_map(rill_call(later)), "--|");
  ck_marbles("1|", rill_exhaust_map(rill_call(later)), "-x-y|");
  ck_marbles("1-----|", rill_exhaust_map(rill_call(later)), "-x-y--|");
}

TEST(exhaust_map, fails_at_once) {
  ck_marbles("1-#", rill_exhaust_map(rill_call(later)), "-x#");
  ck_marbles("8---|", rill_exhaust_map(rill_call(later)), "-#");
  ck_marbles("1-9--9-|", rill_exhaust_map(rill_call(later)), "-x-y-#");
}

TEST(exhaust_map, synchronous_streams_drop_nothing) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe,
                rill_pipe(rill_range(1, 3), rill_exhaust_map(rill_call(upto)))),
      "0 0 1 0 1 2 |");
}

TEST(exhaust_map, a_stream_that_waits_for_demand_runs) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(2, 5), rill_exhaust_map(rill_call(upto))), 1);
  ck_assert_str_eq(probe.text, "0");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "0 1 |");
  clock_close(clock);
}

/* 0 is a subject, the others are three numbers. */
static rill_value_t subject_or_three(rill_value_t x, void *context) {
  reenter_t *r = context;
  if (rill_as_int(x) == 0) return rill_object(rill_subject_observable(r->a));
  return rill_object(rill_range(10 * rill_as_int(x), 3));
}

static void push_and_complete(reenter_t *r, int64_t item) {
  if (item == 1) rill_subject_next(r->b, rill_int(3));
  if (item == 2) rill_subject_complete(r->a);
  if (item == 2) rill_subject_next(r->b, rill_int(4));
}

TEST(exhaust_map, inside_of_next_the_stream_still_runs) {
  reenter_t r;
  reenter_open(&r, push_and_complete);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.b),
                            rill_exhaust_map(rill_call_with(subject_or_three,
                                                            rill_borrow(&r)))));
  rill_subject_next(r.b, rill_int(0));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.a, rill_int(2));
  ck_assert_str_eq(r.text, "1 2");
  rill_subject_next(r.b, rill_int(5));
  ck_assert_str_eq(r.text, "1 2 50 51 52");
  rill_subject_complete(r.b);
  ck_assert_str_eq(r.text, "1 2 50 51 52 |");
  reenter_close(&r);
}

TEST(exhaust_map, a_million_streams_need_no_stack) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe,
                rill_pipe(rill_range(0, 100000), rill_map_to(rill_int(2)),
                          rill_exhaust_map(rill_call(upto)), rill_count())),
      "200000 |");
}

TEST(exhaust_map, refuses_a_wrong_function) {
  ck_operator_fails(rill_exhaust_map(rill_no_fn()), RILL_EINVAL,
                    "rill_exhaust_map", "function is NULL");
}
