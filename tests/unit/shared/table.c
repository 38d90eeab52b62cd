/* SPDX-License-Identifier: MIT */
#include "shared/table.h"

#include "check.h"
#include "support/failing.h"

static uint64_t spread(uint32_t number) {
  return number * 0x9e3779b97f4a7c15u;
}

static bool has(const rill_table_t *table, uint64_t hash, uint32_t number) {
  rill_table_at_t at = rill_table_find(table, hash);
  while (rill_table_is(&at) && at.number != number) rill_table_next(table, &at);
  return rill_table_is(&at);
}

static size_t count(const rill_table_t *table, uint64_t hash) {
  size_t found = 0;
  rill_table_at_t at = rill_table_find(table, hash);
  for (; rill_table_is(&at); rill_table_next(table, &at)) found++;
  return found;
}

/* The latest entries of a large table are written later. */
TEST(table, finds_what_was_added_this_moment) {
  rill_table_t table = {0};
  for (uint32_t i = 0; i < 100000; i++) {
    ck_assert(!has(&table, spread(i), i));
    ck_assert(rill_table_add(&table, spread(i), i));
    ck_assert(has(&table, spread(i), i));
    ck_assert(has(&table, spread(i / 2), i / 2));
  }
  for (uint32_t i = 0; i < 100000; i++) ck_assert(has(&table, spread(i), i));
  rill_table_clear(&table);
}

TEST(table, forgets_what_was_taken_out) {
  rill_table_t table = {0};
  for (uint32_t i = 0; i < 50000; i++) rill_table_add(&table, spread(i), i);
  rill_table_remove(&table, spread(49999), 49999);
  for (uint32_t i = 0; i < 50000; i += 2)
    rill_table_remove(&table, spread(i), i);
  for (uint32_t i = 0; i < 49999; i++)
    ck_assert(has(&table, spread(i), i) == (i % 2 == 1));
  ck_assert(!has(&table, spread(49999), 49999));
  ck_assert_uint_eq(table.count, 24999);
  rill_table_clear(&table);
}

TEST(table, keeps_all_of_one_hash) {
  rill_table_t table = {0};
  for (uint32_t i = 0; i < 20000; i++) rill_table_add(&table, spread(i), i);
  for (uint32_t i = 1; i <= 10; i++) rill_table_add(&table, spread(7), i << 20);
  ck_assert_uint_eq(count(&table, spread(7)), 11);
  rill_table_remove(&table, spread(7), 3 << 20);
  ck_assert_uint_eq(count(&table, spread(7)), 10);
  ck_assert(!has(&table, spread(7), 3 << 20));
  rill_table_clear(&table);
}

/* They fill their part of the table, and go on in another. */
TEST(table, finds_many_of_one_home) {
  enum { ALL = 300 };
  for (uint64_t home = 0; home < 16; home++) {
    rill_table_t table = {0};
    for (uint32_t i = 0; i < ALL; i++)
      ck_assert(rill_table_add(&table, ((uint64_t) i << 16 | home) << 32, i));
    for (uint32_t i = 0; i < ALL; i += 3)
      rill_table_remove(&table, ((uint64_t) i << 16 | home) << 32, i);
    for (uint32_t i = 0; i < ALL; i++)
      ck_assert(has(&table, ((uint64_t) i << 16 | home) << 32, i) ==
                (i % 3 != 0));
    rill_table_clear(&table);
  }
}

TEST(table, stays_as_it_was_without_memory) {
  failing_each(FAILING_ONE) {
    rill_table_t table = {0};
    uint32_t added = 0;
    while (added < 1000 && rill_table_add(&table, spread(added), added))
      added++;
    ck_assert_uint_eq(table.count, added);
    for (uint32_t i = 0; i < added; i++) ck_assert(has(&table, spread(i), i));
    rill_table_clear(&table);
  }
}
