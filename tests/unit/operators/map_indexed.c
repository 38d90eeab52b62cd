/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

RILL_FOLD_FN(add, int64_t, int64_t, a, b) { return a + b; }

static rill_value_t no_third(rill_value_t x, rill_value_t index,
                             void *context) {
  (void) context;
  if (rill_as_int(index) < 2) return rill_value_ref(x);
  return rill_fail(rill_error_new(3, "no third"));
}

TEST(map_indexed, counts_from_zero) {
  ck_marbles("-5-5-5-|", rill_map_indexed(add), "-5-6-7-|");
  ck_marbles_stepwise("(555|)", rill_map_indexed(add), "(567|)");
  ck_marbles("|", rill_map_indexed(add), "|");
  ck_marbles("-5-#", rill_map_indexed(add), "-5-#");
}

TEST(map_indexed, counts_anew_in_each_run) {
  ck_marbles("-5-5-|", rill_compose(rill_map_indexed(add), rill_repeat(2)),
             "-5-6--5-6-|");
}

TEST(map_indexed, fails_with_the_function) {
  ck_marbles("-a-b-c-|", rill_map_indexed(rill_call(no_third)), "-a-b-#");
}

TEST(map_indexed, passes_counted_values) {
  ck_marbles("-a-b-|", rill_map_indexed(rill_call(no_third)), "-a-b-|");
}

TEST(map_indexed, refuses_a_wrong_function) {
  ck_operator_fails(rill_map_indexed(rill_no_fn()), RILL_EINVAL,
                    "rill_map_indexed", "function is NULL");
}
