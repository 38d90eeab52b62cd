/* SPDX-License-Identifier: MIT */
/* gauge: how many are in a place now, and how many were at most. */
#ifndef LINKCRAWL_GAUGE_H
#define LINKCRAWL_GAUGE_H

#include <stdatomic.h>
#include <stddef.h>

/* atomic: one goes in on one thread and comes out on another */
struct gauge {
  const char *name;
  size_t bound;
  atomic_size_t now, peak;
};

static inline void gauge_enter(struct gauge *gauge) {
  size_t now = atomic_fetch_add(&gauge->now, 1) + 1;
  size_t peak = atomic_load(&gauge->peak);
  while (now > peak &&
         !atomic_compare_exchange_weak(&gauge->peak, &peak, now)) {
  }
}

static inline void gauge_leave(struct gauge *gauge) {
  atomic_fetch_sub(&gauge->now, 1);
}

#endif
