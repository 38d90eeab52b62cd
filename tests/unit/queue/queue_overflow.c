/* SPDX-License-Identifier: MIT */
/* What goes when there is too much in a queue. */
#include "stored.h"

static rill_value_t drops(rill_value_t item, void *context) {
  log_add("drops", item);
  if (context != NULL) return rill_fail(rill_error_new(7, "failed"));
  return rill_none();
}

/* What becomes of 1 to 5 in a queue of three. */
static void ck_overflow(rill_queue_order_t order, rill_overflow_t overflow,
                        const char *expected, const char *rest) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = 3, .order = order,
                         .overflow = overflow, .dropped = rill_call(drops));
  for (int i = 1; i <= 5; i++) put(i);
  ck_log(expected);
  ck_rest(rest);
  rill_unref(queue);
  clock_close();
}

TEST(queue_overflow, drops_as_it_is_told) {
  ck_overflow(RILL_QUEUE_FIFO, RILL_OVERFLOW_DROP_HEAD, "drops(1) drops(2)",
              "(3) (4) (5)");
  ck_overflow(RILL_QUEUE_FIFO, RILL_OVERFLOW_DROP_TAIL, "drops(3) drops(4)",
              "(1) (2) (5)");
  ck_overflow(RILL_QUEUE_FIFO, RILL_OVERFLOW_DROP_NEW, "drops(4) drops(5)",
              "(1) (2) (3)");
  ck_overflow(RILL_QUEUE_FIFO, RILL_OVERFLOW_DROP_ALL,
              "drops(1) drops(2) drops(3)", "(4) (5)");
  ck_overflow(RILL_QUEUE_FIFO, RILL_OVERFLOW_LATEST,
              "drops(1) drops(2) drops(3) drops(4)", "(5)");
  ck_overflow(RILL_QUEUE_FIFO, RILL_OVERFLOW_GROW, "", "(1) (2) (3) (4) (5)");
}

TEST(queue_overflow, of_a_lifo_goes_by_age) {
  ck_overflow(RILL_QUEUE_LIFO, RILL_OVERFLOW_DROP_HEAD, "drops(1) drops(2)",
              "(5) (4) (3)");
  ck_overflow(RILL_QUEUE_LIFO, RILL_OVERFLOW_DROP_TAIL, "drops(3) drops(4)",
              "(5) (2) (1)");
  ck_overflow(RILL_QUEUE_LIFO, RILL_OVERFLOW_DROP_ALL,
              "drops(1) drops(2) drops(3)", "(5) (4)");
  ck_overflow(RILL_QUEUE_LIFO, RILL_OVERFLOW_LATEST,
              "drops(1) drops(2) drops(3) drops(4)", "(5)");
}

TEST(queue_overflow, of_a_priority_queue_goes_by_its_order) {
  ck_overflow(RILL_QUEUE_PRIORITY, RILL_OVERFLOW_DROP_HEAD, "drops(1) drops(2)",
              "(3) (4) (5)");
  ck_overflow(RILL_QUEUE_PRIORITY, RILL_OVERFLOW_DROP_TAIL, "drops(4) drops(5)",
              "(1) (2) (3)");
  ck_overflow(RILL_QUEUE_PRIORITY, RILL_OVERFLOW_DROP_ALL,
              "drops(1) drops(2) drops(3)", "(4) (5)");
  ck_overflow(RILL_QUEUE_PRIORITY, RILL_OVERFLOW_LATEST,
              "drops(1) drops(2) drops(3) drops(4)", "(5)");
}

TEST(queue_overflow, the_latest_may_be_the_smallest) {
  clock_open();
  queue = rill_queue_new(clock_, .order = RILL_QUEUE_PRIORITY,
                         .overflow = RILL_OVERFLOW_LATEST);
  ck_assert_int_eq(rill_queue_capacity(queue), 1);
  put(3);
  put(1);
  put(2);
  ck_rest("(2)");
  rill_unref(queue);
  clock_close();
}

TEST(queue_overflow, keeps_the_new_one_wherever_it_goes) {
  clock_open();
  queue =
      rill_queue_new(clock_, .order = RILL_QUEUE_PRIORITY, .capacity = 3,
                     .overflow = RILL_OVERFLOW_DROP_ALL,
                     .cmp = rill_call(by_tens), .dropped = rill_call(drops));
  static const int items[] = {50, 60, 70, 65};
  for (size_t i = 0; i < 4; i++) put(items[i]);
  ck_log("drops(50) drops(60) drops(70)");
  ck_rest("(65)");
  rill_unref(queue);
  clock_close();
}

/* One getter waits: what he is about to have is not dropped. */
static void ck_overflow_called(rill_queue_order_t order,
                               rill_overflow_t overflow, const char *expected) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = 2, .order = order,
                         .overflow = overflow, .dropped = rill_call(drops));
  WATCH(rill_queue_get(queue), "a");
  for (int i = 1; i <= 5; i++) put(i);
  ck_assert_uint_le(rill_queue_length(queue), 2);
  turn();
  for (int64_t i; (i = get()) >= 0;) log_add("", rill_int(i));
  ck_log(expected);
  rill_unref(queue);
  clock_close();
}

TEST(queue_overflow, leaves_what_somebody_is_about_to_have) {
  ck_overflow_called(RILL_QUEUE_FIFO, RILL_OVERFLOW_DROP_HEAD,
                     "drops(2) drops(3) a(1) (4) (5)");
  ck_overflow_called(RILL_QUEUE_FIFO, RILL_OVERFLOW_DROP_TAIL,
                     "drops(3) drops(4) a(1) (2) (5)");
  ck_overflow_called(RILL_QUEUE_FIFO, RILL_OVERFLOW_DROP_NEW,
                     "drops(4) drops(5) a(1) (2) (3)");
  ck_overflow_called(RILL_QUEUE_FIFO, RILL_OVERFLOW_DROP_ALL,
                     "drops(2) drops(3) a(1) (4) (5)");
  ck_overflow_called(RILL_QUEUE_FIFO, RILL_OVERFLOW_LATEST,
                     "drops(2) drops(3) drops(4) a(1) (5)");
  ck_overflow_called(RILL_QUEUE_LIFO, RILL_OVERFLOW_DROP_HEAD,
                     "drops(1) drops(2) a(5) (4) (3)");
  ck_overflow_called(RILL_QUEUE_LIFO, RILL_OVERFLOW_DROP_TAIL,
                     "drops(3) drops(4) a(5) (2) (1)");
  ck_overflow_called(RILL_QUEUE_PRIORITY, RILL_OVERFLOW_DROP_TAIL,
                     "drops(4) drops(5) a(1) (2) (3)");
}

TEST(queue_overflow, fails_as_it_is_told) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = 1, .overflow = RILL_OVERFLOW_FAIL);
  put(1);
  ck_assert_int_eq(rill_queue_try_put(queue, rill_int(2)), RILL_EOVERFLOW);
  rill_promise_t *p = rill_queue_put(queue, rill_int(2));
  ck_assert_int_eq(code_of(p), RILL_EOVERFLOW);
  ck_assert_str_has(rill_error_message(rill_promise_error(p)),
                    "rill_queue_put: 1 items are queued (capacity 1)");
  rill_unref(p);
  ck_rest("(1)");
  rill_unref(queue);
  clock_close();
}

TEST(queue_overflow, what_is_dropped_is_done) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = 1,
                         .overflow = RILL_OVERFLOW_DROP_HEAD);
  for (int i = 1; i <= 3; i++) put(i);
  WATCH(rill_queue_join(queue), "join");
  ck_assert_int_eq(get(), 3);
  ck_assert_int_eq(rill_queue_task_done(queue), 0);
  turn();
  ck_log("join(none)");
  rill_unref(queue);
  clock_close();
}

static rill_value_t put_back(rill_value_t item, void *context) {
  (void) context;
  ck_assert_int_eq(rill_queue_try_put(queue, item), RILL_EPROTOCOL);
  ck_assert_int_eq(code_at_once(rill_queue_put(queue, item)), RILL_EPROTOCOL);
  log_add("drops", item);
  return rill_none();
}

TEST(queue_overflow, the_hook_may_not_meddle) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = 1, .dropped = rill_call(put_back),
                         .overflow = RILL_OVERFLOW_DROP_HEAD);
  put(1);
  put(2);
  ck_log("drops(1)");
  ck_rest("(2)");
  rill_unref(queue);
  clock_close();
}

TEST(queue_overflow, the_failure_of_the_hook_is_told) {
  clock_open();
  static char failing_hook[] = "fails";
  queue = rill_queue_new(
      clock_, .capacity = 1, .overflow = RILL_OVERFLOW_DROP_NEW,
      .dropped = rill_call_with(drops, rill_borrow((void *) failing_hook)));
  put(1);
  put(2);
  ck_log("drops(2) unhandled(error)");
  rill_unref(queue);
  ck_log("drops(1) unhandled(error)");
  clock_close();
}

TEST(queue_overflow, grows_without_a_bound) {
  enum { MANY = 100000 };
  clock_open();
  queue = rill_queue_new(clock_, .capacity = 1, .overflow = RILL_OVERFLOW_GROW);
  ck_assert(rill_queue_capacity(queue) == RILL_UNBOUNDED);
  for (int i = 0; i < MANY; i++) put(i);
  ck_assert_uint_eq(rill_queue_length(queue), MANY);
  for (int i = 0; i < MANY; i++) ck_assert_int_eq(get(), i);
  rill_unref(queue);
  clock_close();
}

static rill_value_t unhandled_not(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

TEST(queue_overflow, ends_without_memory) {
  static const rill_overflow_t all[] = {
      RILL_OVERFLOW_DROP_HEAD, RILL_OVERFLOW_DROP_TAIL, RILL_OVERFLOW_DROP_NEW,
      RILL_OVERFLOW_DROP_ALL,  RILL_OVERFLOW_LATEST,    RILL_OVERFLOW_GROW};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    failing_each(FAILING_ONE) {
      clock_open();
      queue = clock_ == NULL
                  ? NULL
                  : rill_queue_new(clock_, .capacity = 2, .overflow = all[i],
                                   .order = RILL_QUEUE_PRIORITY,
                                   .dropped = rill_call(unhandled_not));
      rill_value_t item = rill_string("a");
      for (int n = 0; n < 12 && queue != NULL; n++)
        rill_queue_try_put(queue, item);
      rill_value_unref(item);
      rill_unref(queue);
      clock_close();
    }
}
