/* SPDX-License-Identifier: MIT */
/* chunk: memory that knows its size, to become bytes. */
#include "io/request.h"

struct chunk {
  size_t room;
  _Alignas(16) unsigned char data[];
};

static struct chunk *chunk_of(void *data) {
  return rill_container_of(data, struct chunk, data);
}

void *rill_chunk_new(size_t room) {
  if (room > SIZE_MAX - sizeof(struct chunk)) return NULL;
  struct chunk *chunk = rill_allocate(sizeof *chunk + room);
  if (chunk == NULL) return NULL;
  chunk->room = room;
  return chunk->data;
}

void rill_chunk_free(void *data) {
  if (data == NULL) return;
  struct chunk *chunk = chunk_of(data);
  rill_release(chunk, sizeof *chunk + chunk->room);
}

rill_value_t rill_chunk_bytes(void *data, size_t length) {
  if (length > chunk_of(data)->room / 2)
    return rill_bytes_own(data, length, rill_chunk_free);
  rill_value_t bytes =
      rill_bytes(data, length); /* so that little keeps little */
  rill_chunk_free(data);
  return bytes;
}
