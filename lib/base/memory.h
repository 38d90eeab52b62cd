/* SPDX-License-Identifier: MIT */
/* Allocation, counting and reference counts, for the library's own use. */
#ifndef RILL_BASE_MEMORY_H
#define RILL_BASE_MEMORY_H

#include <stdint.h>
#include <string.h>

#include <rill/memory.h>

#if defined(__has_include)
# if __has_include(<sys/single_threaded.h>)
#  include <sys/single_threaded.h>
#  define RILL_SINGLE_THREADED __libc_single_threaded
# endif
#endif
#ifndef RILL_SINGLE_THREADED
# define RILL_SINGLE_THREADED 0
#endif

#define rill_likely(x) __builtin_expect(!!(x), 1)
#define rill_unlikely(x) __builtin_expect(!!(x), 0)

/** Begins a line of the cache: for what runs for each item and was seen to take
 * up to a tenth longer or shorter by how it lies in lines. So it lies as it
 * always does, whatever stands before it. */
#define RILL_LOOP __attribute__((aligned(64)))

/** Memory from the allocator in use, up to 2 KiB from this thread's free
 * lists; NULL when there is none. `size` goes back with the memory. */
void *rill_allocate(size_t size);
void *rill_allocate_zeroed(size_t size);
void rill_release(void *memory, size_t size);

/** A counted object of `size` bytes with one reference; all after the head is
 * not set. NULL when there is no memory. */
void *rill_object_new(const rill_type_t *type, size_t size);
/** A zeroed one. */
void *rill_object_new_zeroed(const rill_type_t *type, size_t size);
/** Counts an object in or out by hand, for what is no counted object. */
void rill_live_add(const rill_type_t *type, int64_t delta);

/** memcpy() for what was written a moment ago: word by word, as it was. A
 * processor that reads two words at once, as memcpy() does, waits until both
 * have arrived. */
static inline void rill_copy(void *to, const void *from, size_t size) {
  if (size % sizeof(uint64_t) != 0) {
    memcpy(to, from, size);
    return;
  }
#pragma GCC unroll 8
  for (size_t i = 0; i < size; i += sizeof(uint64_t)) {
    uint64_t word;
    memcpy(&word, (const char *) from + i, sizeof word);
    __asm__("" : "+r"(word)); /* no two of them at once */
    memcpy((char *) to + i, &word, sizeof word);
  }
}

/* An object that is never freed: for what must exist without memory. */
#define RILL_STATIC_COUNT (UINT32_MAX / 2)
#define RILL_STATIC_OBJECT(the_type)                                          \
  { .count = RILL_STATIC_COUNT, .size = 0, .type = &(the_type) }
static inline bool rill_object_is_static(const rill_object_t *object) {
  return object->size == 0;
}

/** Types whose `destroy` gets the head too, not the payload behind it. */
#define RILL_TYPE_WHOLE ((void *) (uintptr_t) 1)
/** The same, of which one never leads to the next of its like: it is destroyed
 * at once, and needs no place in line. */
#define RILL_TYPE_ALONE ((void *) (uintptr_t) 3)

/* Counting without a bus lock while the process has one thread. */
static inline void rill_count_up(uint32_t *count) {
  if (RILL_SINGLE_THREADED)
    ++*count;
  else
    __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
}
/** For who has a reference of his own, so that it does not reach zero. */
static inline void rill_count_add(uint32_t *count, uint32_t delta) {
  if (RILL_SINGLE_THREADED)
    *count += delta;
  else
    __atomic_add_fetch(count, delta, __ATOMIC_ACQ_REL);
}
static inline bool rill_count_down(uint32_t *count) {
  if (RILL_SINGLE_THREADED) return --*count == 0;
  /* Who holds the last one is alone with it. */
  if (__atomic_load_n(count, __ATOMIC_ACQUIRE) == 1) {
    __atomic_store_n(count, 0, __ATOMIC_RELAXED);
    return true;
  }
  return __atomic_sub_fetch(count, 1, __ATOMIC_ACQ_REL) == 0;
}

/** rill_ref_object() and rill_unref() inline, for what is there, and is no
 * static object. */
static inline void rill_object_keep(rill_object_t *object) {
  rill_count_up(&object->count);
}
void rill_object_end(rill_object_t *object);
static inline void rill_object_leave(rill_object_t *object) {
  if (rill_count_down(&object->count)) rill_object_end(object);
}

/** Types of what is a part of another object: `destroy` gets the head, lets go
 * of the whole, and is the last to touch the part. */
#define RILL_TYPE_PART ((void *) (uintptr_t) 2)

#define rill_container_of(pointer, type, member)                              \
  ((type *) (void *) ((char *) (pointer) - offsetof(type, member)))

#endif
