/* SPDX-License-Identifier: MIT */
/* single_or_default: one item, or none. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

static rill_operator_t *single_or_0(rill_fn_t pred) {
  return rill_single_or_default(rill_int(0), .pred = pred);
}

TEST(single_or_default, gives_the_only_item_at_the_end) {
  ck_marbles("-1---|", single_or_0(rill_no_fn()), "-----(1|)");
  ck_marbles("-1-2-3-|", single_or_0(is_even), "-------(2|)");
  ck_marbles_stepwise("-1-2-3-|", single_or_0(is_even), "-------(2|)");
}

TEST(single_or_default, gives_the_value_when_there_is_none) {
  ck_marbles("-1-3-|", single_or_0(is_even), "-----(0|)");
  ck_marbles("-|", single_or_0(rill_no_fn()), "-(0|)");
  ck_asking("-|", single_or_0(is_even), "----(0|)", {4, 1});
}

TEST(single_or_default, fails_at_the_second_at_once) {
  ck_marbles("-1-2-3-4---|", single_or_0(is_even), "-------#");
  ck_fails(rill_pipe(rill_range(5, 9), single_or_0(rill_no_fn())), RILL_ERANGE,
           "rill_single_or_default: a second item came: 6");
}

TEST(single_or_default, passes_an_error_on) {
  ck_marbles("-2-#", single_or_0(is_even), "---#");
}

TEST(single_or_default, fails_with_the_predicate) {
  ck_operator_fails(single_or_0(square), RILL_ETYPE, "single_or_default",
                    "bool");
}

TEST(single_or_default, refuses_bad_arguments) {
  rill_fn_t two = square;
  two.arity = 2;
  ck_operator_fails(single_or_0(two), RILL_EINVAL,
                    "rill_single_or_default: the predicate takes 2 arguments");
  ck_operator_fails(
      rill_single_or_default(rill_fail(rill_error_new(7, "no value"))), 7,
      "rill_single_or_default: value is an error: no value");
}
