/* SPDX-License-Identifier: MIT */
/* Maps: keys to values, in order of insertion. */
#include <stdlib.h>

#include <rill/memory.h>

#include "support/failing.h"
#include "support/values.h"

TEST(map, finds_what_was_put) {
  rill_value_t map = MAP(rill_string("a"), rill_int(1), rill_int(2),
                         rill_string("two"), rill_none(), rill_bool(true));
  rill_value_t key = rill_string("a");
  ck_assert_uint_eq(rill_map_length(map), 3);
  ck_assert_int_eq(rill_as_int(rill_map_get(map, key)), 1);
  ck_assert_str_eq(rill_as_string(rill_map_get(map, rill_double(2))), "two");
  ck_assert(rill_as_bool(rill_map_get(map, rill_none())));
  ck_assert(!rill_map_has(map, rill_int(3)));
  ck_assert(rill_is_none(rill_map_get(map, rill_int(3))));
  rill_value_unref(key);
  ck_value_text(map, "{\"a\": 1, 2: \"two\", none: true}");
}

TEST(map, of_equal_keys_the_last_counts_in_the_place_of_the_first) {
  ck_value_text(MAP(rill_int(1), rill_string("a"), rill_int(2),
                    rill_string("b"), rill_double(1), rill_string("c")),
                "{1: \"c\", 2: \"b\"}");
}

TEST(map, references_its_keys_and_values) {
  rill_value_t pair[] = {rill_string("a"), LIST(rill_int(1))};
  rill_value_t map = rill_map_of(pair, 1);
  rill_value_unref(pair[0]);
  rill_value_unref(pair[1]);
  ck_assert_live(&rill_string_type, 1);
  ck_assert_live(&rill_list_type, 1);
  ck_value_text(map, "{\"a\": [1]}");
}

TEST(map, may_be_empty) {
  rill_value_t map = rill_map_of(NULL, 0);
  rill_value_t key, value;
  ck_assert_uint_eq(rill_map_length(map), 0);
  ck_assert(!rill_map_has(map, rill_none()));
  ck_assert(!rill_map_at(map, 0, &key, &value));
  ck_value_text(map, "{}");
}

TEST(map, lists_its_pairs_in_order_of_insertion) {
  rill_value_t map = MAP(rill_int(9), rill_int(1), rill_int(3), rill_int(2));
  rill_value_t key, value;
  ck_assert(rill_map_at(map, 1, &key, &value));
  ck_assert_int_eq(rill_as_int(key), 3);
  ck_assert_int_eq(rill_as_int(value), 2);
  ck_assert(!rill_map_at(map, 2, &key, &value));
  rill_value_unref(map);
}

/* Keys 0, step, 2 step…; every third is put twice. */
static rill_value_t filled(size_t count, int64_t step, bool backwards) {
  rill_value_t *pairs = calloc(4 * count + 1, sizeof *pairs);
  size_t n = 0;
  for (size_t i = 0; i < count; i++) {
    int64_t k = (int64_t) (backwards ? count - 1 - i : i);
    for (int again = 0; again <= (k % 3 == 0); again++) {
      pairs[n++] = rill_int(k * step);
      pairs[n++] = rill_int(again ? k : -1);
      if (k % 3 != 0) pairs[n - 1] = rill_int(k);
    }
  }
  rill_value_t map = rill_map_of(pairs, n / 2);
  free(pairs);
  return map;
}

static void check_filled(rill_value_t map, size_t count, int64_t step) {
  ck_assert_uint_eq(rill_map_length(map), count);
  for (size_t i = 0; i < count; i++) {
    int64_t k = (int64_t) i;
    ck_assert_int_eq(rill_as_int(rill_map_get(map, rill_int(k * step))), k);
    if (step > 1) ck_assert(!rill_map_has(map, rill_int(k * step + 1)));
  }
  ck_assert(!rill_map_has(map, rill_int(-1)));
}

TEST(map, of_any_size_finds_all_and_nothing_else) {
  for (size_t count = 0; count < 40; count++) {
    rill_value_t map = filled(count, 1, false);
    check_filled(map, count, 1);
    rill_value_unref(map);
  }
  rill_value_t map = filled(100000, INT64_C(1) << 20, true);
  check_filled(map, 100000, INT64_C(1) << 20);
  rill_value_unref(map);
}

TEST(map, equality_does_not_ask_for_the_order) {
  for (size_t count = 0; count < 40; count++)
    ck_values_equal(filled(count, 7, false), filled(count, 7, true));
  ck_values_equal(
      MAP(rill_string("a"), rill_int(1), rill_string("b"), LIST(rill_int(2))),
      MAP(rill_string("b"), LIST(rill_int(2)), rill_string("a"), rill_int(0),
          rill_string("a"), rill_int(1)));
}

TEST(map, differs_by_key_value_or_length) {
  ck_values_ordered(MAP(rill_int(1), rill_int(1)),
                    MAP(rill_int(1), rill_int(2)));
  rill_value_t maps[] = {
      rill_map_of(NULL, 0), MAP(rill_int(1), rill_int(1)),
      MAP(rill_int(2), rill_int(1)),
      MAP(rill_int(1), rill_int(1), rill_int(2), rill_int(1)),
      MAP(rill_int(1), rill_int(1), rill_int(3), rill_int(1))};
  for (size_t i = 0; i < 5; i++)
    for (size_t j = 0; j < 5; j++) {
      ck_assert_int_eq(rill_value_equal(maps[i], maps[j]), i == j);
      ck_assert_int_eq(rill_value_compare(maps[i], maps[j]),
                       -rill_value_compare(maps[j], maps[i]));
    }
  for (size_t i = 0; i < 5; i++) rill_value_unref(maps[i]);
}

/* All keys in one run of the index, which ends at the last slot. */
static bool id_equal(const void *a, const void *b) {
  const int64_t *one = a, *two = b;
  return *one == *two;
}
static uint64_t id_hash(const void *payload) {
  (void) payload;
  return 7;
}
static const rill_type_t clash_type = {.name = "clash",
                                       .size = sizeof(int64_t),
                                       .equal = id_equal,
                                       .hash = id_hash};

TEST(map, keys_of_one_hash_are_told_apart) {
  enum { N = 300 };
  rill_value_t pairs[2 * N];
  for (int64_t i = 0; i < N; i++) {
    pairs[2 * i] = rill_box(&clash_type, &i);
    pairs[2 * i + 1] = rill_int(i);
  }
  rill_value_t map = rill_map_of(pairs, N);
  ck_assert_uint_eq(rill_map_length(map), N);
  for (int64_t i = 0; i < N; i++) {
    rill_value_t key = rill_box(&clash_type, &i);
    ck_assert_int_eq(rill_as_int(rill_map_get(map, key)), i);
    rill_value_unref(key);
    rill_value_unref(pairs[2 * i]);
  }
  rill_value_unref(map);
}

TEST(map, other_values_have_no_keys) {
  rill_value_t key, value;
  ck_assert_uint_eq(rill_map_length(rill_int(1)), 0);
  ck_assert(!rill_map_has(rill_int(1), rill_int(1)));
  ck_assert(!rill_map_at(rill_none(), 0, &key, &value));
}

TEST(map, is_one_allocation) {
  failing_start(0, FAILING_ONE);
  rill_value_t map = filled(1000, 1, false);
  ck_assert_uint_eq(failing_count(), 1);
  rill_value_unref(map);
  failing_stop();
}

TEST(map, refuses_null_and_what_no_memory_can_hold) {
  rill_value_t pair[2] = {rill_int(1), rill_int(2)};
  ck_value_fails(rill_map_of(NULL, 1), RILL_EINVAL);
  ck_value_fails(rill_map_of(pair, SIZE_MAX), RILL_ENOMEM);
  ck_value_fails(rill_map_of(pair, SIZE_MAX / 32 + 2), RILL_ENOMEM);
}

TEST(map, leaves_nothing_whichever_allocation_fails) {
  failing_each(FAILING_ONE) {
    rill_value_t map = MAP(rill_string("a"), LIST(rill_int(1)),
                           rill_string("a"), MAP(rill_int(1), rill_int(2)));
    rill_value_unref(map);
  }
}
