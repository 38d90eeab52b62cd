/* SPDX-License-Identifier: MIT */
/* take_until_value: up to the first that holds. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(take_until_value, completes_with_the_first_that_holds) {
  ck_marbles("-1-3-4-5-|", rill_take_until_value(is_even), "-1-3-(4|)");
  ck_marbles_stepwise("-1-3-4-5-|", rill_take_until_value(is_even),
                      "-1-3-(4|)");
  ck_marbles("-2-|", rill_take_until_value(is_even), "-(2|)");
}

TEST(take_until_value, ends_as_upstream_does) {
  ck_marbles("-1-3-|", rill_take_until_value(is_even), "-1-3-|");
  ck_marbles("-1-#", rill_take_until_value(is_even), "-1-#");
}

TEST(take_until_value, cancels_upstream) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_interval(1), rill_skip(1),
                                               rill_take_until_value(is_even))),
                   "1 2 |");
}

TEST(take_until_value, fails_with_the_predicate) {
  ck_operator_fails(rill_take_until_value(square), RILL_ETYPE,
                    "take_until_value", "bool");
  ck_marbles("-1-a-", rill_take_until_value(is_even), "-1-#");
}

TEST(take_until_value, refuses_no_predicate) {
  ck_operator_fails(rill_take_until_value(rill_no_fn()), RILL_EINVAL,
                    "rill_take_until_value: pred is NULL");
}
