/* SPDX-License-Identifier: MIT */
/* What each thread keeps for itself: free memory, counts of what is alive, and
 * who waits to be destroyed.
 *
 * One pointer is all that is thread-local, so that reaching it is a load even
 * in a shared library that was opened at run time. */
#ifndef RILL_BASE_THREAD_H
#define RILL_BASE_THREAD_H

#include "base/memory.h"

enum {
  RILL_POOL_STEP = 16,
  RILL_POOL_CLASSES = 256 / RILL_POOL_STEP,
  RILL_TYPES = 256,
  RILL_TYPES_RECENT = 16
};

struct rill_slot { struct rill_slot *next; };
struct rill_graveyard;

typedef struct rill_thread rill_thread_t;
struct rill_thread {
  struct rill_slot *free[RILL_POOL_CLASSES];
  uint32_t kept[RILL_POOL_CLASSES];
  struct rill_graveyard *graveyard;
  const rill_type_t *recent[RILL_TYPES_RECENT];
  uint8_t recent_slot[RILL_TYPES_RECENT];
  int64_t live[RILL_TYPES]; /* read by all threads, written by this one */
  rill_thread_t *next, **link;
};

extern __thread rill_thread_t *rill_thread_here
    __attribute__((tls_model("initial-exec")));

/** Makes this thread's; NULL without memory. */
rill_thread_t *rill_thread_enter(void);

static inline rill_thread_t *rill_thread(void) {
  rill_thread_t *here = rill_thread_here;
  return rill_likely(here != NULL) ? here : rill_thread_enter();
}

/** Gives back what a thread's free lists hold. */
void rill_pool_empty(rill_thread_t *thread);
/** The sums of a thread that ends are kept; for rill_thread_enter(). */
void rill_live_join(rill_thread_t *thread);
void rill_live_leave(rill_thread_t *thread);

#endif
