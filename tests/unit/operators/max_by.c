/* SPDX-License-Identifier: MIT */
/* max_by: all that tie. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(identity, int64_t, int64_t, x) { return x; }

static rill_value_t descending(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_value_compare(b, a));
}

TEST(max_by, gives_all_with_the_greatest_key) {
  ck_marbles("-1-2-3-4-|", rill_max_by(is_even), "---------([2,4]|)");
  ck_marbles_stepwise("-1-2-3-4-|", rill_max_by(is_even), "---------([2,4]|)");
  ck_marbles("(1234|)", rill_max_by(is_even), "([2,4]|)");
  ck_marbles("-2-3-1-|", rill_max_by(identity), "-------([3]|)");
}

TEST(max_by, of_nothing_gives_an_empty_list) {
  ck_marbles("--|", rill_max_by(is_even), "--([]|)");
}

TEST(max_by, compares_keys_as_it_is_told) {
  ck_marbles("-1-2-3-4-|", rill_max_by(is_even, rill_call(descending)),
             "---------([1,3]|)");
}

static rill_value_t first_letter(rill_value_t text, void *context) {
  (void) context;
  return rill_string_n(rill_as_string(text), 1);
}

#define BY_LETTER rill_max_by(rill_call(first_letter))

TEST(max_by, owns_keys_and_items) {
  ck_marbles("{bee}{ant}{ape}{bat}|", BY_LETTER, "@20:([{bee},{bat}]|)");
  ck_marbles("{bee}{ant}{ape}-----|", BY_LETTER, "@17:!");
}

TEST(max_by, fails_beyond_its_capacity) {
  ck_marbles("-2-2-|", rill_max_by(is_even, .capacity = 2), "-----([2,2]|)");
  ck_marbles("-2-2-2-|", rill_max_by(is_even, .capacity = 2), "-----#");
  ck_fails(rill_pipe(rill_of(rill_int(2), rill_int(2)),
                     rill_max_by(is_even, .capacity = 1)),
           RILL_EOVERFLOW, "rill_max_by: more than 1 ties");
}

TEST(max_by, passes_an_error_on) {
  ck_marbles("-1-#", rill_max_by(is_even), "---#");
}

TEST(max_by, waits_to_be_asked) {
  ck_marbles_with("12|", rill_max_by(is_even), "------", .demand = -1);
}

static rill_value_t spill(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) b;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

TEST(max_by, fails_with_its_functions) {
  ck_marbles("-1-a-", rill_max_by(is_even), "---#");
  ck_marbles("-1-2-|", rill_max_by(is_even, rill_call(spill)), "---#");
  ck_marbles("{ant}{ape}|",
             rill_max_by(rill_call(first_letter), rill_call(spill)), "-----#");
}

TEST(max_by, refuses_bad_arguments) {
  ck_operator_fails(rill_max_by(is_even, .capacity = -1), RILL_EINVAL,
                    "rill_max_by: capacity is -1 (must be >= 0)");
  ck_operator_fails(rill_max_by(rill_no_fn()), RILL_EINVAL,
                    "rill_max_by: key is NULL");
  ck_operator_fails(rill_max_by(is_even, .cmp = is_even), RILL_EINVAL,
                    "rill_max_by: cmp takes 1 arguments (must take 2)");
}
