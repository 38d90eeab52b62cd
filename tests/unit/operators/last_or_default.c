/* SPDX-License-Identifier: MIT */
/* last_or_default: known at the end, and none is no error. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

static rill_operator_t *last_or_0(rill_fn_t pred) {
  return rill_last_or_default(rill_int(0), .pred = pred);
}

TEST(last_or_default, gives_the_last_item) {
  ck_marbles("-1-2-3-|", last_or_0(rill_no_fn()), "-------(3|)");
  ck_marbles("-1-2-3-|", last_or_0(is_even), "-------(2|)");
  ck_marbles_stepwise("-1-2-3-|", last_or_0(is_even), "-------(2|)");
}

TEST(last_or_default, gives_the_value_when_there_is_none) {
  ck_marbles("-1-3-|", last_or_0(is_even), "-----(0|)");
  ck_marbles("-|", last_or_0(rill_no_fn()), "-(0|)");
}

TEST(last_or_default, tells_an_item_of_none_from_no_item) {
  ck_marbles("1{none}|", last_or_0(rill_no_fn()), "-------({none}|)");
}

TEST(last_or_default, waits_to_be_asked) {
  ck_asking("-|", last_or_0(is_even), "----(0|)", {4, 1});
  ck_asking("12|", last_or_0(is_even), "----(2|)", {4, 1});
}

TEST(last_or_default, gives_the_value_in_each_run) {
  ck_source(rill_pipe(rill_empty(),
                      rill_last_or_default(rill_string("nothing")),
                      rill_repeat(2)),
            "({nothing}{nothing}|)");
}

TEST(last_or_default, passes_an_error_on) {
  ck_marbles("-2-#", last_or_0(is_even), "---#");
}

TEST(last_or_default, fails_with_the_predicate) {
  ck_operator_fails(last_or_0(square), RILL_ETYPE, "last_or_default", "bool");
  ck_marbles("-2-a-", last_or_0(is_even), "---#");
}

TEST(last_or_default, refuses_bad_arguments) {
  rill_fn_t two = square;
  two.arity = 2;
  ck_operator_fails(last_or_0(two), RILL_EINVAL,
                    "rill_last_or_default: the predicate takes 2 arguments");
  ck_operator_fails(
      rill_last_or_default(rill_fail(rill_error_new(7, "no value"))), 7,
      "rill_last_or_default: value is an error: no value");
}
