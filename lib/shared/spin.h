/* SPDX-License-Identifier: MIT */
/* Looking again for a moment before going to sleep: what another thread is
 * about to do costs less so than being woken for it. */
#ifndef RILL_SHARED_SPIN_H
#define RILL_SHARED_SPIN_H

#include <stdbool.h>
#include <stdint.h>

/** How it went lately: who looked in vain looks less often. All zero at
 * first. */
typedef struct rill_spin {
  uint8_t vain; /* times in a row */
  uint8_t skip; /* times from now on */
} rill_spin_t;

/** Until `is_there(context)`, for `time` nanoseconds at most; not at all where
 * there is one processor. False: it was not there when last looked at, if at
 * all. */
bool rill_spin_until(rill_spin_t *spin, uint64_t time,
                     bool (*is_there)(const void *context),
                     const void *context);

#endif
