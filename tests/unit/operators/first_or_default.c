/* SPDX-License-Identifier: MIT */
/* first_or_default: one item is enough, and none is no error. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

static rill_operator_t *first_or_0(rill_fn_t pred) {
  return rill_first_or_default(rill_int(0), .pred = pred);
}

TEST(first_or_default, gives_the_first_item) {
  ck_marbles("-1-2-3-|", first_or_0(rill_no_fn()), "-(1|)");
  ck_marbles("-1-2-3-|", first_or_0(is_even), "---(2|)");
  ck_marbles_stepwise("-1-2-3-|", first_or_0(is_even), "---(2|)");
}

TEST(first_or_default, gives_the_value_when_there_is_none) {
  ck_marbles("-1-3-|", first_or_0(is_even), "-----(0|)");
  ck_marbles("-|", first_or_0(rill_no_fn()), "-(0|)");
  ck_marbles("-|", rill_first_or_default(rill_none()), "-({none}|)");
}

TEST(first_or_default, holds_the_value_until_it_is_asked_for) {
  ck_marbles_with("-|", first_or_0(rill_no_fn()), "-----", .demand = -1);
  ck_asking("-|", first_or_0(is_even), "----(0|)", {4, 1});
}

TEST(first_or_default, gives_the_value_in_each_run) {
  ck_source(rill_pipe(rill_empty(),
                      rill_first_or_default(rill_string("nothing")),
                      rill_repeat(2)),
            "({nothing}{nothing}|)");
}

TEST(first_or_default, passes_an_error_on) {
  ck_marbles("-1-#", first_or_0(is_even), "---#");
}

TEST(first_or_default, fails_with_the_predicate) {
  ck_operator_fails(first_or_0(square), RILL_ETYPE, "first_or_default", "bool");
  ck_marbles("-a-", first_or_0(is_even), "-#");
}

TEST(first_or_default, refuses_bad_arguments) {
  rill_fn_t two = square;
  two.arity = 2;
  ck_operator_fails(first_or_0(two), RILL_EINVAL,
                    "rill_first_or_default: the predicate takes 2 arguments");
  ck_operator_fails(
      rill_first_or_default(rill_fail(rill_error_new(7, "no value"))), 7,
      "rill_first_or_default: value is an error: no value");
}
