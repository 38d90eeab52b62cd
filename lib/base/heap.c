/* SPDX-License-Identifier: MIT */
/* heap: a radix heap, and a pairing heap for what comes before its floor.
 * Ordered by due time, then by order of making, which is that of inserting. */
#include "base/heap.h"

static bool task_before(const rill_task_t *a, const rill_task_t *b) {
  if (a->due != b->due) return a->due < b->due;
  return a->order < b->order;
}

/* --- The pairing heap ----------------------------------------------------- */

static rill_task_t *pairing_meld(rill_task_t *a, rill_task_t *b) {
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
static rill_task_t *pairing_meld_siblings(rill_task_t *first) {
  rill_task_t *pairs = NULL;
  while (first != NULL) {
    rill_task_t *a = first, *b = first->next;
    first = b != NULL ? b->next : NULL;
    a->next = a->back = NULL;
    if (b != NULL) b->next = b->back = NULL;
    a = pairing_meld(a, b);
    a->next = pairs;
    pairs = a;
  }
  rill_task_t *root = NULL;
  while (pairs != NULL) {
    rill_task_t *a = pairs;
    pairs = a->next;
    a->next = NULL;
    root = pairing_meld(root, a);
  }
  return root;
}

static void pairing_remove(rill_task_t **root, rill_task_t *task) {
  rill_task_t *rest = pairing_meld_siblings(task->child);
  if (*root == task) {
    *root = rest;
    return;
  }
  if (task->back->child == task)
    task->back->child = task->next;
  else
    task->back->next = task->next;
  if (task->next != NULL) task->next->back = task->back;
  *root = pairing_meld(*root, rest);
}

/* --- The radix heap ------------------------------------------------------- */

/* Which list: 0 for the floor itself, else by the highest bit that differs. A
 * task stays where it is when the floor rises below that bit. */
static unsigned radix_index(const rill_heap_t *heap, const rill_task_t *task) {
  uint64_t differs = (uint64_t) (task->due ^ heap->floor);
  return differs == 0 ? 0 : 64 - (unsigned) __builtin_clzll(differs);
}

static void radix_insert(rill_heap_t *heap, rill_task_t *task) {
  unsigned index = radix_index(heap, task);
  struct rill_heap_list *list = &heap->lists[index];
  task->next = NULL;
  task->back = list->last;
  if (list->last != NULL)
    list->last->next = task;
  else
    list->first = list->least = task;
  list->last = task;
  if (list->least != NULL && task->due < list->least->due) list->least = task;
  heap->filled |= (uint64_t) 1 << index;
}

static void radix_remove(rill_heap_t *heap, rill_task_t *task) {
  unsigned index = radix_index(heap, task);
  struct rill_heap_list *list = &heap->lists[index];
  if (task->back != NULL)
    task->back->next = task->next;
  else
    list->first = task->next;
  if (task->next != NULL)
    task->next->back = task->back;
  else
    list->last = task->back;
  if (list->least == task)
    list->least = list->first == list->last ? list->first : NULL;
  if (list->first == NULL) heap->filled &= ~((uint64_t) 1 << index);
}

static rill_task_t *list_least(const struct rill_heap_list *list) {
  if (list->least != NULL) return list->least;
  rill_task_t *least = list->first;
  for (rill_task_t *task = least->next; task != NULL; task = task->next)
    if (task->due < least->due) least = task;
  return least;
}

/* The first one becomes the floor, and those of its list move down. */
static rill_task_t *radix_first(rill_heap_t *heap) {
  if (heap->filled == 0) return NULL;
  unsigned index = (unsigned) __builtin_ctzll(heap->filled);
  struct rill_heap_list list = heap->lists[index];
  if (list.first == list.last || index == 0) return list.first;
  rill_task_t *first = list_least(&list);
  heap->lists[index] = (struct rill_heap_list){0};
  heap->filled &= heap->filled - 1;
  heap->floor = first->due;
  for (rill_task_t *task = list.first, *next; task != NULL; task = next) {
    next = task->next;
    radix_insert(heap, task);
  }
  return first;
}

/* --- Both ----------------------------------------------------------------- */

static rill_task_t *heap_first(rill_heap_t *heap) {
  rill_task_t *first = radix_first(heap);
  if (heap->early == NULL) return first;
  if (first == NULL || task_before(heap->early, first)) return heap->early;
  return first;
}

void rill_heap_insert(rill_heap_t *heap, rill_task_t *task) {
  if (heap->count++ == 0) heap->floor = 0;
  task->child = task->next = task->back = NULL;
  if (task->due >= heap->floor)
    radix_insert(heap, task);
  else
    heap->early = pairing_meld(heap->early, task);
  if (heap->root == NULL || task_before(task, heap->root)) heap->root = task;
}

void rill_heap_remove(rill_heap_t *heap, rill_task_t *task) {
  heap->count--;
  if (task->due >= heap->floor)
    radix_remove(heap, task);
  else
    pairing_remove(&heap->early, task);
  task->child = task->next = task->back = NULL;
  if (heap->root == task) heap->root = heap_first(heap);
}
