/* SPDX-License-Identifier: MIT */
/* skip: without the first few. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(skip, drops_the_first_n) {
  ck_marbles("-1-2-3-4-|", rill_skip(2), "-----3-4-|");
  ck_marbles_stepwise("-1-2-3-4-|", rill_skip(2), "-----3-4-|");
}

TEST(skip, of_nothing_passes_all) {
  ck_marbles("(12)3|", rill_skip(0), "(12)3|");
}

TEST(skip, of_more_than_there_are_gives_nothing) {
  ck_marbles("-1-2-|", rill_skip(9), "-----|");
  ck_marbles("-1-2-|", rill_skip(INT64_MAX), "-----|");
}

TEST(skip, passes_an_error_on) { ck_marbles("-1-#", rill_skip(2), "---#"); }

TEST(skip, uses_no_demand_for_what_it_drops) {
  ck_marbles_with("123456|", rill_skip(3), "---4-------", .demand = 1);
}

TEST(skip, counts_through_batches_of_kernels) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(0, 1000), rill_map(square),
                                  rill_skip(998), rill_map(square))),
      "992023968016 996005996001 |");
}

TEST(skip, refuses_a_negative_count) {
  ck_operator_fails(rill_skip(-2), RILL_EINVAL,
                    "rill_skip: count is -2 (must be >= 0)");
}
