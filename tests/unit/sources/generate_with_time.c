/* SPDX-License-Identifier: MIT */
/* generate_with_time: each item has its time. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(up_to_3, int64_t, x) { return x <= 3; }
RILL_FILTER_FN(always, int64_t, x) { return x > -1; }
RILL_FILTER_FN(never, int64_t, x) { return x < 0; }
RILL_MAP_FN(next, int64_t, int64_t, x) { return x + 1; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }
RILL_MAP_FN(none, int64_t, int64_t, x) { return 0 * x; }
RILL_MAP_FN(minus_2, int64_t, int64_t, x) { return 0 * x - 2; }

static rill_value_t spill(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t text(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_string("soon");
}

static rill_observable_t *growing(void) {
  return rill_generate_with_time(rill_int(0), up_to_3, next, next);
}

TEST(generate_with_time, waits_before_each_item) {
  ck_source(growing(), "-0-1--2---(3|)");
  ck_source(rill_generate_with_time(rill_int(0), never, next, next), "|");
}

TEST(generate_with_time, goes_on_until_cancelled) {
  ck_flow(rill_generate_with_time(rill_int(0), always, next, next),
          "-0-1--2---!", .cancel_at = 10);
}

TEST(generate_with_time, makes_the_items_of_the_states) {
  ck_source(rill_generate_with_time(rill_int(0), up_to_3, next, next,
                                    .result = square),
            "-0-1--4---(9|)");
}

TEST(generate_with_time, does_not_wait_for_nothing) {
  ck_source(rill_generate_with_time(rill_int(0), up_to_3, next, none),
            "(0123|)");
}

TEST(generate_with_time, holds_an_item_until_it_is_asked_for) {
  ck_asking_flow(growing(), "-----0-1------2---(3|)", {5, 2}, {14, 2});
  ck_flow(growing(), "-0-1--2---(3|)", .demand = 1, .again = 1);
}

TEST(generate_with_time, fails_with_a_function) {
  ck_source(rill_generate_with_time(rill_int(0), rill_call(spill), next, next),
            "#");
  ck_source(
      rill_generate_with_time(rill_int(0), always, rill_call(spill), next),
      "-(0#)");
  ck_source(
      rill_generate_with_time(rill_int(0), always, next, rill_call(spill)),
      "#");
  ck_source(rill_generate_with_time(rill_int(0), always, next, next,
                                    .result = rill_call(spill)),
            "-#");
}

TEST(generate_with_time, names_a_wait_that_is_none) {
  ck_fails(rill_generate_with_time(rill_int(0), always, next, rill_call(text)),
           RILL_ETYPE, "rill_generate_with_time: `delay` returned string",
           "nanoseconds");
  ck_fails(rill_generate_with_time(rill_int(0), always, next, minus_2),
           RILL_ERANGE, "rill_generate_with_time: `delay` returned -2 ns",
           "must be >= 0");
}

static rill_value_t cancels(rill_value_t x, void *context) {
  rill_cancel(((probe_t *) context)->subscription);
  return rill_value_ref(x);
}

TEST(generate_with_time, is_cancelled_from_inside_of_its_functions) {
  probe_t a = {0}, b = {0}, c = {0};
  rill_fn_t cancel_a = rill_call_with(cancels, rill_borrow(&a)),
            cancel_b = rill_call_with(cancels, rill_borrow(&b)),
            cancel_c = rill_call_with(cancels, rill_borrow(&c));
  probe_run(&a, rill_generate_with_time(rill_int(0), always, next, cancel_a));
  ck_assert_str_eq(a.text, "");
  probe_run(&b, rill_generate_with_time(rill_int(0), always, cancel_b, next));
  ck_assert_str_eq(b.text, "0");
  probe_run(&c, rill_generate_with_time(rill_int(0), always, next, next,
                                        .result = cancel_c));
  ck_assert_str_eq(c.text, "");
}

TEST(generate_with_time, runs_on_a_scheduler_of_its_own) {
  rill_scheduler_t *here = rill_virtual_scheduler_new(),
                   *there = rill_virtual_scheduler_new();
  probe_t probe = {0};
  probe_subscribe(&probe, here,
                  rill_generate_with_time(rill_int(0), up_to_3, next, next,
                                          .scheduler = there),
                  RILL_UNBOUNDED);
  rill_virtual_advance_to(here, 20);
  ck_assert_str_eq(probe.text, "");
  rill_virtual_advance_to(there, 3);
  ck_assert_str_eq(probe.text, "0 1");
  rill_scheduler_close(here);
  rill_scheduler_close(there);
}

TEST(generate_with_time, refuses_what_does_not_fit) {
  ck_fails(rill_generate_with_time(rill_int(0), always, next, rill_no_fn()),
           RILL_EINVAL, "rill_generate_with_time: delay is NULL");
  ck_fails(rill_generate_with_time(rill_int(0), rill_no_fn(), next, next),
           RILL_EINVAL, "rill_generate_with_time: cond is NULL");
}
