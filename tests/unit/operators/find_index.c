/* SPDX-License-Identifier: MIT */
/* find_index: where the first is that holds. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(find_index, gives_the_index_of_the_first_that_holds) {
  ck_marbles("-2-4-|", rill_find_index(is_even), "-(0|)");
  ck_marbles("-1-3-4-6|", rill_find_index(is_even), "-----(2|)");
  ck_marbles_stepwise("-1-3-4-6|", rill_find_index(is_even), "-----(2|)");
}

TEST(find_index, is_below_0_if_there_is_none) {
  ck_marbles("-1-3-|", rill_find_index(is_even), "-----({-1}|)");
  ck_marbles("-|", rill_find_index(is_even), "-({-1}|)");
  ck_asking("-|", rill_find_index(is_even), "----({-1}|)", {4, 1});
}

static rill_value_t add(rill_value_t request, void *context) {
  *(int64_t *) context += rill_as_int(request);
  return rill_none();
}

TEST(find_index, asks_for_one_item_whatever_is_asked) {
  int64_t asked = 0;
  probe_t probe = {0};
  rill_operator_t *look =
      rill_do(.request = rill_call_with(add, rill_borrow(&asked)));
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 9), look,
                                               rill_find_index(is_even))),
                   "1 |");
  ck_assert_int_eq(asked, 1);
}

RILL_FILTER_FN(is_far, int64_t, x) { return x >= 70000; }

TEST(find_index, counts_from_batch_to_batch) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 100000),
                                               rill_find_index(is_far))),
                   "69999 |");
}

TEST(find_index, counts_anew_in_each_run) {
  ck_source(
      rill_pipe(rill_range(1, 3), rill_find_index(is_even), rill_repeat(2)),
      "(11|)");
}

TEST(find_index, passes_an_error_on) {
  ck_marbles("-1-#", rill_find_index(is_even), "---#");
}

TEST(find_index, fails_with_the_predicate) {
  ck_operator_fails(rill_find_index(square), RILL_ETYPE, "find_index", "bool");
  ck_marbles("-1-a-", rill_find_index(is_even), "---#");
}

static rill_value_t cancels(rill_value_t item, void *context) {
  (void) item;
  rill_cancel(((probe_t *) context)->subscription);
  return rill_bool(true);
}

TEST(find_index, is_cancelled_from_inside_of_the_predicate) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 9), rill_find_index(f))), "");
}

TEST(find_index, refuses_a_function_that_does_not_fit) {
  ck_operator_fails(rill_find_index(rill_no_fn()), RILL_EINVAL,
                    "rill_find_index: pred is NULL");
}
