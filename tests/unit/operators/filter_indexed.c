/* SPDX-License-Identifier: MIT */
/* filter_indexed: which one it is decides. */
#include "support/indexed.h"
#include "support/marbles.h"

#include <rill.h>

static rill_value_t at_even_index(rill_value_t item, rill_value_t index,
                                  void *context) {
  (void) item;
  (void) context;
  return rill_bool(rill_as_int(index) % 2 == 0);
}

static rill_value_t is_its_index(rill_value_t item, rill_value_t index,
                                 void *context) {
  (void) context;
  return rill_bool(rill_value_equal(item, index));
}

static rill_value_t fails_at_2(rill_value_t item, rill_value_t index,
                               void *context) {
  (void) item;
  (void) context;
  if (rill_as_int(index) == 2)
    return rill_fail(rill_error_new(7, "no third item, please"));
  return rill_bool(true);
}

static rill_operator_t *filtered(rill_call2_fn pred) {
  return rill_filter_indexed(rill_call(pred));
}

TEST(filter_indexed, tells_the_index_from_0_on) {
  ck_marbles("-5-6-7-8-|", filtered(at_even_index), "-5---7---|");
  ck_marbles("-0-2-2-4-3-4-|", filtered(is_its_index), "-0---2-------|");
}

TEST(filter_indexed, uses_no_demand_for_what_it_drops) {
  ck_marbles_stepwise("-5-6-7-8-|", filtered(at_even_index), "-5---7---|");
  ck_marbles_with("0121|", filtered(is_its_index), "012--", .demand = 3);
}

TEST(filter_indexed, ends_as_upstream_does) {
  ck_marbles("--|", filtered(at_even_index), "--|");
  ck_marbles("-1-#", filtered(at_even_index), "-1-#");
}

TEST(filter_indexed, counts_anew_in_each_run) {
  ck_source(
      rill_pipe(rill_range(5, 3), filtered(at_even_index), rill_repeat(2)),
      "(5757|)");
}

TEST(filter_indexed, fails_with_the_predicate) {
  ck_marbles("-1-2-3-4|", filtered(fails_at_2), "-1-2-#");
}

TEST(filter_indexed, wants_a_bool) {
  ck_operator_fails(filtered(sum), RILL_ETYPE, "filter_indexed", "bool", "int");
}

TEST(filter_indexed, is_cancelled_from_inside_of_the_predicate) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 9), rill_filter_indexed(f))),
      "");
}

TEST(filter_indexed, refuses_a_function_that_does_not_fit) {
  ck_operator_fails(rill_filter_indexed(rill_no_fn()), RILL_EINVAL,
                    "rill_filter_indexed: pred is NULL");
  rill_fn_t one = rill_call(sum);
  one.arity = 1;
  ck_operator_fails(rill_filter_indexed(one), RILL_EINVAL,
                    "rill_filter_indexed: pred takes 1 arguments "
                    "(must take 2)");
}
