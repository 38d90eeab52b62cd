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

/**
 * A radix heap for what is due at `floor` or later: a row of lists, by the
 * highest bit in which a due time differs from `floor`. Tasks are looked at
 * only when the first ones have been taken, and then each moves to a lower
 * list, in the order in which they lie in memory. Inserting and removing take
 * constant time; to find the next one takes amortised time by the number of
 * bits.
 *
 * `floor` is 0 or the due time of one that was the first, and so rises. What is
 * due before it goes into a pairing heap. All zero is empty.
 */
typedef struct rill_heap {
  rill_task_t *root; /* the first of all */
  size_t count;
  rill_time_t floor;
  uint64_t filled; /* a bit for each list */
  struct rill_heap_list {
    rill_task_t *first, *last;
    rill_task_t *least; /* NULL: it has left, and another one is not known */
  } lists[64]; /* 0: due at the floor */
  rill_task_t *early; /* the root of the pairing heap */
} rill_heap_t;

void rill_heap_insert(rill_heap_t *heap, rill_task_t *task);
void rill_heap_remove(rill_heap_t *heap, rill_task_t *task);

#endif
