/* SPDX-License-Identifier: MIT */
/* Bytes or strings in, strings out, split at a separator wherever the chunks
 * begin and end: what split and lines share.
 *
 * One chunk at a time is asked for, when there is no piece left and somebody
 * wants one. Each byte is looked at once: what has no separator goes to the
 * rest, which the next piece begins with. */
#ifndef RILL_SHARED_SPLITTER_H
#define RILL_SHARED_SPLITTER_H

#include "core/operator.h"

/** The most bytes of a piece, if nothing else is said. */
enum { RILL_SPLITTER_LIMIT = 1 << 20 };

typedef struct rill_splitter_params {
  rill_value_t separator; /* a string; RILL_NONE: it was NULL */
  int64_t limit;
  bool returns; /* a carriage return before the separator belongs to it */
} rill_splitter_params_t;

typedef struct rill_splitter {
  int64_t demand;
  rill_value_t chunk;
  const char *data; /* of the chunk, what is not split yet */
  size_t left;
  char *rest; /* of the chunks before it */
  size_t length, room;
  bool asked, done, draining;
} rill_splitter_t;

rill_error_t *rill_splitter_check(const void *params);
void rill_splitter_forget(void *params);
size_t rill_splitter_next(rill_stage_t *stage, const rill_value_t *items,
                          size_t count);
void rill_splitter_complete(rill_stage_t *stage);
void rill_splitter_request(rill_stage_t *stage, int64_t count);
void rill_splitter_release(rill_stage_t *stage);

#define RILL_SPLITTER_OPS                                                     \
  .state_size = sizeof(rill_splitter_t),                                      \
  .params_size = sizeof(rill_splitter_params_t),                              \
  .check = rill_splitter_check, .forget = rill_splitter_forget,               \
  .next = rill_splitter_next, .complete = rill_splitter_complete,             \
  .request = rill_splitter_request, .release = rill_splitter_release

#endif
