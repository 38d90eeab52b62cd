/* SPDX-License-Identifier: MIT */
/* Memory: the allocator hooks and a free list per thread and size. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#include <pthread.h>

enum { STEP = 16, CLASSES = 256 / STEP, KEEP = 1024 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
# define POOLED 0
#elif defined(__has_feature)
# if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#  define POOLED 0
# endif
#endif
#ifndef POOLED
# define POOLED 1
#endif

struct slot { struct slot *next; };

struct pool {
  struct slot *free[CLASSES];
  uint32_t count[CLASSES];
  bool watched; /* the thread's end empties it */
};

static __thread struct pool pool;
static pthread_key_t pool_key;
static pthread_once_t pool_once = PTHREAD_ONCE_INIT;

static void *default_allocate(size_t size, void *context) {
  (void) context;
  return malloc(size);
}

static void default_release(void *memory, void *context) {
  (void) context;
  free(memory);
}

static const rill_allocator_t standard = {default_allocate, default_release,
                                          NULL};
static rill_allocator_t allocator = {default_allocate, default_release, NULL};
static bool pooled = POOLED;

static void pool_empty(void *unused) {
  (void) unused;
  for (size_t c = 0; c < CLASSES; c++) {
    while (pool.free[c] != NULL) {
      struct slot *slot = pool.free[c];
      pool.free[c] = slot->next;
      free(slot);
    }
    pool.count[c] = 0;
  }
  pool.watched = false;
}

static void pool_make_key(void) { pthread_key_create(&pool_key, pool_empty); }

void rill_set_allocator(const rill_allocator_t *custom) {
  pool_empty(NULL);
  allocator = custom != NULL ? *custom : standard;
  pooled = POOLED && custom == NULL && getenv("RILL_NO_POOL") == NULL;
}

/* Checkers of memory want to see every block on its own. */
__attribute__((constructor)) static void pool_ask_environment(void) {
  if (getenv("RILL_NO_POOL") != NULL) pooled = false;
}

__attribute__((destructor)) static void pool_at_exit(void) {
  pool_empty(NULL);
}

void *rill_allocate(size_t size) {
  size_t c = (size + STEP - 1) / STEP;
  if (rill_unlikely(!pooled || c > CLASSES || c == 0))
    return allocator.allocate(size, allocator.context);
  struct slot *slot = pool.free[c - 1];
  if (slot == NULL) return malloc(c * STEP);
  pool.free[c - 1] = slot->next;
  pool.count[c - 1]--;
  return slot;
}

void *rill_allocate_zeroed(size_t size) {
  void *memory = rill_allocate(size);
  return memory == NULL ? NULL : memset(memory, 0, size);
}

void rill_release(void *memory, size_t size) {
  if (memory == NULL) return;
  size_t c = (size + STEP - 1) / STEP;
  if (rill_unlikely(!pooled || c > CLASSES || c == 0)) {
    allocator.release(memory, allocator.context);
    return;
  }
  if (pool.count[c - 1] >= KEEP) {
    free(memory);
    return;
  }
  if (rill_unlikely(!pool.watched)) {
    pthread_once(&pool_once, pool_make_key);
    pthread_setspecific(pool_key, &pool);
    pool.watched = true;
  }
  struct slot *slot = memory;
  slot->next = pool.free[c - 1];
  pool.free[c - 1] = slot;
  pool.count[c - 1]++;
}
