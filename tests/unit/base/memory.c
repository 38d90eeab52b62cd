/* SPDX-License-Identifier: MIT */
/* All memory goes through the allocator that is set. */
#include "base/memory.h"

#include <pthread.h>

#include "support/failing.h"
#include "support/values.h"

TEST(memory, a_custom_allocator_sees_every_request) {
  failing_start(0, FAILING_ONE);
  for (int i = 0; i < 10; i++) rill_value_unref(rill_string("small"));
  ck_assert_uint_eq(failing_count(), 10);
  ck_assert_uint_eq(failing_held(), 0);
  ck_assert(!failing_stop());
}

TEST(memory, no_allocator_restores_malloc) {
  failing_start(1, FAILING_FROM);
  failing_stop();
  ck_value_text(rill_string("a"), "a");
  ck_assert_uint_eq(failing_count(), 0);
}

TEST(memory, blocks_of_all_sizes_do_not_overlap) {
  enum { N = 600 };
  unsigned char *blocks[N];
  for (int round = 0; round < 3; round++) {
    for (size_t i = 0; i < N; i++) {
      blocks[i] = rill_allocate(i + 1);
      ck_assert_uint_eq((uintptr_t) blocks[i] % 16, 0);
      memset(blocks[i], (int) (i % 256), i + 1);
    }
    for (size_t i = 0; i < N; i++) {
      for (size_t j = 0; j <= i; j++) ck_assert_uint_eq(blocks[i][j], i % 256);
      rill_release(blocks[i], i + 1);
    }
  }
}

TEST(memory, zeroed_is_zero_also_when_it_was_used_before) {
  for (int i = 0; i < 2; i++) {
    unsigned char *block = rill_allocate_zeroed(64);
    for (size_t j = 0; j < 64; j++) ck_assert_uint_eq(block[j], 0);
    memset(block, 0xff, 64);
    rill_release(block, 64);
  }
}

TEST(memory, more_free_blocks_than_are_kept) {
  enum { N = 5000 };
  static void *blocks[N];
  for (int i = 0; i < N; i++) blocks[i] = rill_allocate(32);
  for (int i = 0; i < N; i++) rill_release(blocks[i], 32);
  for (int i = 0; i < N; i++) blocks[i] = rill_allocate(32);
  for (int i = 0; i < N; i++) rill_release(blocks[i], 32);
}

TEST(memory, releasing_nothing_is_allowed) { rill_release(NULL, 64); }

static void *churn(void *unused) {
  for (int i = 0; i < 1000; i++)
    rill_value_unref(rill_pair(rill_string("a"), rill_int(i)));
  return unused;
}

TEST(memory, each_thread_has_its_own_free_lists) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, churn, NULL);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
}

TEST(memory, a_zeroed_object_is_zero_behind_its_head) {
  static const rill_type_t type = {.name = "plain"};
  unsigned char *object = rill_object_new_zeroed(&type, 80);
  for (size_t i = sizeof(rill_object_t); i < 80; i++)
    ck_assert_uint_eq(object[i], 0);
  rill_unref(object);
}

TEST(memory, what_is_counted_by_hand_shows_among_the_living) {
  static const rill_type_t type = {.name = "handle"};
  rill_live_add(&type, 2);
  ck_assert_live(&type, 2);
  rill_live_add(&type, -2);
  ck_assert_live(&type, 0);
}

TEST(memory, the_failing_allocator_fails_where_it_is_told) {
  failing_start(2, FAILING_ONE);
  void *a = rill_allocate(8), *b = rill_allocate(8), *c = rill_allocate(8);
  ck_assert(a != NULL && b == NULL && c != NULL);
  ck_assert_uint_eq(failing_held(), 2);
  rill_release(a, 8);
  rill_release(c, 8);
  ck_assert(failing_stop());
  failing_start(2, FAILING_FROM);
  a = rill_allocate(8), b = rill_allocate(8), c = rill_allocate(8);
  ck_assert(a != NULL && b == NULL && c == NULL);
  rill_release(a, 8);
  ck_assert(failing_stop());
}

TEST(memory, each_allocation_fails_in_turn) {
  size_t runs = 0, failures = 0;
  failing_each(FAILING_ONE) {
    runs++;
    for (int i = 0; i < 3; i++) {
      void *block = rill_allocate(8);
      failures += block == NULL;
      rill_release(block, 8);
    }
  }
  ck_assert_uint_eq(runs, 4);
  ck_assert_uint_eq(failures, 3);
}
