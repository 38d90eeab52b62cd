/* SPDX-License-Identifier: MIT */
/* Counted objects: references, boxes, and how many are alive. */
#include <string.h>

#include "base/forks.h"
#include "base/thread.h"

#include <rill/error.h>

/* Each thread counts for itself, so that counting costs an addition; who asks
 * adds up all threads. A thread that ends leaves its sums behind. */
static rill_thread_t *threads;
static int64_t departed[RILL_TYPES];
static const rill_type_t *types[RILL_TYPES];
static uint32_t type_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void lock_guard(void) {
  rill_forks_guard(&lock);
}

void rill_live_join(rill_thread_t *thread) {
  pthread_mutex_lock(&lock);
  thread->next = threads;
  thread->link = &threads;
  if (threads != NULL) threads->link = &thread->next;
  threads = thread;
  pthread_mutex_unlock(&lock);
}

void rill_live_leave(rill_thread_t *thread) {
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < RILL_TYPES; i++) departed[i] += thread->live[i];
  *thread->link = thread->next;
  if (thread->next != NULL) thread->next->link = thread->link;
  pthread_mutex_unlock(&lock);
}

/* The slot of a type: the last one is shared by all beyond the table. */
static size_t type_find(const rill_type_t *type) {
  uint32_t count = __atomic_load_n(&type_count, __ATOMIC_ACQUIRE);
  for (size_t i = 0; i < count; i++)
    if (types[i] == type) return i;
  return RILL_TYPES;
}

static size_t type_enter(const rill_type_t *type) {
  size_t slot = type_find(type);
  if (slot < RILL_TYPES) return slot;
  pthread_mutex_lock(&lock);
  slot = type_find(type);
  if (slot == RILL_TYPES && type_count < RILL_TYPES) {
    slot = type_count;
    types[slot] = type;
    __atomic_store_n(&type_count, type_count + 1, __ATOMIC_RELEASE);
  }
  pthread_mutex_unlock(&lock);
  return slot < RILL_TYPES ? slot : RILL_TYPES - 1;
}

static size_t type_slot(rill_thread_t *thread, const rill_type_t *type) {
  size_t h = ((uintptr_t) type >> 5) % RILL_TYPES_RECENT;
  if (rill_unlikely(thread->recent[h] != type)) {
    thread->recent_slot[h] = (uint8_t) type_enter(type);
    thread->recent[h] = type;
  }
  return thread->recent_slot[h];
}

/* A thread that could not get its own counts among the departed. */
static void live_add_locked(const rill_type_t *type, int64_t delta) {
  size_t slot = type_enter(type);
  pthread_mutex_lock(&lock);
  departed[slot] += delta;
  pthread_mutex_unlock(&lock);
}

void rill_live_add(const rill_type_t *type, int64_t delta) {
  rill_thread_t *thread = rill_thread();
  if (rill_unlikely(thread == NULL)) {
    live_add_locked(type, delta);
    return;
  }
  int64_t *live = &thread->live[type_slot(thread, type)];
  __atomic_store_n(live, __atomic_load_n(live, __ATOMIC_RELAXED) + delta,
                   __ATOMIC_RELAXED);
}

static uint64_t slot_live(size_t slot) {
  int64_t sum = departed[slot];
  for (const rill_thread_t *t = threads; t != NULL; t = t->next)
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
  return size <= UINT32_MAX ? rill_object_make(type, size) : NULL;
}

void *rill_object_new_zeroed(const rill_type_t *type, size_t size) {
  return size <= UINT32_MAX ? rill_object_make_zeroed(type, size) : NULL;
}

void *rill_ref_object(void *pointer) {
  rill_object_t *object = pointer;
  if (object != NULL && !rill_object_is_static(object))
    rill_count_up(&object->count);
  return object;
}

/* Destroying one object may drop the next, as in a long list of causes or of
 * promises: a few nest, and the dead that are further in wait here instead. */
enum { NESTED = 8 };
struct rill_graveyard {
  rill_object_t **dead;
  size_t count, capacity;
  rill_object_t *first[32];
};

static inline __attribute__((always_inline)) void
object_bury(rill_thread_t *thread, rill_object_t *object) {
  const rill_type_t *type = object->type;
  const void *share = type->reserved[0];
  if (type->destroy != NULL)
    type->destroy(share != NULL ? (void *) object : (void *) (object + 1));
  if (rill_likely(thread != NULL))
    rill_live_add_here(thread, type, -1);
  else
    rill_live_add(type, -1);
  if (share == RILL_TYPE_PART) return;
  if (rill_likely(thread != NULL))
    rill_release_here(thread, object, object->size);
  else
    rill_release(object, object->size);
}

static bool graveyard_grow(struct rill_graveyard *g) {
  rill_object_t **more = rill_allocate(2 * g->capacity * sizeof *more);
  if (more == NULL) return false;
  memcpy(more, g->dead, g->count * sizeof *more);
  if (g->dead != g->first) rill_release(g->dead, g->capacity * sizeof *more);
  g->dead = more;
  g->capacity *= 2;
  return true;
}

/* Without memory, nesting is the way that is left. */
static void object_bury_later(rill_thread_t *thread, rill_object_t *object) {
  struct rill_graveyard *g = thread->graveyard;
  if (g->count == g->capacity && !graveyard_grow(g))
    object_bury(thread, object);
  else
    g->dead[g->count++] = object;
}

static void object_bury_all(rill_thread_t *thread, rill_object_t *object) {
  struct rill_graveyard g;
  g.dead = g.first;
  g.count = 0;
  g.capacity = sizeof g.first / sizeof g.first[0];
  thread->graveyard = &g;
  object_bury(thread, object);
  while (g.count > 0) object_bury(thread, g.dead[--g.count]);
  thread->graveyard = NULL;
  if (g.dead != g.first) rill_release(g.dead, g.capacity * sizeof *g.dead);
}

void rill_object_end(rill_object_t *object) {
  rill_thread_t *thread = rill_thread();
  const rill_type_t *type = object->type;
  /* What refers to nothing cannot nest, and a part does so once. */
  if (type->destroy == NULL || type->reserved[0] == RILL_TYPE_PART ||
      type->reserved[0] == RILL_TYPE_ALONE || thread == NULL) {
    object_bury(thread, object);
  } else if (thread->burying < NESTED) {
    thread->burying++;
    object_bury(thread, object);
    thread->burying--;
  } else if (thread->graveyard != NULL) {
    object_bury_later(thread, object);
  } else {
    object_bury_all(thread, object);
  }
}

void rill_unref(void *pointer) {
  rill_object_t *object = pointer;
  if (object == NULL || rill_object_is_static(object)) return;
  if (rill_count_down(&object->count)) rill_object_end(object);
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
