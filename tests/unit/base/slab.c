/* SPDX-License-Identifier: MIT */
/* slab: what the free lists of all threads are filled from. */
#include "base/slab.h"

#include <pthread.h>

#include "base/memory.h"
#include "support/failing.h"
#include "support/values.h"

enum {
  MILLION = 1000000,
  INDEX = 64 / RILL_SLAB_STEP - 1, /* of blocks of 64 bytes */
  RESERVE_AT_MOST = 512            /* slabs; they are of 16 KiB */
};

static size_t length(const rill_slot_t *list) {
  size_t count = 0;
  for (; list != NULL; list = list->next) count++;
  return count;
}

/* `count` blocks of 64 bytes in one list. */
static rill_slot_t *take(size_t count) {
  rill_slot_t *list = NULL;
  while (count > 0) {
    uint32_t wanted = count < 100 ? (uint32_t) count : 100, got;
    rill_slot_t *more = rill_slab_take(INDEX, wanted, &got), *last = more;
    ck_assert_uint_eq(got, wanted);
    while (last->next != NULL) last = last->next;
    last->next = list;
    list = more;
    count -= got;
  }
  return list;
}

TEST(slab, gives_as_many_blocks_as_were_asked_for) {
  uint32_t count;
  rill_slot_t *list = rill_slab_take(INDEX, 7, &count);
  ck_assert_uint_eq(count, 7);
  ck_assert_uint_eq(length(list), 7);
  ck_assert(rill_slab_owns(list));
  rill_slab_give(INDEX, list);
}

TEST(slab, a_block_is_as_large_as_what_it_is_taken_for_and_little_larger) {
  for (size_t size = 1; size <= RILL_SLAB_LARGEST; size++) {
    size_t index = rill_slab_index(size), got = rill_slab_size(index);
    ck_assert_uint_lt(index, RILL_SLAB_SIZES);
    ck_assert_uint_ge(got, size);
    ck_assert_uint_lt(got - size, size <= 256 ? 16 : 64);
  }
  ck_assert_uint_ge(rill_slab_index(RILL_SLAB_LARGEST + 1), RILL_SLAB_SIZES);
}

TEST(slab, blocks_do_not_overlap) {
  for (size_t index = 0; index < RILL_SLAB_SIZES; index++) {
    size_t size = rill_slab_size(index), i = 0;
    uint32_t count;
    rill_slot_t *list = rill_slab_take(index, 3000, &count), *next;
    unsigned char *blocks[3000];
    for (rill_slot_t *slot = list; slot != NULL; slot = next) {
      next = slot->next;
      blocks[i] = memset(slot, (int) (i % 251), size);
      i++;
    }
    ck_assert_uint_eq(i, 3000);
    for (i = 0; i < 3000; i++) {
      ck_assert_uint_eq((uintptr_t) blocks[i] % 16, 0);
      ck_assert_uint_eq(blocks[i][0], i % 251);
      ck_assert_uint_eq(blocks[i][size - 1], i % 251);
    }
    for (i = 0; i < 3000; i++) {
      rill_slot_t *slot = (rill_slot_t *) (void *) blocks[i];
      slot->next = NULL;
      rill_slab_give(index, slot);
    }
  }
}

TEST(slab, a_million_blocks_go_back_but_for_a_reserve) {
  rill_slot_t *list = take(MILLION);
  ck_assert_uint_ge(rill_slab_count(), MILLION / 256);
  rill_slab_give(INDEX, list);
  ck_assert_uint_le(rill_slab_count(), RESERVE_AT_MOST);
}

TEST(slab, the_reserve_goes_back_too) {
  rill_slab_trim();
  size_t before = rill_slab_count();
  rill_slab_give(INDEX, take(10000));
  ck_assert_uint_gt(rill_slab_count(), before);
  rill_slab_trim();
  ck_assert_uint_eq(rill_slab_count(), before);
}

TEST(slab, one_block_keeps_its_slab) {
  rill_slot_t *list = take(10000);
  rill_slot_t *rest = list->next;
  list->next = NULL;
  rill_slab_give(INDEX, rest);
  memset(list, 0xa5, 64);
  rill_slab_trim();
  ck_assert(rill_slab_owns(list));
  ck_assert_uint_eq(((unsigned char *) list)[63], 0xa5);
  list->next = NULL;
  rill_slab_give(INDEX, list);
}

TEST(slab, knows_what_is_none_of_its_blocks) {
  int here = 0;
  ck_assert(!rill_slab_owns(&here));
  ck_assert(!rill_slab_owns(NULL));
  rill_slot_t *block = take(1);
  ck_assert(rill_slab_owns(block));
  /* The last bytes of the page are none of the slab's. */
  ck_assert(!rill_slab_owns((char *) ((uintptr_t) block | 16383)));
  rill_slab_give(INDEX, block);
}

/* --- Threads -------------------------------------------------------------- */

enum { THREADS = 4, ROUNDS = 500, BATCH = 64 };
static rill_slot_t *handed[THREADS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Takes blocks, and gives back those of the thread before. */
static void *pass_on(void *number) {
  size_t me = *(size_t *) number;
  for (int i = 0; i < ROUNDS; i++) {
    uint32_t count;
    rill_slot_t *mine = rill_slab_take(INDEX, BATCH, &count);
    for (rill_slot_t *slot = mine; slot != NULL; slot = slot->next)
      memset(slot + 1, (int) me, 64 - sizeof *slot);
    pthread_mutex_lock(&lock);
    rill_slot_t *other = handed[me];
    handed[me] = NULL;
    rill_slot_t *back = handed[(me + 1) % THREADS];
    handed[(me + 1) % THREADS] = mine;
    pthread_mutex_unlock(&lock);
    rill_slab_give(INDEX, other);
    rill_slab_give(INDEX, back);
  }
  return NULL;
}

TEST(slab, blocks_go_back_on_other_threads) {
  pthread_t threads[THREADS];
  size_t numbers[THREADS];
  rill_slab_trim();
  size_t before = rill_slab_count();
  for (size_t t = 0; t < THREADS; t++) {
    numbers[t] = t;
    pthread_create(&threads[t], NULL, pass_on, &numbers[t]);
  }
  for (size_t t = 0; t < THREADS; t++) pthread_join(threads[t], NULL);
  for (size_t t = 0; t < THREADS; t++) {
    rill_slab_give(INDEX, handed[t]);
    handed[t] = NULL;
  }
  rill_slab_trim();
  ck_assert_uint_eq(rill_slab_count(), before);
}

/* Through the free lists, which a build for a checker of memory does without:
 * then there is no slab at all. */
static void *make_and_end(void *blocks) {
  void **made = blocks;
  for (size_t i = 0; i < 1000; i++) made[i] = rill_allocate(64);
  for (size_t i = 500; i < 1000; i++) rill_release(made[i], 64);
  return NULL;
}

TEST(slab, a_thread_that_ends_leaves_nothing_behind) {
  static void *blocks[1000];
  pthread_t thread;
  rill_slab_trim();
  size_t before = rill_slab_count();
  pthread_create(&thread, NULL, make_and_end, blocks);
  pthread_join(thread, NULL);
  for (size_t i = 0; i < 500; i++) rill_release(blocks[i], 64);
  rill_set_allocator(NULL); /* empties this thread's lists */
  rill_slab_trim();
  ck_assert_uint_le(rill_slab_count(), before);
}

/* --- With an allocator of the user's -------------------------------------- */

TEST(slab, blocks_from_before_an_allocator_was_set_go_where_they_came_from) {
  void *early = rill_allocate(64);
  failing_start(0, FAILING_ONE);
  void *late = rill_allocate(64);
  ck_assert_uint_eq(failing_count(), 1);
  if (rill_slab_owns(early)) {
    rill_release(early, 64);
    ck_assert_uint_eq(failing_held(), 1);
    early = NULL;
  }
  failing_stop();
  ck_assert(!rill_slab_owns(late));
  rill_release(late, 64); /* to free() */
  rill_release(early, 64);
}
