/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(map_to, gives_one_value_for_each_item) {
  ck_marbles("-1-a-#", rill_map_to(rill_int(7)), "-7-7-#");
  ck_marbles("-|", rill_map_to(rill_int(7)), "-|");
  ck_marbles_stepwise("(123|)", rill_map_to(rill_string("x")), "(xxx|)");
}

TEST(map_to, stands_in_a_row_of_kernels) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 6), rill_map(square),
                                  rill_map_to(rill_string("x")), rill_take(5))),
      "x x x x x |");
}

TEST(map_to, the_value_may_be_nothing) {
  ck_marbles("-1-|", rill_map_to(rill_none()), "-{none}-@3:|");
}

TEST(map_to, refuses_an_error) {
  ck_operator_fails(rill_map_to(rill_fail(rill_error_new(7, "spilt"))), 7,
                    "rill_map_to", "value is an error", "spilt");
}
