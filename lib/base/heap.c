/* SPDX-License-Identifier: MIT */
/* heap: a pairing heap, ordered by due time, then by order of making. */
#include "base/heap.h"

static bool task_before(const rill_task_t *a, const rill_task_t *b) {
  if (a->due != b->due) return a->due < b->due;
  return a->order < b->order;
}

static rill_task_t *heap_meld(rill_task_t *a, rill_task_t *b) {
  if (a == NULL) return b;
  if (b == NULL) return a;
  if (task_before(b, a)) {
    rill_task_t *swap = a;
    a = b;
    b = swap;
  }
  b->next = a->child;
  if (a->child != NULL) a->child->back = b;
  b->back = a;
  a->child = b;
  return a;
}

/* Two passes: pairs from left to right, then all from right to left. */
static rill_task_t *heap_meld_siblings(rill_task_t *first) {
  rill_task_t *pairs = NULL;
  while (first != NULL) {
    rill_task_t *a = first, *b = first->next;
    first = b != NULL ? b->next : NULL;
    a->next = a->back = NULL;
    if (b != NULL) b->next = b->back = NULL;
    a = heap_meld(a, b);
    a->next = pairs;
    pairs = a;
  }
  rill_task_t *root = NULL;
  while (pairs != NULL) {
    rill_task_t *a = pairs;
    pairs = a->next;
    a->next = NULL;
    root = heap_meld(root, a);
  }
  return root;
}

void rill_heap_insert(rill_heap_t *heap, rill_task_t *task) {
  task->child = task->next = task->back = NULL;
  heap->root = heap_meld(heap->root, task);
  heap->count++;
}

void rill_heap_remove(rill_heap_t *heap, rill_task_t *task) {
  rill_task_t *rest = heap_meld_siblings(task->child);
  heap->count--;
  if (heap->root == task) {
    heap->root = rest;
  } else {
    if (task->back->child == task)
      task->back->child = task->next;
    else
      task->back->next = task->next;
    if (task->next != NULL) task->next->back = task->back;
    heap->root = heap_meld(heap->root, rest);
  }
  task->child = task->next = task->back = NULL;
}
