/* SPDX-License-Identifier: MIT */
/* queue_post: from other threads, later and in order. */
#include <pthread.h>
#include <sched.h>

#include "places.h"
#include "support/heard.h"

static rill_queue_t *queue;

static int64_t try_get(void) {
  rill_value_t item;
  int code = rill_queue_try_get(queue, &item);
  return code != 0 ? code : rill_as_int(item);
}
static int post(int64_t i) { return rill_queue_post(queue, rill_int(i)); }

TEST(queue_post, puts_later_and_in_order) {
  clock_open();
  queue = rill_queue_new(clock_);
  for (int i = 1; i <= 3; i++) ck_assert_int_eq(post(i), 0);
  ck_assert_int_eq(try_get(), RILL_EAGAIN);
  WATCH(rill_queue_get(queue), "a");
  turn();
  ck_log("a(1)");
  ck_assert_int_eq(try_get(), 2);
  ck_assert_int_eq(try_get(), 3);
  rill_unref(queue);
  clock_close();
}

TEST(queue_post, waits_in_line_for_room) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = 2);
  rill_queue_try_put(queue, rill_int(1));
  post(2);
  post(3);
  ck_assert_int_eq(post(4), RILL_EAGAIN);
  turn();
  ck_assert_int_eq(post(4), 0);
  WATCH(rill_queue_put(queue, rill_int(10)), "p10");
  WATCH(rill_queue_put(queue, rill_int(11)), "p11");
  turn();
  ck_assert_int_eq(post(5), RILL_EAGAIN);
  /* One at a time, in turns with the others. */
  static const int64_t order[] = {1, 2, 3, 10, 11, 4};
  for (size_t i = 0; i < 6; i++) ck_assert_int_eq(try_get(), order[i]);
  ck_assert_int_eq(try_get(), RILL_EAGAIN);
  turn();
  ck_log("p10(none) p11(none)");
  rill_unref(queue);
  clock_close();
}

TEST(queue_post, what_was_taken_is_in_when_it_is_closed) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = 2);
  for (int i = 1; i <= 2; i++) rill_queue_try_put(queue, rill_int(i));
  post(3);
  turn();
  post(4);
  rill_queue_close(queue, RILL_QUEUE_DRAIN);
  ck_assert_int_eq(post(5), RILL_ECLOSED);
  turn();
  for (int i = 1; i <= 4; i++) ck_assert_int_eq(try_get(), i);
  ck_assert_int_eq(try_get(), RILL_ECLOSED);
  rill_unref(queue);
  clock_close();
}

static rill_value_t drops(rill_value_t item, void *context) {
  (void) context;
  log_add("drops", item);
  return rill_none();
}

TEST(queue_post, is_dropped_by_a_close_now) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = 2, .dropped = rill_call(drops));
  rill_queue_try_put(queue, rill_int(1));
  post(2);
  post(3);
  rill_queue_close(queue, RILL_QUEUE_NOW);
  ck_log("drops(2) drops(3) drops(1)");
  rill_unref(queue);
  queue = rill_queue_new(clock_, .capacity = 1, .dropped = rill_call(drops));
  post(1);
  turn();
  post(2);
  turn();
  rill_unref(queue); /* with one that waits for room */
  ck_log("drops(1) drops(2)");
  clock_close();
}

TEST(queue_post, obeys_the_policy) {
  clock_open();
  queue = rill_queue_new(clock_, .capacity = 2, .dropped = rill_call(drops),
                         .overflow = RILL_OVERFLOW_DROP_HEAD);
  post(1);
  post(2);
  turn();
  post(3);
  rill_queue_close(queue, RILL_QUEUE_DRAIN);
  ck_log("drops(1)");
  ck_assert_int_eq(try_get(), 2);
  ck_assert_int_eq(try_get(), 3);
  rill_unref(queue);
  queue = rill_queue_new(clock_, .capacity = 1, .dropped = rill_call(drops),
                         .overflow = RILL_OVERFLOW_FAIL);
  rill_queue_try_put(queue, rill_int(1));
  post(2);
  turn();
  ck_log("unhandled(RILL_EOVERFLOW) drops(2)");
  rill_unref(queue);
  clock_close();
}

TEST(queue_post, ends_with_its_scheduler) {
  clock_open();
  queue = rill_queue_new(clock_);
  post(1);
  clock_close();
  rill_value_t item = rill_string("x");
  ck_assert_int_eq(rill_queue_post(queue, item), RILL_ECLOSED);
  ck_assert_int_eq(rill_queue_post(queue, item), RILL_ECLOSED);
  rill_value_unref(item);
  rill_unref(queue);
}

enum { THREADS = 4, EACH = 3000 };

static void *post_many(void *first) {
  for (int64_t i = 0; i < EACH; i++) {
    int code;
    while ((code = post(*(int64_t *) first + i)) == RILL_EAGAIN) sched_yield();
    ck_assert_int_eq(code, 0);
  }
  rill_unref(queue);
  return NULL;
}

static int64_t next_of[THREADS], received;

static void check_order(rill_value_t item, void *context) {
  int64_t i = rill_as_int(item), thread = i / EACH;
  (void) context;
  ck_assert_int_eq(i % EACH, next_of[thread]);
  next_of[thread]++;
  if (++received == THREADS * EACH) rill_queue_close(queue, RILL_QUEUE_DRAIN);
}

TEST(queue_post, from_many_threads) {
  struct looper l;
  pthread_t threads[THREADS];
  int64_t first[THREADS];
  received = 0;
  looper_open(&l);
  looper_keep_alive(&l);
  queue = rill_queue_new(l.scheduler, .capacity = 16);
  rill_subscription_t *run = rill_subscribe(
      l.scheduler, rill_queue_observable(queue), .next = check_order);
  for (int i = 0; i < THREADS; i++) {
    first[i] = (int64_t) i * EACH;
    rill_ref_object(queue);
    pthread_create(&threads[i], NULL, post_many, &first[i]);
  }
  while (!rill_is_over(run)) uv_run(&l.loop, UV_RUN_ONCE);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  ck_assert_int_eq(received, THREADS * EACH);
  rill_unref(run);
  rill_unref(queue);
  looper_let_go(&l);
  looper_close(&l);
}

static void *use_elsewhere(void *code) {
  rill_value_t item;
  int *result = code;
  result[0] = rill_queue_try_put(queue, rill_int(1));
  result[1] = rill_queue_try_get(queue, &item);
  result[2] = rill_queue_task_done(queue);
  result[3] = rill_queue_close(queue, RILL_QUEUE_NOW);
  result[4] = code_at_once(rill_queue_put(queue, rill_int(1)));
  result[5] = code_at_once(rill_queue_get(queue));
  result[6] = code_at_once(rill_queue_join(queue));
  return NULL;
}

TEST(queue_post, is_all_that_other_threads_may) {
  pthread_t thread;
  int codes[7] = {0};
  clock_open();
  queue = rill_queue_new(clock_);
  pthread_create(&thread, NULL, use_elsewhere, codes);
  pthread_join(thread, NULL);
  for (int i = 0; i < 7; i++) ck_assert_int_eq(codes[i], RILL_EWRONGTHREAD);
  turn();
  ck_log("unhandled(RILL_EWRONGTHREAD) unhandled(RILL_EWRONGTHREAD) "
         "unhandled(RILL_EWRONGTHREAD)");
  rill_unref(queue);
  clock_close();
}
