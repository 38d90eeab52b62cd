/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }

static rill_value_t fails(rill_value_t x, void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "not %d", (int) rill_as_int(x)));
}

static rill_value_t answers_5(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_int(5);
}

TEST(filter, passes_what_the_predicate_likes) {
  ck_marbles("-1-2-3-4-|", rill_filter(is_even), "---2---4-|");
}

TEST(filter, dropped_items_use_up_no_demand) {
  ck_marbles_stepwise("-1-2-3-4-|", rill_filter(is_even), "---2---4-|");
}

TEST(filter, ends_with_the_failure_of_the_predicate) {
  ck_operator_fails(rill_filter(rill_call(fails)), 7, "not 1", "(filter)");
}

TEST(filter, wants_a_bool) {
  ck_operator_fails(rill_filter(rill_call(answers_5)), RILL_ETYPE,
                    "filter: the item is int 5, not bool");
}
