/* SPDX-License-Identifier: MIT */
/* Memory: the allocator hooks, and free lists per thread and size, which are
 * filled from slabs that all threads share. */
#include "base/thread.h"

#include <stdlib.h>
#include <string.h>

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
static bool mixed; /* memory may be out that is from no slab, however small */
bool rill_caches_are_pure = POOLED;

static void caches_switch(bool on) {
  pooled = on;
  rill_caches_are_pure = pooled && !mixed;
}

void rill_set_allocator(const rill_allocator_t *custom) {
  if (rill_thread_here != NULL) rill_caches_empty(rill_thread_here);
  allocator = custom != NULL ? *custom : standard;
  mixed = POOLED && (mixed || custom != NULL);
  caches_switch(POOLED && custom == NULL && getenv("RILL_NO_POOL") == NULL);
}

/* Checkers of memory want to see every block on its own. */
__attribute__((constructor)) static void caches_ask_environment(void) {
  if (getenv("RILL_NO_POOL") == NULL) return;
  mixed = rill_slab_count() > 0;
  caches_switch(false);
}

/* --- Free lists ----------------------------------------------------------- */

enum { CACHE = 65536 }; /* bytes in a list */

static size_t cache_index(size_t size) {
  return size == 0 ? 0 : rill_slab_index(size);
}

void rill_caches_empty(rill_thread_t *thread) {
  for (size_t i = 0; i < RILL_SLAB_SIZES; i++) {
    rill_slab_give(i, thread->caches[i].free);
    thread->caches[i] = (rill_cache_t){NULL, 0, 0};
  }
}

/* What was released last stays: it is still in the processor's cache. */
static void cache_halve(rill_cache_t *cache, size_t index) {
  uint32_t keep = cache->count / 2;
  rill_slot_t *last = cache->free;
  for (uint32_t i = 1; i < keep; i++) last = last->next;
  rill_slab_give(index, last->next);
  last->next = NULL;
  cache->count = keep;
}

static rill_cache_t *cache_of(rill_thread_t *thread, size_t index) {
  rill_cache_t *cache = &thread->caches[index];
  if (rill_unlikely(cache->limit == 0))
    cache->limit = (uint32_t) (CACHE / rill_slab_size(index));
  return cache;
}

static void *cache_take(size_t index) {
  rill_thread_t *thread = rill_thread();
  if (thread == NULL) return NULL;
  rill_cache_t *cache = cache_of(thread, index);
  if (cache->free == NULL)
    cache->free = rill_slab_take(index, cache->limit / 8, &cache->count);
  rill_slot_t *slot = cache->free;
  if (slot == NULL) return NULL;
  cache->free = slot->next;
  cache->count--;
  return slot;
}

static void cache_give(size_t index, rill_slot_t *slot) {
  rill_thread_t *thread = rill_thread();
  if (thread == NULL) {
    slot->next = NULL;
    rill_slab_give(index, slot);
    return;
  }
  rill_cache_t *cache = cache_of(thread, index);
  slot->next = cache->free;
  cache->free = slot;
  if (++cache->count > cache->limit) cache_halve(cache, index);
}

/* --- For the library ------------------------------------------------------ */

void *rill_allocate(size_t size) {
  size_t index = cache_index(size);
  if (rill_likely(index < RILL_SLAB_SIZES && pooled)) return cache_take(index);
  return allocator.allocate(size, allocator.context);
}

void *rill_allocate_zeroed(size_t size) {
  void *memory = rill_allocate(size);
  return memory == NULL ? NULL : memset(memory, 0, size);
}

void rill_release(void *memory, size_t size) {
  size_t index = cache_index(size);
  if (memory == NULL) return;
  if (rill_likely(index < RILL_SLAB_SIZES && rill_caches_are_pure))
    cache_give(index, memory);
  else if (mixed && index < RILL_SLAB_SIZES && rill_slab_owns(memory))
    cache_give(index, memory);
  else
    allocator.release(memory, allocator.context);
}
