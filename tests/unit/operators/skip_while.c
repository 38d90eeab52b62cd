/* SPDX-License-Identifier: MIT */
/* skip_while: not until it is false. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(skip_while, drops_until_it_is_false) {
  ck_marbles("-2-4-5-6-|", rill_skip_while(is_even), "-----5-6-|");
  ck_marbles_stepwise("-2-4-5-6-|", rill_skip_while(is_even), "-----5-6-|");
  ck_marbles("-1-2-|", rill_skip_while(is_even), "-1-2-|");
}

TEST(skip_while, uses_no_demand_for_what_it_drops) {
  ck_marbles_with("24567|", rill_skip_while(is_even), "--5---", .demand = 1);
}

TEST(skip_while, ends_as_upstream_does) {
  ck_marbles("-2-4-|", rill_skip_while(is_even), "-----|");
  ck_marbles("-2-#", rill_skip_while(is_even), "---#");
}

TEST(skip_while, asks_no_more_once_it_was_false) {
  ck_marbles("-2-1-a-|", rill_skip_while(is_even), "---1-a-|");
}

TEST(skip_while, begins_anew_in_each_run) {
  ck_source(
      rill_pipe(rill_range(2, 3), rill_skip_while(is_even), rill_repeat(2)),
      "(3434|)");
}

TEST(skip_while, fails_with_the_predicate) {
  ck_operator_fails(rill_skip_while(square), RILL_ETYPE, "skip_while", "bool");
  ck_marbles("-2-a-", rill_skip_while(is_even), "---#");
}

static rill_value_t cancels(rill_value_t item, void *context) {
  (void) item;
  rill_cancel(((probe_t *) context)->subscription);
  return rill_bool(false);
}

TEST(skip_while, is_cancelled_from_inside_of_the_predicate) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 9), rill_skip_while(f))), "");
}

TEST(skip_while, refuses_no_predicate) {
  ck_operator_fails(rill_skip_while(rill_no_fn()), RILL_EINVAL,
                    "rill_skip_while: pred is NULL");
}
