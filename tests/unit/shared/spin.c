/* SPDX-License-Identifier: MIT */
#include "shared/spin.h"

#include <uv.h>

#include "check.h"

enum { TIME = 10000 }; /* nanoseconds */

struct looks {
  int count, there_at;
};

static bool look(const void *context) {
  struct looks *looks = (struct looks *) (uintptr_t) context;
  return ++looks->count == looks->there_at;
}

static bool is_alone(void) { return uv_available_parallelism() == 1; }

TEST(spin, looks_until_it_is_there) {
  rill_spin_t spin = {0};
  struct looks looks = {.there_at = 1};
  if (is_alone()) return;
  ck_assert(rill_spin_until(&spin, TIME, look, &looks));
  ck_assert_int_eq(looks.count, 1);
}

TEST(spin, gives_up_what_does_not_come) {
  rill_spin_t spin = {0};
  struct looks looks = {0};
  ck_assert(!rill_spin_until(&spin, TIME, look, &looks));
  ck_assert(is_alone() ? looks.count == 0 : looks.count > 0);
}

/* How many of `tries` looked. */
static int tries_that_look(rill_spin_t *spin, int tries) {
  int looked = 0;
  for (int i = 0; i < tries; i++) {
    struct looks looks = {0};
    rill_spin_until(spin, TIME, look, &looks);
    looked += looks.count > 0;
  }
  return looked;
}

TEST(spin, in_vain_it_looks_less_and_less_often) {
  rill_spin_t spin = {0};
  if (is_alone()) return;
  ck_assert_int_eq(tries_that_look(&spin, 1), 1);
  ck_assert_int_eq(tries_that_look(&spin, 2), 1);
  ck_assert_int_eq(tries_that_look(&spin, 4), 1);
  ck_assert_int_eq(tries_that_look(&spin, 8), 1);
  tries_that_look(&spin, 1000);
  ck_assert_int_eq(tries_that_look(&spin, 128), 1);
}

TEST(spin, once_it_was_there_it_looks_each_time) {
  rill_spin_t spin = {0};
  struct looks looks = {.there_at = 1};
  if (is_alone()) return;
  tries_that_look(&spin, 3);
  while (looks.count == 0) rill_spin_until(&spin, TIME, look, &looks);
  ck_assert_int_eq(tries_that_look(&spin, 1), 1);
}
