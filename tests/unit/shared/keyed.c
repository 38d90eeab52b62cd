/* SPDX-License-Identifier: MIT */
#include "shared/keyed.h"

#include "check.h"
#include "support/failing.h"

#include <rill/object.h>

static bool add(rill_keyed_t *keyed, rill_value_t key, uint32_t *place) {
  if (rill_keyed_add(keyed, key, rill_hash(key), place)) return true;
  rill_value_unref(key);
  return false;
}

static rill_keyed_entry_t *find(const rill_keyed_t *keyed, rill_value_t key) {
  return rill_keyed_find(keyed, key, rill_hash(key));
}

TEST(keyed, finds_a_key_where_it_was_put) {
  static int held[40000];
  rill_keyed_t keyed = {0};
  uint32_t place;
  for (int i = 0; i < 40000; i++) {
    ck_assert_ptr_null(find(&keyed, rill_int(i)));
    ck_assert(add(&keyed, rill_int(i), &place));
    rill_keyed_at(&keyed, place)->held = &held[i];
  }
  for (int i = 0; i < 40000; i++)
    ck_assert_ptr_eq(find(&keyed, rill_int(i))->held, &held[i]);
  ck_assert_ptr_eq(find(&keyed, rill_double(7))->held, &held[7]);
  ck_assert_uint_eq(keyed.count, 40000);
  rill_keyed_clear(&keyed);
  ck_assert_uint_eq(keyed.count, 0);
}

TEST(keyed, uses_a_place_again) {
  rill_keyed_t keyed = {0};
  uint32_t places[5];
  for (int i = 0; i < 5; i++) add(&keyed, rill_int(i), &places[i]);
  rill_keyed_remove(&keyed, places[1], rill_hash(rill_int(1)));
  rill_keyed_remove(&keyed, places[3], rill_hash(rill_int(3)));
  ck_assert_ptr_null(find(&keyed, rill_int(3)));
  uint32_t place, other;
  add(&keyed, rill_int(10), &place);
  add(&keyed, rill_int(11), &other);
  ck_assert_uint_eq(place, places[3]);
  ck_assert_uint_eq(other, places[1]);
  add(&keyed, rill_int(12), &place);
  ck_assert_uint_eq(place, 5);
  ck_assert_uint_eq(keyed.count, 6);
  rill_keyed_clear(&keyed);
}

/* 300 stands where 44 does. */
TEST(keyed, recalls_integers_that_came_lately) {
  rill_keyed_t keyed = {0};
  uint32_t places[3];
  const int keys[] = {44, 300, -1};
  for (int i = 0; i < 3; i++) {
    ck_assert(add(&keyed, rill_int(keys[i]), &places[i]));
    ck_assert_ptr_null(rill_keyed_recall(&keyed, rill_int(keys[i])));
  }
  for (int i = 0; i < 3; i++) {
    rill_keyed_entry_t *entry = find(&keyed, rill_int(keys[i]));
    rill_keyed_note(&keyed, entry);
    ck_assert_ptr_eq(rill_keyed_recall(&keyed, rill_int(keys[i])), entry);
  }
  ck_assert_ptr_null(rill_keyed_recall(&keyed, rill_int(44)));
  ck_assert_ptr_null(rill_keyed_recall(&keyed, rill_double(300)));
  rill_keyed_remove(&keyed, places[1], rill_hash(rill_int(300)));
  ck_assert_ptr_null(rill_keyed_recall(&keyed, rill_int(300)));
  rill_keyed_clear(&keyed);
}

TEST(keyed, recalls_nothing_when_there_are_many) {
  rill_keyed_t keyed = {0};
  uint32_t place;
  for (int i = 0; i < RILL_KEYED_FEW; i++) {
    ck_assert(add(&keyed, rill_int(i), &place));
    rill_keyed_note(&keyed, find(&keyed, rill_int(i)));
  }
  ck_assert_ptr_nonnull(
      rill_keyed_recall(&keyed, rill_int(RILL_KEYED_FEW - 1)));
  ck_assert(add(&keyed, rill_int(RILL_KEYED_FEW), &place));
  rill_keyed_note(&keyed, find(&keyed, rill_int(7)));
  ck_assert_ptr_null(rill_keyed_recall(&keyed, rill_int(7)));
  rill_keyed_clear(&keyed);
}

/* That all are dropped once is what the end of the test says. */
TEST(keyed, owns_its_keys) {
  failing_each(FAILING_ONE) {
    rill_keyed_t keyed = {0};
    uint32_t place;
    for (int i = 0; i < 50; i++) {
      rill_value_t key = rill_stringf("%d", i);
      uint64_t hash = rill_hash(key);
      if (key.kind == RILL_ERROR)
        rill_value_unref(key);
      else if (add(&keyed, key, &place) && i % 3 == 0)
        rill_keyed_remove(&keyed, place, hash);
    }
    rill_keyed_clear(&keyed);
  }
}
