/* SPDX-License-Identifier: MIT */
/* to_multimap: all of a key. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(to_multimap, gathers_lists_by_key) {
  ck_marbles("-1-2-3-|", rill_to_multimap(is_even),
             "-------({{false: [1, 3], true: [2]}}|)");
  ck_marbles_stepwise("-1-2-3-|", rill_to_multimap(is_even),
                      "-------({{false: [1, 3], true: [2]}}|)");
  ck_marbles("--|", rill_to_multimap(is_even), "--({{}}|)");
}

TEST(to_multimap, keeps_what_a_function_makes_of_each) {
  ck_marbles("-1-2-3-|", rill_to_multimap(is_even, square),
             "-------({{false: [1, 9], true: [4]}}|)");
}

static rill_value_t first_letter(rill_value_t text, void *context) {
  (void) context;
  return rill_string_n(rill_as_string(text), 1);
}

TEST(to_multimap, owns_keys_and_items) {
  rill_fn_t key = rill_call(first_letter);
  ck_marbles("{bee}{ant}{ape}|", rill_to_multimap(key),
             "@15:({{\"b\": [\"bee\"], \"a\": [\"ant\", \"ape\"]}}|)");
  ck_marbles("{bee}{ant}{ape}---|", rill_to_multimap(key), "@16:!");
}

static rill_value_t modulo(rill_value_t item, void *context) {
  (void) context;
  return rill_int(rill_as_int(item) % 1000);
}

static rill_value_t sizes(rill_value_t map, void *context) {
  rill_value_t key, list;
  size_t sum = 0, count = rill_map_length(map);
  (void) context;
  for (size_t i = 0; i < count; i++) {
    rill_map_at(map, i, &key, &list);
    sum += rill_list_length(list);
  }
  return rill_pair(rill_int((int64_t) count), rill_int((int64_t) sum));
}

TEST(to_multimap, has_many_lists) {
  probe_t probe = {0};
  rill_observable_t *flow =
      rill_pipe(rill_range(0, 100000), rill_to_multimap(rill_call(modulo)),
                rill_map(rill_call(sizes)));
  ck_assert_str_eq(probe_run(&probe, flow), "[1000, 100000] |");
}

TEST(to_multimap, fails_beyond_its_capacity) {
  ck_marbles("-1-2-|", rill_to_multimap(is_even, .capacity = 2),
             "-----({{false: [1], true: [2]}}|)");
  ck_fails(
      rill_pipe(rill_range(1, 3), rill_to_multimap(is_even, .capacity = 2)),
      RILL_EOVERFLOW, "rill_to_multimap: more than 2 items");
}

TEST(to_multimap, passes_an_error_on) {
  ck_marbles("-1-#", rill_to_multimap(is_even), "---#");
}

TEST(to_multimap, waits_to_be_asked) {
  ck_marbles_with("12|", rill_to_multimap(is_even), "------", .demand = -1);
}

TEST(to_multimap, fails_with_its_functions) {
  ck_marbles("-1-a-", rill_to_multimap(is_even), "---#");
  ck_marbles("-a-", rill_to_multimap(rill_call(first_letter), square), "-#");
}

TEST(to_multimap, refuses_bad_arguments) {
  ck_operator_fails(rill_to_multimap(is_even, .capacity = -1), RILL_EINVAL,
                    "rill_to_multimap: capacity is -1 (must be >= 0)");
  ck_operator_fails(rill_to_multimap(rill_no_fn()), RILL_EINVAL,
                    "rill_to_multimap: key is NULL");
}
