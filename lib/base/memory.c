/* SPDX-License-Identifier: MIT */
/* Memory: the allocator hooks and a free list per thread and size. */
#include "base/thread.h"

#include <stdlib.h>
#include <string.h>

enum { KEEP = 1024 }; /* blocks of one size */

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

void rill_pool_empty(rill_thread_t *thread) {
  for (size_t c = 0; c < RILL_POOL_CLASSES; c++) {
    while (thread->free[c] != NULL) {
      struct rill_slot *slot = thread->free[c];
      thread->free[c] = slot->next;
      free(slot);
    }
    thread->kept[c] = 0;
  }
}

void rill_set_allocator(const rill_allocator_t *custom) {
  if (rill_thread_here != NULL) rill_pool_empty(rill_thread_here);
  allocator = custom != NULL ? *custom : standard;
  pooled = POOLED && custom == NULL && getenv("RILL_NO_POOL") == NULL;
}

/* Checkers of memory want to see every block on its own. */
__attribute__((constructor)) static void pool_ask_environment(void) {
  if (getenv("RILL_NO_POOL") != NULL) pooled = false;
}

/* The class of a size that is pooled, from 1 on; 0: it is not. */
static inline size_t pool_class(size_t size) {
  size_t c = (size + RILL_POOL_STEP - 1) / RILL_POOL_STEP;
  return rill_likely(pooled && c <= RILL_POOL_CLASSES) ? c : 0;
}

void *rill_allocate(size_t size) {
  size_t c = pool_class(size);
  if (rill_unlikely(c == 0))
    return allocator.allocate(size, allocator.context);
  rill_thread_t *thread = rill_thread();
  struct rill_slot *slot = thread != NULL ? thread->free[c - 1] : NULL;
  if (slot == NULL) return malloc(c * RILL_POOL_STEP);
  thread->free[c - 1] = slot->next;
  thread->kept[c - 1]--;
  return slot;
}

void *rill_allocate_zeroed(size_t size) {
  void *memory = rill_allocate(size);
  return memory == NULL ? NULL : memset(memory, 0, size);
}

void rill_release(void *memory, size_t size) {
  if (memory == NULL) return;
  size_t c = pool_class(size);
  if (rill_unlikely(c == 0)) {
    allocator.release(memory, allocator.context);
    return;
  }
  rill_thread_t *thread = rill_thread();
  if (rill_unlikely(thread == NULL || thread->kept[c - 1] >= KEEP)) {
    free(memory);
    return;
  }
  struct rill_slot *slot = memory;
  slot->next = thread->free[c - 1];
  thread->free[c - 1] = slot;
  thread->kept[c - 1]++;
}
