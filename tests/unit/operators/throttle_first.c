/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill/time.h>

TEST(throttle_first, drops_what_comes_within_the_span) {
  ck_marbles("-12---34---5-|",
             rill_throttle_first(4),
             "-1----3----5-|");
}

TEST(throttle_first, opens_again_on_the_last_tick) {
  ck_marbles("1-2-3-4-|", rill_throttle_first(4), "1---3---|");
  ck_marbles("(123)----|", rill_throttle_first(4), "1--------|");
}

TEST(throttle_first, counts_from_the_item_that_passed) {
  ck_asking("1-2-3-4-5|", rill_throttle_first(3), "--1--2--5|", {2, 1}, {5, 2});
}

TEST(throttle_first, forwards_an_error) {
  ck_marbles("-1-#", rill_throttle_first(9), "-1-#");
}

TEST(throttle_first, names_a_negative_span) {
  ck_operator_fails(rill_throttle_first(RILL_MS(-250)), RILL_EINVAL,
                    "rill_throttle_first", "span", "-250 ms");
}
