/* SPDX-License-Identifier: MIT */
/* take_while: as long as it is true. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(take_while, completes_with_the_first_that_does_not_hold) {
  ck_marbles("-2-4-5-6-|", rill_take_while(is_even), "-2-4-|");
  ck_marbles_stepwise("-2-4-5-6-|", rill_take_while(is_even), "-2-4-|");
}

TEST(take_while, inclusive_passes_that_one_too) {
  ck_marbles("-2-4-5-6-|", rill_take_while(is_even, .inclusive = true),
             "-2-4-(5|)");
}

TEST(take_while, completes_with_upstream) {
  ck_marbles("-2-4-|", rill_take_while(is_even), "-2-4-|");
  ck_marbles("-2-4-#", rill_take_while(is_even), "-2-4-#");
}

TEST(take_while, fails_with_the_predicate) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_just(rill_string("no number")),
                              rill_take_while(is_even)));
  ck_assert_int_eq(probe.error_code, RILL_ETYPE);
  ck_operator_fails(rill_take_while(square), RILL_ETYPE,
                    "take_while", "bool", "int");
}

static rill_value_t cancels(rill_value_t x, void *context) {
  (void) x;
  rill_cancel(((probe_t *) context)->subscription);
  return rill_bool(true);
}

TEST(take_while, is_cancelled_from_inside_of_the_predicate) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 9), rill_take_while(f))), "");
}

TEST(take_while, refuses_no_predicate) {
  ck_operator_fails(rill_take_while(rill_no_fn()), RILL_EINVAL,
                    "rill_take_while: the function is NULL");
}
