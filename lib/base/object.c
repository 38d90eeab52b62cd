/* SPDX-License-Identifier: MIT */
/* Counted objects: references, boxes, and how many are alive. */
#include <string.h>

#include <pthread.h>

#include "base/memory.h"

#include <rill/error.h>

/* Each thread counts for itself, so that counting costs an addition; who asks
 * adds up all threads. A thread that ends leaves its sums behind. */
enum { TYPES = 256 };

struct tally {
  int64_t live[TYPES];
  struct tally *next;
  struct tally **link;
  bool listed;
};

static __thread struct tally tally;
static struct tally *tallies;
static int64_t departed[TYPES];
static const rill_type_t *types[TYPES];
static uint32_t type_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t tally_key;
static pthread_once_t tally_once = PTHREAD_ONCE_INIT;

static void tally_leave(void *unused) {
  (void) unused;
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < TYPES; i++) {
    departed[i] += tally.live[i];
    tally.live[i] = 0;
  }
  *tally.link = tally.next;
  if (tally.next != NULL) tally.next->link = tally.link;
  tally.listed = false;
  pthread_mutex_unlock(&lock);
}

static void tally_make_key(void) { pthread_key_create(&tally_key, tally_leave); }

static void tally_join(void) {
  pthread_once(&tally_once, tally_make_key);
  pthread_setspecific(tally_key, &tally);
  pthread_mutex_lock(&lock);
  tally.next = tallies;
  tally.link = &tallies;
  if (tallies != NULL) tallies->link = &tally.next;
  tallies = &tally;
  tally.listed = true;
  pthread_mutex_unlock(&lock);
}

/* The slot of a type: the last one is shared by all beyond the table. */
static size_t type_find(const rill_type_t *type) {
  uint32_t count = __atomic_load_n(&type_count, __ATOMIC_ACQUIRE);
  for (size_t i = 0; i < count; i++)
    if (types[i] == type) return i;
  return TYPES;
}

static size_t type_slot(const rill_type_t *type) {
  static __thread const rill_type_t *recent[16];
  static __thread uint8_t recent_slot[16];
  size_t h = ((uintptr_t) type >> 5) % 16;
  if (rill_likely(recent[h] == type)) return recent_slot[h];
  size_t slot = type_find(type);
  if (slot == TYPES) {
    pthread_mutex_lock(&lock);
    slot = type_find(type);
    if (slot == TYPES && type_count < TYPES) {
      slot = type_count;
      types[slot] = type;
      __atomic_store_n(&type_count, type_count + 1, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&lock);
    if (slot == TYPES) slot = TYPES - 1;
  }
  recent[h] = type;
  recent_slot[h] = (uint8_t) slot;
  return slot;
}

void rill_live_add(const rill_type_t *type, int64_t delta) {
  if (rill_unlikely(!tally.listed)) tally_join();
  int64_t *live = &tally.live[type_slot(type)];
  __atomic_store_n(live, __atomic_load_n(live, __ATOMIC_RELAXED) + delta,
                   __ATOMIC_RELAXED);
}

static uint64_t slot_live(size_t slot) {
  int64_t sum = departed[slot];
  for (struct tally *t = tallies; t != NULL; t = t->next)
    sum += __atomic_load_n(&t->live[slot], __ATOMIC_RELAXED);
  return sum > 0 ? (uint64_t) sum : 0;
}

uint64_t rill_live_objects(const rill_type_t *type) {
  uint64_t sum = 0;
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < type_count; i++)
    if (type == NULL || types[i] == type) sum += slot_live(i);
  pthread_mutex_unlock(&lock);
  return sum;
}

void rill_live_dump(FILE *stream) {
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < type_count; i++)
    if (slot_live(i) > 0)
      fprintf(stream, "%llu %s\n", (unsigned long long) slot_live(i),
              types[i]->name);
  pthread_mutex_unlock(&lock);
}

void *rill_object_new(const rill_type_t *type, size_t size) {
  if (rill_unlikely(size > UINT32_MAX)) return NULL;
  rill_object_t *object = rill_allocate(size);
  if (rill_unlikely(object == NULL)) return NULL;
  object->count = 1;
  object->size = (uint32_t) size;
  object->type = type;
  rill_live_add(type, 1);
  return object;
}

void *rill_object_new_zeroed(const rill_type_t *type, size_t size) {
  rill_object_t *object = rill_object_new(type, size);
  if (object != NULL)
    memset((char *) object + sizeof *object, 0, size - sizeof *object);
  return object;
}

void *rill_ref_object(void *pointer) {
  rill_object_t *object = pointer;
  if (object != NULL && !rill_object_is_static(object))
    rill_count_up(&object->count);
  return object;
}

/* Destroying one object may drop the next, as in a long list of causes or of
 * promises: the dead wait here instead of nesting. */
struct graveyard {
  rill_object_t **dead;
  size_t count, capacity;
  rill_object_t *first[32];
};
static __thread struct graveyard *graveyard;

static void object_bury(rill_object_t *object) {
  const rill_type_t *type = object->type;
  if (type->destroy != NULL)
    type->destroy(type->reserved[0] == RILL_TYPE_WHOLE ? (void *) object
                                                       : (void *) (object + 1));
  rill_live_add(type, -1);
  rill_release(object, object->size);
}

static bool graveyard_grow(struct graveyard *g) {
  rill_object_t **more = rill_allocate(2 * g->capacity * sizeof *more);
  if (more == NULL) return false;
  memcpy(more, g->dead, g->count * sizeof *more);
  if (g->dead != g->first) rill_release(g->dead, g->capacity * sizeof *more);
  g->dead = more;
  g->capacity *= 2;
  return true;
}

static void object_bury_later(struct graveyard *g, rill_object_t *object) {
  /* What refers to nothing cannot nest; without memory, nesting is the way
   * that is left. */
  if (object->type->destroy == NULL ||
      (g->count == g->capacity && !graveyard_grow(g))) {
    object_bury(object);
    return;
  }
  g->dead[g->count++] = object;
}

void rill_unref(void *pointer) {
  rill_object_t *object = pointer;
  if (object == NULL || rill_object_is_static(object)) return;
  if (!rill_count_down(&object->count)) return;
  if (graveyard != NULL) {
    object_bury_later(graveyard, object);
    return;
  }
  struct graveyard g;
  g.dead = g.first;
  g.count = 0;
  g.capacity = sizeof g.first / sizeof g.first[0];
  graveyard = &g;
  object_bury(object);
  while (g.count > 0) object_bury(g.dead[--g.count]);
  graveyard = NULL;
  if (g.dead != g.first) rill_release(g.dead, g.capacity * sizeof *g.dead);
}

/* Boxes: a head, then a copy of the user's struct. */
rill_value_t rill_box(const rill_type_t *type, const void *payload) {
  rill_object_t *object = rill_object_new(type, sizeof *object + type->size);
  if (object == NULL) {
    if (type->destroy != NULL) type->destroy((void *) (uintptr_t) payload);
    return rill_fail(rill_error_new(RILL_ENOMEM, "out of memory"));
  }
  memcpy(object + 1, payload, type->size);
  return rill_object(object);
}

void *rill_unbox(rill_value_t v, const rill_type_t *type) {
  rill_object_t *object = rill_as_object(v, type);
  return object == NULL ? NULL : object + 1;
}
