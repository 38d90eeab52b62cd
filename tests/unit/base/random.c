/* SPDX-License-Identifier: MIT */
#include "base/random.h"

#include "check.h"

TEST(random, repeats_what_a_seed_has_given) {
  rill_random_t a, b;
  rill_random_init(&a, 42);
  rill_random_init(&b, 42);
  for (int i = 0; i < 100; i++)
    ck_assert_uint_eq(rill_random_next(&a), rill_random_next(&b));
}

/* The first numbers of splitmix64 as published. */
TEST(random, is_the_generator_it_says) {
  rill_random_t random;
  rill_random_init(&random, 1234567);
  ck_assert_uint_eq(rill_random_next(&random), UINT64_C(6457827717110365317));
  ck_assert_uint_eq(rill_random_next(&random), UINT64_C(3203168211198807973));
}

TEST(random, stays_between_the_bounds_and_reaches_them) {
  rill_random_t random;
  bool low = false, high = false;
  rill_random_init(&random, 1);
  for (int i = 0; i < 1000; i++) {
    int64_t x = rill_random_between(&random, -2, 3);
    ck_assert(x >= -2 && x <= 3);
    low = low || x == -2;
    high = high || x == 3;
  }
  ck_assert(low && high);
  ck_assert_int_eq(rill_random_between(&random, 5, 5), 5);
  ck_assert_int_eq(rill_random_between(&random, 5, 4), 5);
  rill_random_between(&random, INT64_MIN, INT64_MAX);
}
