/* SPDX-License-Identifier: MIT */
#include "io/chunks.h"

#include <rill.h>
#include <uv.h>

#include "check.h"
#include "support/failing.h"

TEST(chunks, one_that_is_free_is_used_again) {
  rill_chunks_t *chunks = rill_chunks_new(100);
  void *one = rill_chunks_take(chunks), *other = rill_chunks_take(chunks);
  ck_assert_ptr_ne(one, other);
  rill_chunks_give(one);
  ck_assert_ptr_eq(rill_chunks_take(chunks), one);
  rill_chunks_give(one);
  rill_chunks_give(other);
  rill_chunks_close(chunks);
}

TEST(chunks, much_is_not_copied_and_little_is) {
  rill_chunks_t *chunks = rill_chunks_new(100);
  void *one = rill_chunks_take(chunks);
  memset(one, 'x', 100);
  rill_value_t much = rill_chunks_bytes(one, 51);
  ck_assert_ptr_eq(rill_as_bytes(much, NULL), one);
  void *other = rill_chunks_take(chunks);
  rill_value_t little = rill_chunks_bytes(other, 50);
  ck_assert_ptr_ne(rill_as_bytes(little, NULL), other);
  ck_assert_ptr_eq(rill_chunks_take(chunks), other);
  rill_value_unref(little);
  rill_value_unref(much);
  ck_assert_ptr_eq(rill_chunks_take(chunks), one);
  rill_chunks_give(one);
  rill_chunks_give(other);
  rill_chunks_close(chunks);
}

TEST(chunks, those_that_come_back_late_are_freed) {
  failing_start(0, FAILING_ONE);
  rill_chunks_t *chunks = rill_chunks_new(100);
  void *all[10];
  for (int i = 0; i < 10; i++) all[i] = rill_chunks_take(chunks);
  for (int i = 0; i < 8; i++) rill_chunks_give(all[i]);
  rill_chunks_close(chunks);
  ck_assert_uint_eq(failing_held(), 3); /* itself and two chunks */
  rill_chunks_give(all[8]);
  ck_assert_uint_eq(failing_held(), 2);
  rill_chunks_give(all[9]);
  ck_assert_uint_eq(failing_held(), 0);
  failing_stop();
}

static void give_back(void *data) {
  void **all = data;
  for (int i = 0; i < 1000; i++) rill_chunks_give(all[i]);
}

TEST(chunks, come_back_from_another_thread) {
  static void *all[1000];
  uv_thread_t thread;
  rill_chunks_t *chunks = rill_chunks_new(16);
  for (int i = 0; i < 1000; i++) all[i] = rill_chunks_take(chunks);
  uv_thread_create(&thread, give_back, all);
  for (int i = 0; i < 1000; i++) rill_chunks_give(rill_chunks_take(chunks));
  rill_chunks_close(chunks);
  uv_thread_join(&thread);
}
