/* SPDX-License-Identifier: MIT */
/* from_callable: called by each run. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_value_t next_number(void *context) {
  return rill_int(++*(int64_t *) context);
}

static rill_value_t spill(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t text(void *context) {
  (void) context;
  return rill_string("x");
}

static rill_value_t same(rill_value_t x, void *context) {
  (void) context;
  return x;
}

TEST(from_callable, gives_the_value_of_the_function) {
  ck_source(rill_from_callable(rill_call(text)), "(x|)");
}

TEST(from_callable, calls_once_for_each_run) {
  int64_t calls = 0;
  rill_observable_t *flow =
      rill_from_callable(rill_call_with(next_number, rill_borrow(&calls)));
  rill_observable_t *again = rill_ref(flow);
  ck_assert_int_eq(calls, 0);
  ck_source(flow, "(1|)");
  ck_source(rill_pipe(again, rill_repeat(2)), "(23|)");
}

TEST(from_callable, waits_until_it_is_asked_for) {
  ck_asking_flow(rill_from_callable(rill_call(text)), "---(x|)", {3, 1});
}

TEST(from_callable, fails_with_the_function) {
  ck_source(rill_from_callable(rill_call(spill)), "#");
  ck_fails(rill_from_callable(rill_call(spill)), 7, "spilt", "(from_callable)");
}

static rill_value_t cancels(void *context) {
  rill_cancel(((probe_t *) context)->subscription);
  return rill_string("x");
}

TEST(from_callable, is_cancelled_from_inside_of_the_function) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  ck_assert_str_eq(probe_run(&probe, rill_from_callable(f)), "");
}

TEST(from_callable, refuses_a_function_that_does_not_fit) {
  ck_fails(rill_from_callable(rill_no_fn()), RILL_EINVAL,
           "rill_from_callable: the function is NULL");
  ck_fails(rill_from_callable(rill_call(same)), RILL_EINVAL,
           "takes 1 arguments (must take 0)");
}
