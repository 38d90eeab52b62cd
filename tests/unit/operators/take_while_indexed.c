/* SPDX-License-Identifier: MIT */
/* take_while_indexed: as long as it is true of item and index. */
#include "support/indexed.h"
#include "support/marbles.h"

#include <rill.h>

static rill_operator_t *early(void) {
  return rill_take_while_indexed(rill_call(is_early));
}

TEST(take_while_indexed, completes_with_the_first_that_does_not_hold) {
  ck_marbles("-5-6-7-8-|", early(), "-5-6-|");
  ck_marbles_stepwise("-5-6-7-8-|", early(), "-5-6-|");
}

TEST(take_while_indexed, inclusive_passes_that_one_too) {
  ck_marbles("-5-6-7-8-|",
             rill_take_while_indexed(rill_call(is_early), .inclusive = true),
             "-5-6-(7|)");
}

TEST(take_while_indexed, ends_as_upstream_does) {
  ck_marbles("-5-|", early(), "-5-|");
  ck_marbles("-5-#", early(), "-5-#");
}

TEST(take_while_indexed, counts_anew_in_each_run) {
  ck_source(rill_pipe(rill_range(5, 3), early(), rill_repeat(2)), "(5656|)");
}

TEST(take_while_indexed, wants_a_bool) {
  ck_operator_fails(rill_take_while_indexed(rill_call(sum)), RILL_ETYPE,
                    "take_while_indexed", "bool", "int");
}

TEST(take_while_indexed, is_cancelled_from_inside_of_the_predicate) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 9),
                                               rill_take_while_indexed(f))),
                   "");
}

TEST(take_while_indexed, refuses_a_function_that_does_not_fit) {
  ck_operator_fails(rill_take_while_indexed(rill_no_fn()), RILL_EINVAL,
                    "rill_take_while_indexed: pred is NULL");
  rill_fn_t one = rill_call(sum);
  one.arity = 1;
  ck_operator_fails(rill_take_while_indexed(one), RILL_EINVAL,
                    "rill_take_while_indexed: pred takes 1 arguments "
                    "(must take 2)");
}
