/* SPDX-License-Identifier: MIT */
/* defer: asked by each run anew. */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>

static rill_value_t one_two(void *context) {
  (void) context;
  return rill_object(rill_range(1, 2));
}

TEST(defer, gives_the_stream_of_the_function) {
  ck_source(rill_defer(rill_call(one_two)), "(12|)");
}

static rill_value_t slow(void *context) {
  (void) context;
  return rill_object(rill_pipe(rill_interval(2), rill_take(2)));
}

TEST(defer, gives_what_comes_later) {
  ck_source(rill_defer(rill_call(slow)), "--0-(1|)");
}

static rill_value_t a_list(void *context) {
  (void) context;
  return LIST(rill_int(4), rill_int(5));
}

TEST(defer, takes_a_list) { ck_source(rill_defer(rill_call(a_list)), "(45|)"); }

static rill_value_t next_number(void *context) {
  return rill_object(rill_just(rill_int(++*(int64_t *) context)));
}

TEST(defer, asks_once_for_each_run) {
  int64_t calls = 0;
  rill_observable_t *flow =
      rill_defer(rill_call_with(next_number, rill_borrow(&calls)));
  rill_observable_t *again = rill_ref(flow);
  ck_assert_int_eq(calls, 0);
  ck_source(flow, "(1|)");
  ck_source(again, "(2|)");
}

static rill_value_t spill(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t a_number(void *context) {
  (void) context;
  return rill_int(1);
}

static rill_value_t a_failing_stream(void *context) {
  (void) context;
  return rill_object(rill_throw(rill_error_new(8, "inside")));
}

TEST(defer, fails_with_the_function) {
  ck_fails(rill_defer(rill_call(spill)), 7, "spilt", "(defer)");
  ck_fails(rill_defer(rill_call(a_number)), RILL_ETYPE, "got int");
  ck_fails(rill_defer(rill_call(a_failing_stream)), 8, "inside");
}

static rill_value_t cancels(void *context) {
  rill_cancel(((probe_t *) context)->subscription);
  return rill_object(rill_range(1, 2));
}

TEST(defer, is_cancelled_from_inside_of_the_function) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  ck_assert_str_eq(probe_run(&probe, rill_defer(f)), "");
}

TEST(defer, cancels_the_stream_it_runs) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, rill_defer(rill_call(slow)), RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 3);
  rill_cancel(probe.subscription);
  ck_assert_int_eq(rill_virtual_run(clock), 3); /* no timer is left */
  ck_assert_str_eq(probe.text, "0");
  clock_close(clock);
}

TEST(defer, ends_in_answer_to_a_request) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, rill_defer(rill_call(one_two)), 0);
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "1");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "1 2 |");
  clock_close(clock);
}

static rill_value_t drop_it(rill_value_t x, void *context) {
  (void) context;
  return x;
}

TEST(defer, refuses_a_function_that_does_not_fit) {
  ck_fails(rill_defer(rill_no_fn()), RILL_EINVAL,
           "rill_defer: the function is NULL");
  ck_fails(rill_defer(rill_call(drop_it)), RILL_EINVAL,
           "takes 1 arguments (must take 0)");
}
