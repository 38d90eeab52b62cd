/* SPDX-License-Identifier: MIT */
/* Timers in order of due time: an intrusive heap that never allocates. */
#ifndef RILL_BASE_HEAP_H
#define RILL_BASE_HEAP_H

#include <rill/object.h>

/** One thing to do at a time. Embed it; all zero is not scheduled. */
typedef struct rill_task rill_task_t;
struct rill_task {
  /** `status` is 0, or RILL_ECLOSED when the scheduler closes before. */
  void (*run)(rill_task_t *task, int status);
  rill_time_t due;
  uint64_t order; /* of equal due times, the first made runs first; 0: out */
  rill_task_t *child, *next;
  rill_task_t *back; /* the previous sibling, or the parent of the first */
};

/** A pairing heap: inserts in constant time, removes in O(log n) amortised. */
typedef struct rill_heap {
  rill_task_t *root;
  size_t count;
} rill_heap_t;

void rill_heap_insert(rill_heap_t *heap, rill_task_t *task);
void rill_heap_remove(rill_heap_t *heap, rill_task_t *task);

#endif
