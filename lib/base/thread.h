/* SPDX-License-Identifier: MIT */
/* What each thread keeps for itself: free memory, counts of what is alive, and
 * who waits to be destroyed.
 *
 * One pointer is all that is thread-local, so that reaching it is a load even
 * in a shared library that was opened at run time. */
#ifndef RILL_BASE_THREAD_H
#define RILL_BASE_THREAD_H

#include "base/memory.h"
#include "base/slab.h"

enum { RILL_TYPES = 256, RILL_TYPES_RECENT = 256 };

struct rill_graveyard;

/** Free blocks of one size. */
typedef struct rill_cache {
  rill_slot_t *free;
  uint32_t count, limit; /* above it, half of them are given back */
} rill_cache_t;

typedef struct rill_thread rill_thread_t;
struct rill_thread {
  rill_cache_t caches[RILL_SLAB_SIZES];
  struct rill_graveyard *graveyard;
  uint32_t burying; /* so many calls are destroying, one inside of the other */
  const void *turn; /* the scheduler at work here: core/scheduler.h */
  uint32_t turn_spare; /* references to it, which are nobody's */
  const rill_type_t *recent[RILL_TYPES_RECENT];
  uint8_t recent_slot[RILL_TYPES_RECENT];
  int64_t live[RILL_TYPES]; /* read by all threads, written by this one */
  rill_thread_t *next, **link;
};

extern __thread rill_thread_t *rill_thread_here
    __attribute__((tls_model("initial-exec")));

/** Makes this thread's; NULL without memory. */
rill_thread_t *rill_thread_enter(void);

static inline rill_thread_t *rill_thread(void) {
  rill_thread_t *here = rill_thread_here;
  return rill_likely(here != NULL) ? here : rill_thread_enter();
}

/** Gives back what a thread's free lists hold. */
void rill_caches_empty(rill_thread_t *thread);

/** Whether small blocks come from the free lists, and nothing else ever did. */
extern bool rill_caches_are_pure __attribute__((visibility("hidden")));

/* What rill_allocate() and rill_release() do nearly always. */
static inline void *rill_allocate_here(rill_thread_t *thread, size_t size) {
  size_t index = rill_slab_index(size);
  if (rill_likely(index < RILL_SLAB_SIZES && rill_caches_are_pure)) {
    rill_cache_t *cache = &thread->caches[index];
    rill_slot_t *slot = cache->free;
    if (rill_likely(slot != NULL)) {
      cache->free = slot->next;
      cache->count--;
      return slot;
    }
  }
  return rill_allocate(size);
}
static inline void rill_release_here(rill_thread_t *thread, void *memory,
                                     size_t size) {
  size_t index = rill_slab_index(size);
  if (rill_likely(index < RILL_SLAB_SIZES && rill_caches_are_pure)) {
    rill_cache_t *cache = &thread->caches[index];
    if (rill_likely(cache->count < cache->limit)) {
      rill_slot_t *slot = memory;
      slot->next = cache->free;
      cache->free = slot;
      cache->count++;
      return;
    }
  }
  rill_release(memory, size);
}

/** Counts an object in or out. */
static inline void rill_live_add_here(rill_thread_t *thread,
                                      const rill_type_t *type, int64_t delta) {
  size_t h = ((uintptr_t) type >> 5) % RILL_TYPES_RECENT;
  if (rill_unlikely(thread->recent[h] != type)) {
    rill_live_add(type, delta);
    return;
  }
  int64_t *live = &thread->live[thread->recent_slot[h]];
  __atomic_store_n(live, __atomic_load_n(live, __ATOMIC_RELAXED) + delta,
                   __ATOMIC_RELAXED);
}
/** The sums of a thread that ends are kept; for rill_thread_enter(). */
void rill_live_join(rill_thread_t *thread);
void rill_live_leave(rill_thread_t *thread);

/** Makes memory a counted object with one reference. */
static inline void rill_object_enter(rill_object_t *object,
                                     const rill_type_t *type, size_t size) {
  rill_thread_t *thread = rill_thread_here;
  object->count = 1;
  object->size = (uint32_t) size;
  object->type = type;
  if (rill_likely(thread != NULL))
    rill_live_add_here(thread, type, 1);
  else
    rill_live_add(type, 1);
}

/** rill_object_new() and rill_object_new_zeroed() inline, for a size that the
 * compiler knows. */
static inline __attribute__((always_inline)) void *
rill_object_make(const rill_type_t *type, size_t size) {
  rill_thread_t *thread = rill_thread_here;
  rill_object_t *object = rill_likely(thread != NULL)
                              ? rill_allocate_here(thread, size)
                              : rill_allocate(size);
  if (rill_unlikely(object == NULL)) return NULL;
  rill_object_enter(object, type, size);
  return object;
}
static inline __attribute__((always_inline)) void *
rill_object_make_zeroed(const rill_type_t *type, size_t size) {
  rill_object_t *object = rill_object_make(type, size);
  if (rill_likely(object != NULL))
    memset((char *) object + sizeof *object, 0, size - sizeof *object);
  return object;
}

#endif
