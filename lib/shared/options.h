/* SPDX-License-Identifier: MIT */
/* Reading an options struct that may be older, and so shorter, than ours. */
#ifndef RILL_SHARED_OPTIONS_H
#define RILL_SHARED_OPTIONS_H

#include <stddef.h>
#include <string.h>

#include "base/memory.h"

/** Copies the `given` bytes that the caller's struct has into `to`, which has
 * `size`; what is beyond is zero: the default. `from` may be NULL. */
static inline void rill_options_copy(void *to, size_t size, const void *from,
                                     size_t given) {
  if (rill_likely(given == size)) {
    rill_copy(to, from, size);
    return;
  }
  memset(to, 0, size);
  if (from != NULL) memcpy(to, from, given < size ? given : size);
}

/** Declares `name`, a copy of `*from`, whatever size that one has. */
#define RILL_OPTIONS(type, name, from)                                        \
  type name;                                                                  \
  rill_options_copy(&name, sizeof name, (from),                               \
                    (from) != NULL ? (from)->size : 0)

#endif
