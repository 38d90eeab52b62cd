/* SPDX-License-Identifier: MIT */
/* find: the first that holds, or none. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(find, gives_the_first_that_holds) {
  ck_marbles("-1-2-4-|", rill_find(is_even), "---(2|)");
  ck_marbles_stepwise("-1-2-4-|", rill_find(is_even), "---(2|)");
}

TEST(find, gives_none_if_there_is_none) {
  ck_marbles("-1-3-|", rill_find(is_even), "-----({none}|)");
  ck_marbles("-|", rill_find(is_even), "-({none}|)");
}

TEST(find, waits_to_be_asked) {
  ck_marbles_with("-|", rill_find(is_even), "-----", .demand = -1);
  ck_asking("-|", rill_find(is_even), "----({none}|)", {4, 1});
}

TEST(find, passes_an_error_on) {
  ck_marbles("-1-#", rill_find(is_even), "---#");
}

TEST(find, fails_with_the_predicate) {
  ck_operator_fails(rill_find(square), RILL_ETYPE, "find", "bool");
  ck_marbles("-a-", rill_find(is_even), "-#");
}

TEST(find, refuses_a_function_that_does_not_fit) {
  ck_operator_fails(rill_find(rill_no_fn()), RILL_EINVAL,
                    "rill_find: pred is NULL");
  rill_fn_t two = square;
  two.arity = 2;
  ck_operator_fails(rill_find(two), RILL_EINVAL,
                    "rill_find: pred takes 2 arguments (must take 1)");
}
