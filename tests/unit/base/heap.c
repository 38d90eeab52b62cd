/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "base/heap.h"

enum { MANY = 1000 };

static uint32_t state = 1;

static uint32_t random_next(void) { return state = state * 1664525u + 1013904223u; }

static void insert(rill_heap_t *heap, rill_task_t *task, rill_time_t due) {
  static uint64_t order;
  task->due = due;
  task->order = ++order;
  rill_heap_insert(heap, task);
}

static rill_task_t *take(rill_heap_t *heap) {
  rill_task_t *first = heap->root;
  rill_heap_remove(heap, first);
  return first;
}

TEST(heap, gives_the_earliest_first) {
  rill_heap_t heap = {0};
  rill_task_t a = {0}, b = {0}, c = {0};
  insert(&heap, &a, 30);
  insert(&heap, &b, 10);
  insert(&heap, &c, 20);
  ck_assert_ptr_eq(take(&heap), &b);
  ck_assert_ptr_eq(take(&heap), &c);
  ck_assert_ptr_eq(take(&heap), &a);
  ck_assert_ptr_null(heap.root);
}

TEST(heap, equal_times_come_in_the_order_they_were_made) {
  rill_heap_t heap = {0};
  static rill_task_t tasks[MANY];
  for (size_t i = 0; i < MANY; i++) insert(&heap, &tasks[i], 7);
  for (size_t i = 0; i < MANY; i++) ck_assert_ptr_eq(take(&heap), &tasks[i]);
}

/* Half of them is taken out again from wherever it lies. */
TEST(heap, stays_in_order_when_members_leave) {
  rill_heap_t heap = {0};
  static rill_task_t tasks[MANY];
  for (size_t i = 0; i < MANY; i++)
    insert(&heap, &tasks[i], random_next() % 100);
  rill_heap_remove(&heap, heap.root);
  for (size_t i = 0; i < MANY; i += 2)
    if (tasks[i].child != NULL || tasks[i].back != NULL ||
        heap.root == &tasks[i])
      rill_heap_remove(&heap, &tasks[i]);
  size_t left = heap.count;
  rill_time_t last_due = -1;
  uint64_t last_order = 0;
  for (; left > 0; left--) {
    rill_task_t *task = take(&heap);
    ck_assert(task->due > last_due ||
              (task->due == last_due && task->order > last_order));
    last_due = task->due;
    last_order = task->order;
  }
  ck_assert_uint_eq(heap.count, 0);
  ck_assert_ptr_null(heap.root);
}

/* What comes before the last first one, and times at both ends. */
TEST(heap, takes_earlier_ones_at_any_time) {
  rill_heap_t heap = {0};
  static rill_task_t tasks[MANY];
  rill_time_t clock = RILL_SEC(1000);
  for (size_t step = 0; step < 20 * MANY; step++) {
    rill_task_t *task = &tasks[random_next() >> 8 & 511];
    if (task->order == 0) {
      rill_time_t due = clock + (random_next() >> 8) % 5000 - 1000;
      if (step % 100 == 0) due = step % 200 == 0 ? INT64_MIN : INT64_MAX;
      insert(&heap, task, due);
    } else {
      if (heap.root->due > clock && heap.root->due < INT64_MAX)
        clock = heap.root->due;
      if (step % 3 != 0) task = heap.root;
      rill_heap_remove(&heap, task);
      task->order = 0;
    }
    for (size_t i = 0; step % 50 == 0 && i < MANY; i++)
      ck_assert(tasks[i].order == 0 || tasks[i].due >= heap.root->due);
  }
  for (rill_time_t last = INT64_MIN; heap.root != NULL;) {
    ck_assert(heap.root->due >= last);
    last = heap.root->due;
    take(&heap);
  }
  ck_assert_uint_eq(heap.count, 0);
}
