/* SPDX-License-Identifier: MIT */
/* chunks: a few that wait to be used again, without a lock. */
#include "io/chunks.h"

#include "base/memory.h"

#include <rill/object.h>

enum { KEPT = 4 };

struct chunk {
  rill_chunks_t *chunks; /* counted */
  _Alignas(16) unsigned char data[];
};

struct rill_chunks {
  uint32_t count; /* the owner, and all that are not in a slot */
  bool closed;
  size_t room;
  struct chunk *slots[KEPT]; /* exchanged as a whole, so each has one owner */
};

static void chunk_free(struct chunk *chunk, size_t room) {
  rill_release(chunk, sizeof *chunk + room);
}

static void chunks_empty(rill_chunks_t *chunks) {
  for (int i = 0; i < KEPT; i++) {
    struct chunk *chunk =
        __atomic_exchange_n(&chunks->slots[i], NULL, __ATOMIC_ACQ_REL);
    if (chunk != NULL) chunk_free(chunk, chunks->room);
  }
}

static void chunks_unref(rill_chunks_t *chunks) {
  if (!rill_count_down(&chunks->count)) return;
  chunks_empty(chunks);
  rill_release(chunks, sizeof *chunks);
}

rill_chunks_t *rill_chunks_new(size_t room) {
  if (room > SIZE_MAX - sizeof(struct chunk)) return NULL;
  rill_chunks_t *chunks = rill_allocate_zeroed(sizeof *chunks);
  if (chunks == NULL) return NULL;
  chunks->count = 1;
  chunks->room = room;
  return chunks;
}

void rill_chunks_close(rill_chunks_t *chunks) {
  if (chunks == NULL) return;
  __atomic_store_n(&chunks->closed, true, __ATOMIC_RELEASE);
  chunks_empty(chunks);
  chunks_unref(chunks);
}

void *rill_chunks_take(rill_chunks_t *chunks) {
  struct chunk *chunk = NULL;
  for (int i = 0; i < KEPT && chunk == NULL; i++)
    chunk = __atomic_exchange_n(&chunks->slots[i], NULL, __ATOMIC_ACQ_REL);
  if (chunk == NULL) chunk = rill_allocate(sizeof *chunk + chunks->room);
  if (chunk == NULL) return NULL;
  chunk->chunks = chunks;
  rill_count_up(&chunks->count);
  return chunk->data;
}

/* Whether a slot has it now. */
static bool chunks_keep(rill_chunks_t *chunks, struct chunk *chunk) {
  if (__atomic_load_n(&chunks->closed, __ATOMIC_ACQUIRE)) return false;
  for (int i = 0; i < KEPT; i++) {
    struct chunk *none = NULL;
    if (__atomic_compare_exchange_n(&chunks->slots[i], &none, chunk, false,
                                    __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
      return true;
  }
  return false;
}

void rill_chunks_give(void *data) {
  if (data == NULL) return;
  struct chunk *chunk = rill_container_of(data, struct chunk, data);
  rill_chunks_t *chunks = chunk->chunks;
  if (!chunks_keep(chunks, chunk)) chunk_free(chunk, chunks->room);
  chunks_unref(chunks);
}

rill_value_t rill_chunks_bytes(void *data, size_t length) {
  struct chunk *chunk = rill_container_of(data, struct chunk, data);
  if (length > chunk->chunks->room / 2)
    return rill_bytes_own(data, length, rill_chunks_give);
  rill_value_t bytes = rill_bytes(data, length);
  rill_chunks_give(data);
  return bytes;
}
