/* SPDX-License-Identifier: MIT */
/* all: the first miss decides. */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(all, is_true_at_the_end) {
  ck_marbles("-2-4-6-|", rill_all(is_even), "-------({true}|)");
  ck_marbles_stepwise("-2-4-6-|", rill_all(is_even), "-------({true}|)");
  ck_marbles("--|", rill_all(is_even), "--({true}|)");
}

TEST(all, is_false_at_the_first_miss) {
  ck_marbles("-2-3-4-|", rill_all(is_even), "---({false}|)");
  ck_marbles("(2343|)", rill_all(is_even), "({false}|)");
}

TEST(all, cancels_upstream_at_the_miss) {
  rill_observable_t *endless = rill_range(2, INT64_MAX - 2);
  ck_source(rill_pipe(endless, rill_all(is_even)), "({false}|)");
}

TEST(all, waits_to_be_asked) {
  ck_asking("-2-3-|", rill_all(is_even), "------({false}|)", {6, 1});
  ck_marbles_with("-2|", rill_all(is_even), "------", .demand = -1);
  ck_marbles("-2---3|", rill_all(is_even), "---!");
}

TEST(all, passes_an_error_on) { ck_marbles("-2-#", rill_all(is_even), "---#"); }

TEST(all, fails_with_the_predicate) {
  ck_operator_fails(rill_all(square), RILL_ETYPE, "all", "bool");
  ck_marbles("-2-a-", rill_all(is_even), "---#");
}

TEST(all, refuses_to_have_no_predicate) {
  ck_operator_fails(rill_all(rill_no_fn()), RILL_EINVAL,
                    "rill_all: pred is NULL");
}
