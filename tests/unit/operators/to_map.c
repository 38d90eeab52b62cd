/* SPDX-License-Identifier: MIT */
/* to_map: the last of a key. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(twice, int64_t, int64_t, x) { return 2 * x; }
RILL_MAP_FN(four_times, int64_t, int64_t, x) { return 4 * x; }

TEST(to_map, gathers_items_by_key) {
  ck_marbles("-1-2-|", rill_to_map(twice), "-----({{2: 1, 4: 2}}|)");
  ck_marbles_stepwise("-1-2-|", rill_to_map(twice), "-----({{2: 1, 4: 2}}|)");
  ck_marbles("--|", rill_to_map(twice), "--({{}}|)");
}

TEST(to_map, keeps_what_a_function_makes_of_each) {
  ck_marbles("-2-3-|", rill_to_map(twice, four_times),
             "-----({{4: 8, 6: 12}}|)");
}

TEST(to_map, keeps_the_last_of_equal_keys) {
  ck_marbles("-1-2-3-|", rill_to_map(is_even),
             "-------({{false: 3, true: 2}}|)");
}

static rill_value_t first_letter(rill_value_t text, void *context) {
  (void) context;
  return rill_string_n(rill_as_string(text), 1);
}

TEST(to_map, owns_keys_and_items) {
  rill_fn_t key = rill_call(first_letter);
  ck_marbles("{bee}{ant}{ape}|", rill_to_map(key),
             "@15:({{\"b\": \"bee\", \"a\": \"ape\"}}|)");
  ck_marbles("{bee}{ant}{ape}---|", rill_to_map(key), "@16:!");
}

TEST(to_map, fails_beyond_its_capacity) {
  ck_marbles("-1-2-3-|", rill_to_map(is_even, .capacity = 2),
             "-------({{false: 3, true: 2}}|)");
  ck_fails(rill_pipe(rill_range(1, 3), rill_to_map(twice, .capacity = 2)),
           RILL_EOVERFLOW, "rill_to_map: more than 2 keys");
}

TEST(to_map, passes_an_error_on) {
  ck_marbles("-1-#", rill_to_map(twice), "---#");
}

TEST(to_map, waits_to_be_asked) {
  ck_marbles_with("12|", rill_to_map(twice), "------", .demand = -1);
}

TEST(to_map, fails_with_its_functions) {
  ck_marbles("-1-a-", rill_to_map(twice), "---#");
  ck_marbles("-a-", rill_to_map(rill_call(first_letter), twice), "-#");
}

TEST(to_map, refuses_bad_arguments) {
  ck_operator_fails(rill_to_map(twice, .capacity = -1), RILL_EINVAL,
                    "rill_to_map: capacity is -1 (must be >= 0)");
  ck_operator_fails(rill_to_map(rill_no_fn()), RILL_EINVAL,
                    "rill_to_map: key is NULL");
}
