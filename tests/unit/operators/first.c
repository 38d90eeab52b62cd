/* SPDX-License-Identifier: MIT */
/* first: one item is enough. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(first, gives_the_first_item) {
  ck_marbles("-1-2-3-|", rill_first(), "-(1|)");
  ck_marbles_stepwise("-1-2-3-|", rill_first(), "-(1|)");
}

TEST(first, gives_the_first_that_holds) {
  ck_marbles("-1-2-3-|", rill_first(is_even), "---(2|)");
  ck_marbles_stepwise("-1-2-3-|", rill_first(is_even), "---(2|)");
}

TEST(first, fails_when_there_is_none) {
  ck_marbles("-1-3-|", rill_first(is_even), "-----#");
  ck_fails(rill_pipe(rill_empty(), rill_first()), RILL_EEMPTY,
           "rill_first: the stream ended without an item");
}

TEST(first, passes_an_error_on) {
  ck_marbles("-1-#", rill_first(is_even), "---#");
}

TEST(first, fails_with_the_predicate) {
  ck_operator_fails(rill_first(square), RILL_ETYPE, "first", "bool");
  ck_marbles("-a-", rill_first(is_even), "-#");
}

static rill_value_t add(rill_value_t request, void *context) {
  *(int64_t *) context += rill_as_int(request);
  return rill_none();
}

TEST(first, asks_for_one_item_whatever_is_asked) {
  int64_t asked = 0;
  probe_t probe = {0};
  rill_operator_t *look =
      rill_do(.request = rill_call_with(add, rill_borrow(&asked)));
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 9), look, rill_first(is_even))),
      "2 |");
  ck_assert_int_eq(asked, 1);
}

TEST(first, refuses_a_function_that_does_not_fit) {
  rill_fn_t two = {.as = {NULL}, .arity = 2};
  two.as.call1 = square.as.call1;
  ck_operator_fails(rill_first(two), RILL_EINVAL,
                    "rill_first: the predicate takes 2 arguments");
}
