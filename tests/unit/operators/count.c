/* SPDX-License-Identifier: MIT */
/* count: how many. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(count, counts_the_items) {
  ck_marbles("-1-2-3-|", rill_count(), "-------(3|)");
  ck_marbles_stepwise("-1-2-3-|", rill_count(), "-------(3|)");
  ck_marbles("--|", rill_count(), "--(0|)");
}

TEST(count, counts_those_that_hold) {
  ck_marbles("-1-2-3-|", rill_count(is_even), "-------(1|)");
}

TEST(count, counts_batches) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(0, 1000001),
                                               rill_map(square),
                                               rill_count(is_even))),
                   "500001 |");
}

TEST(count, passes_an_error_on) { ck_marbles("-1-#", rill_count(), "---#"); }

TEST(count, fails_with_the_predicate) {
  ck_operator_fails(rill_count(square), RILL_ETYPE, "count", "bool");
}
