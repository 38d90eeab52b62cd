/* SPDX-License-Identifier: MIT */
/* slab: memory for small objects, shared by all threads. */
#include "base/slab.h"

#include <stdlib.h>

#include "base/forks.h"

enum {
  SLAB = 16384,            /* its size and alignment */
  SLAB_USABLE = SLAB - 64, /* the rest is malloc's, so that slabs lie close */
  RESERVE = 256,           /* slabs */
  BUCKETS = 1024           /* of their addresses */
};

typedef struct link {
  struct link *next, *back;
} link_t;

/* The head of a slab. What lies behind `carved` was never given out. */
typedef struct slab {
  link_t known; /* in its bucket; first, so that checkers of leaks reach it */
  link_t place; /* among those with free blocks, or in the reserve */
  rill_slot_t *free;
  uint32_t size; /* of a block */
  uint32_t carved;
  uint32_t live; /* blocks that somebody has */
} slab_t;

enum { SLAB_HEAD = 64 }; /* so that blocks of 64 bytes are cache lines */
_Static_assert(sizeof(slab_t) <= SLAB_HEAD, "the head of a slab");

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of all below */
static link_t open_slabs[RILL_SLAB_SIZES]; /* with free blocks; zero: none */
static link_t reserve = {&reserve, &reserve};
static link_t known[BUCKETS]; /* all slabs; zero: none */
static size_t slabs, reserved;

__attribute__((constructor)) static void lock_guard(void) {
  rill_forks_guard(&lock);
}

static void link_in(link_t *ring, link_t *link) {
  link->next = ring->next;
  link->back = ring;
  ring->next->back = link;
  ring->next = link;
}

static void link_out(link_t *link) {
  link->back->next = link->next;
  link->next->back = link->back;
}

static slab_t *slab_of(const void *block) {
  return (slab_t *) ((uintptr_t) block & ~((uintptr_t) SLAB - 1));
}

/* A ring that may never have been used. */
static link_t *ring_of(link_t *ring) {
  if (ring->next == NULL) ring->next = ring->back = ring;
  return ring;
}

static link_t *bucket_of(const slab_t *slab) {
  return ring_of(&known[(uintptr_t) slab / SLAB % BUCKETS]);
}

static slab_t *slab_at(link_t *place) {
  return (slab_t *) (void *) ((char *) place - offsetof(slab_t, place));
}

/* --- Coming and going ----------------------------------------------------- */

static slab_t *slab_new(void) {
  void *memory;
  if (reserved > 0) {
    slab_t *slab = slab_at(reserve.next);
    link_out(&slab->place);
    reserved--;
    return slab;
  }
  if (posix_memalign(&memory, SLAB, SLAB_USABLE) != 0) return NULL;
  slab_t *slab = memory;
  link_in(bucket_of(slab), &slab->known);
  slabs++;
  return slab;
}

static void slab_free(slab_t *slab) {
  link_out(&slab->known);
  slabs--;
  free(slab);
}

static void slab_retire(slab_t *slab) {
  link_out(&slab->place);
  if (reserved == RESERVE) {
    slab_free(slab);
    return;
  }
  link_in(&reserve, &slab->place);
  reserved++;
}

/* One with a free block of that size. */
static slab_t *slab_open(size_t index) {
  link_t *ring = ring_of(&open_slabs[index]);
  if (ring->next != ring) return slab_at(ring->next);
  slab_t *slab = slab_new();
  if (slab == NULL) return NULL;
  slab->free = NULL;
  slab->size = (uint32_t) rill_slab_size(index);
  slab->carved = SLAB_HEAD;
  slab->live = 0;
  link_in(ring, &slab->place);
  return slab;
}

static bool slab_is_full(const slab_t *slab) {
  return slab->free == NULL && slab->carved + slab->size > SLAB_USABLE;
}

/* --- Blocks --------------------------------------------------------------- */

static rill_slot_t *slab_take(slab_t *slab) {
  rill_slot_t *slot = slab->free;
  if (slot != NULL) {
    slab->free = slot->next;
  } else {
    slot = (rill_slot_t *) (void *) ((char *) slab + slab->carved);
    slab->carved += slab->size;
  }
  slab->live++;
  return slot;
}

rill_slot_t *rill_slab_take(size_t index, uint32_t wanted, uint32_t *count) {
  rill_slot_t *list = NULL, **end = &list;
  slab_t *slab;
  pthread_mutex_lock(&lock);
  for (*count = 0; *count < wanted; ++*count) {
    slab = slab_open(index);
    if (slab == NULL) break;
    *end = slab_take(slab);
    end = &(*end)->next;
    if (slab_is_full(slab)) link_out(&slab->place);
  }
  *end = NULL;
  pthread_mutex_unlock(&lock);
  return list;
}

static void slab_give(link_t *ring, rill_slot_t *slot) {
  slab_t *slab = slab_of(slot);
  if (slab_is_full(slab)) link_in(ring, &slab->place);
  slot->next = slab->free;
  slab->free = slot;
  if (--slab->live == 0) slab_retire(slab);
}

void rill_slab_give(size_t index, rill_slot_t *list) {
  if (list == NULL) return;
  pthread_mutex_lock(&lock);
  while (list != NULL) {
    rill_slot_t *next = list->next;
    slab_give(&open_slabs[index], list);
    list = next;
  }
  pthread_mutex_unlock(&lock);
}

/* --- For others ----------------------------------------------------------- */

bool rill_slab_owns(const void *memory) {
  const slab_t *slab = slab_of(memory);
  /* What lies behind a slab's end, malloc may have given to somebody. */
  if ((uintptr_t) memory - (uintptr_t) slab >= SLAB_USABLE) return false;
  pthread_mutex_lock(&lock);
  const link_t *ring = bucket_of(slab), *at = ring->next;
  while (at != ring && at != &slab->known) at = at->next;
  bool owns = at != ring;
  pthread_mutex_unlock(&lock);
  return owns;
}

size_t rill_slab_count(void) {
  pthread_mutex_lock(&lock);
  size_t count = slabs;
  pthread_mutex_unlock(&lock);
  return count;
}

void rill_slab_trim(void) {
  pthread_mutex_lock(&lock);
  while (reserve.next != &reserve) {
    slab_t *slab = slab_at(reserve.next);
    link_out(&slab->place);
    reserved--;
    slab_free(slab);
  }
  pthread_mutex_unlock(&lock);
}
