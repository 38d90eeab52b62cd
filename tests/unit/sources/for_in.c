/* SPDX-License-Identifier: MIT */
/* for_in: streams of a list's items, one after another. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>

static rill_value_t slow_list(void) {
  return LIST(rill_int(1), rill_int(2), rill_int(3));
}

static rill_value_t timed(rill_value_t n, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_just(rill_value_ref(n)), rill_delay(rill_as_int(n))));
}

static rill_value_t twice(rill_value_t n, void *context) {
  if (context != NULL) ++*(int *) context;
  return LIST(rill_value_ref(n), rill_value_ref(n));
}

static rill_value_t spill_at_2(rill_value_t n, void *context) {
  if (rill_as_int(n) == 2) return rill_fail(rill_error_new(7, "spilt"));
  return twice(n, context);
}

TEST(for_in, runs_one_after_another) {
  ck_source(rill_for_in(slow_list(), rill_call(timed)), "-1-2--(3|)");
  ck_source(rill_for_in(slow_list(), rill_call(twice)), "(112233|)");
  ck_source(rill_for_in(LIST(rill_int(5)), rill_call(timed)), "-----(5|)");
}

TEST(for_in, is_empty_for_no_items) {
  ck_source(rill_for_in(rill_list(NULL, 0), rill_call(twice)), "|");
}

TEST(for_in, makes_a_stream_when_it_is_its_turn) {
  int calls = 0;
  rill_fn_t f = rill_call_with(twice, rill_borrow(&calls));
  ck_asking_flow(rill_for_in(slow_list(), f), "-1--(12)---", {1, 1}, {4, 2});
  ck_assert_int_eq(calls, 2);
  ck_flow(rill_for_in(slow_list(), rill_call(timed)), "-1!", .cancel_at = 2);
}

TEST(for_in, fails_with_the_function_or_a_stream) {
  ck_source(rill_for_in(slow_list(), rill_call(spill_at_2)), "(11#)");
  ck_fails(rill_for_in(slow_list(), rill_call(spill_at_2)), 7, "spilt",
           "(for_in)");
}

TEST(for_in, runs_anew_each_time) {
  ck_source(
      rill_pipe(rill_for_in(slow_list(), rill_call(timed)), rill_repeat(2)),
      "-1-2--31-2--(3|)");
}

TEST(for_in, refuses_what_does_not_fit) {
  ck_fails(rill_for_in(rill_int(1), rill_call(twice)), RILL_ETYPE,
           "rill_for_in: got int (must be list)");
  ck_fails(rill_for_in(slow_list(), rill_no_fn()), RILL_EINVAL,
           "rill_for_in: the function is NULL");
}
