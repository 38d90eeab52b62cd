/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

TEST(range, counts_up) {
  ck_source(rill_range(3, 4), "(3456|)");
  ck_source(rill_range(7, 0), "|");
}

TEST(range, goes_up_to_the_largest_integer) {
  ck_source(rill_pipe(rill_range(INT64_MAX - 1, 2), rill_count()), "(2|)");
}

TEST(range, refuses_what_passes_the_largest_integer) {
  ck_fails(rill_range(INT64_MAX, 2), RILL_EINVAL, "rill_range: start ",
           "count 2 pass the largest integer");
  ck_fails(rill_range(1, -1), RILL_EINVAL,
           "rill_range: count is -1 (must be >= 0)");
}
