/* SPDX-License-Identifier: MIT */
/* Chunks of one size that are used again when nobody has their bytes any more,
 * on whatever thread that is. */
#ifndef RILL_IO_CHUNKS_H
#define RILL_IO_CHUNKS_H

#include <stddef.h>

#include <rill/value.h>

typedef struct rill_chunks rill_chunks_t;

/** NULL without memory. */
rill_chunks_t *rill_chunks_new(size_t room);
/** What is not in use is freed now, the rest when it comes back. */
void rill_chunks_close(rill_chunks_t *chunks);
/** Memory of that room; NULL without memory. */
void *rill_chunks_take(rill_chunks_t *chunks);
/** The chunk is free again. Any thread; NULL is allowed. */
void rill_chunks_give(void *chunk);
/** The first `length` bytes of a chunk, which is taken over; a copy if they
 * are few, so that little keeps little. */
rill_value_t rill_chunks_bytes(void *chunk, size_t length);

#endif
