/* SPDX-License-Identifier: MIT */
/* Bytes that are put together: memory that grows as they come. */
#ifndef RILL_SHARED_PILE_H
#define RILL_SHARED_PILE_H

#include <rill/object.h>

/** All zero is an empty one. */
typedef struct rill_pile {
  unsigned char *data;
  size_t length, room;
} rill_pile_t;

/** False without memory; then it is as it was. */
bool rill_pile_add(rill_pile_t *pile, const void *data, size_t length);
/** All of it as bytes; the pile is empty then. */
rill_value_t rill_pile_bytes(rill_pile_t *pile);
void rill_pile_clear(rill_pile_t *pile);

#endif
