/* SPDX-License-Identifier: MIT */
#include "stored.h"

#include <stdlib.h>

TEST(queue_order, lifo_gives_the_youngest) {
  clock_open();
  queue = rill_queue_new(clock_, .order = RILL_QUEUE_LIFO);
  for (int i = 1; i <= 4; i++) put(i);
  ck_assert_int_eq(get(), 4);
  put(5);
  ck_rest("(5) (3) (2) (1)");
  rill_unref(queue);
  clock_close();
}

TEST(queue_order, lifo_serves_those_who_wait_in_turn) {
  clock_open();
  queue = rill_queue_new(clock_, .order = RILL_QUEUE_LIFO);
  put(1);
  WATCH(rill_queue_get(queue), "a");
  put(2);
  WATCH(rill_queue_get(queue), "b");
  put(3);
  put(4);
  ck_assert_int_eq(get(), 2); /* behind the two that are spoken for */
  turn();
  ck_log("a(4) b(3)");
  ck_rest("(1)");
  rill_unref(queue);
  clock_close();
}

TEST(queue_order, priority_gives_the_smallest) {
  clock_open();
  queue = rill_queue_new(clock_, .order = RILL_QUEUE_PRIORITY);
  static const int items[] = {5, 3, 8, 1, 9, 2, 7};
  for (size_t i = 0; i < 7; i++) put(items[i]);
  ck_assert_int_eq(get(), 1);
  put(4);
  put(0);
  ck_rest("(0) (2) (3) (4) (5) (7) (8) (9)");
  rill_unref(queue);
  clock_close();
}

TEST(queue_order, who_waits_gets_the_smallest_there_is_then) {
  clock_open();
  queue = rill_queue_new(clock_, .order = RILL_QUEUE_PRIORITY);
  WATCH(rill_queue_get(queue), "a");
  put(5);
  put(1);
  ck_assert_int_eq(get(), 5);
  turn();
  ck_log("a(1)");
  rill_unref(queue);
  clock_close();
}

TEST(queue_order, equal_ones_stay_in_order) {
  clock_open();
  queue = rill_queue_new(clock_, .order = RILL_QUEUE_PRIORITY,
                         .cmp = rill_call(by_tens));
  static const int items[] = {21, 11, 22, 12, 31, 13, 23, 10, 20};
  for (size_t i = 0; i < 9; i++) put(items[i]);
  ck_rest("(11) (12) (13) (10) (21) (22) (23) (20) (31)");
  rill_unref(queue);
  clock_close();
}

/* Against an array that is kept the slow way. */
TEST(queue_order, random_items_come_in_order) {
  enum { MANY = 3000, KEYS = 50 };
  static int64_t expected[MANY];
  size_t count = 0;
  clock_open();
  queue = rill_queue_new(clock_, .capacity = MANY, .cmp = rill_call(by_tens),
                         .order = RILL_QUEUE_PRIORITY);
  srand(1);
  for (int i = 0; i < MANY; i++) {
    int64_t item = rand() % (10 * KEYS);
    size_t at = count;
    while (at > 0 && expected[at - 1] / 10 > item / 10) at--;
    memmove(expected + at + 1, expected + at, (count - at) * sizeof *expected);
    expected[at] = item;
    count++;
    put(item);
    if (rand() % 3 > 0) continue;
    ck_assert_int_eq(get(), expected[0]);
    memmove(expected, expected + 1, --count * sizeof *expected);
  }
  for (size_t i = 0; i < count; i++) ck_assert_int_eq(get(), expected[i]);
  ck_assert_int_eq(get(), RILL_EAGAIN);
  rill_unref(queue);
  clock_close();
}

/* Fails for 13, and is no int for 14. */
static rill_value_t superstitious(rill_value_t a, rill_value_t b,
                                  void *context) {
  if (rill_as_int(a) == 13) return rill_fail(rill_error_new(7, "unlucky"));
  if (rill_as_int(a) == 14) return rill_string("what");
  return by_tens(a, b, context);
}

TEST(queue_order, a_failing_cmp_keeps_the_item_out) {
  clock_open();
  queue = rill_queue_new(clock_, .order = RILL_QUEUE_PRIORITY, .capacity = 2,
                         .cmp = rill_call(superstitious));
  put(40);
  ck_assert_int_eq(rill_queue_try_put(queue, rill_int(13)), 7);
  ck_assert_int_eq(code_at_once(rill_queue_put(queue, rill_int(13))), 7);
  ck_assert_int_eq(code_at_once(rill_queue_put(queue, rill_int(14))),
                   RILL_ETYPE);
  put(30);
  WATCH(rill_queue_put(queue, rill_int(13)), "waits");
  WATCH(rill_queue_put(queue, rill_int(20)), "next");
  ck_assert_int_eq(get(), 30);
  turn();
  ck_log("waits(error) next(none)");
  ck_rest("(20) (40)");
  rill_unref(queue);
  clock_close();
}

static rill_promise_t *victim;

static rill_value_t meddle(rill_value_t a, rill_value_t b, void *context) {
  rill_value_t item;
  ck_assert_int_eq(rill_queue_try_put(queue, a), RILL_EPROTOCOL);
  ck_assert_int_eq(rill_queue_try_get(queue, &item), RILL_EPROTOCOL);
  ck_assert_int_eq(rill_queue_close(queue, RILL_QUEUE_NOW), RILL_EPROTOCOL);
  ck_assert_int_eq(code_at_once(rill_queue_get(queue)), RILL_EPROTOCOL);
  rill_promise_cancel(victim);
  return by_tens(a, b, context);
}

TEST(queue_order, cmp_may_not_meddle) {
  clock_open();
  queue = rill_queue_new(clock_, .order = RILL_QUEUE_PRIORITY, .capacity = 2,
                         .cmp = rill_call(meddle));
  victim = NULL;
  put(20);
  put(10);
  victim = rill_queue_put(queue, rill_int(30));
  ck_assert_int_eq(get(), 10); /* and cancels the one that comes in */
  ck_assert_int_eq(code_of(victim), RILL_ECANCELED);
  ck_rest("(20) (30)");
  rill_unref(victim);
  rill_unref(queue);
  clock_close();
}
