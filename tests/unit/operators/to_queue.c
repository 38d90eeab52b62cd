/* SPDX-License-Identifier: MIT */
/* to_queue: into a queue, no faster than it takes. */
#include "support/failing.h"
#include "support/heard.h"
#include "support/probe.h"

#include <rill.h>
#include <rill/test.h>

static rill_scheduler_t *clock_;
static rill_queue_t *queue;
static int unhandled_code;

static void unhandled(rill_error_t *error, void *context) {
  (void) context;
  unhandled_code = rill_error_code(error);
}

static void scene_open(int64_t capacity) {
  clock_ = clock_new();
  rill_scheduler_on_unhandled(clock_, unhandled, NULL);
  queue = rill_queue_new(clock_, .capacity = capacity);
}
static void scene_close(void) {
  rill_unref(queue);
  clock_close(clock_);
}
static void turn(void) { rill_virtual_advance_by(clock_, 0); }
static rill_promise_t *feed(rill_observable_t *flow) {
  return rill_to_queue(clock_, flow, queue);
}
static int64_t get(void) {
  rill_value_t item;
  int code = rill_queue_try_get(queue, &item);
  return code != 0 ? code : rill_as_int(item);
}
/* 1: pending, 0: fulfilled, else the error's code. */
static int state(rill_promise_t *p) {
  rill_error_t *error = rill_promise_error(p);
  if (rill_promise_is_pending(p)) return 1;
  return error != NULL ? rill_error_code(error) : 0;
}
static void finish(rill_promise_t *p, int expected) {
  ck_assert_int_eq(state(p), expected);
  rill_unref(p);
}

TEST(to_queue, puts_all_and_promises_the_end) {
  scene_open(0);
  rill_promise_t *fed = feed(rill_from_marbles("-1-2-|"));
  rill_virtual_advance_to(clock_, 3);
  ck_assert_int_eq(get(), 1);
  ck_assert_int_eq(get(), 2);
  ck_assert_int_eq(state(fed), 1);
  rill_virtual_advance_to(clock_, 5);
  ck_assert(!rill_queue_is_closed(queue));
  finish(fed, 0);
  scene_close();
}

TEST(to_queue, of_an_empty_stream) {
  scene_open(0);
  rill_promise_t *fed = feed(rill_empty());
  turn();
  finish(fed, 0);
  scene_close();
}

static rill_value_t next_number(void *context) {
  int64_t *made = context;
  return *made == 9 ? rill_done() : rill_int(++*made);
}

TEST(to_queue, asks_for_what_there_is_room_for) {
  int64_t made = 0;
  scene_open(3);
  rill_promise_t *fed =
      feed(rill_from_pull(rill_call_with(next_number, rill_borrow(&made))));
  ck_assert_int_eq(made, 3);
  turn();
  ck_assert_int_eq(made, 4); /* one in the hand, in line */
  ck_assert_int_eq(get(), 1);
  ck_assert_uint_eq(rill_queue_length(queue), 3);
  for (int i = 2; i <= 4; i++) ck_assert_int_eq(get(), i);
  ck_assert_int_eq(made, 4);
  turn();
  ck_assert_int_eq(made, 8);
  for (int i = 5; i <= 8; i++) ck_assert_int_eq(get(), i);
  ck_assert_int_eq(state(fed), 1);
  turn();
  ck_assert_int_eq(get(), 9);
  turn();
  finish(fed, 0);
  scene_close();
}

TEST(to_queue, ends_when_the_last_item_has_found_room) {
  scene_open(1);
  rill_promise_t *fed = feed(rill_range(1, 2));
  turn();
  turn();
  ck_assert_uint_eq(rill_scheduler_runs(clock_), 1);
  ck_assert_int_eq(get(), 1);
  turn();
  finish(fed, 0);
  ck_assert_int_eq(get(), 2);
  scene_close();
}

TEST(to_queue, two_streams_and_a_promise_take_turns) {
  scene_open(1);
  rill_promise_t *a = feed(rill_range(10, 3)), *b = feed(rill_range(20, 3));
  for (int i = 0; i < 3; i++) turn();
  rill_promise_t *p = rill_queue_put(queue, rill_int(30));
  char text[64] = "";
  for (int i = 0; i < 7; i++) {
    snprintf(text + strlen(text), 8, "%d ", (int) get());
    turn();
    turn();
  }
  ck_assert_str_eq(text, "10 20 11 30 21 12 22 ");
  finish(a, 0);
  finish(b, 0);
  finish(p, 0);
  scene_close();
}

TEST(to_queue, passes_on_an_error_and_drops_what_waits) {
  scene_open(1);
  rill_promise_t *fed = feed(rill_from_marbles("{one}{two}#"));
  rill_virtual_run(clock_);
  finish(fed, RILL_EFOREIGN);
  ck_assert_uint_eq(rill_queue_length(queue), 1);
  scene_close();
}

TEST(to_queue, ends_when_the_queue_is_closed) {
  scene_open(1);
  rill_promise_t *quiet = feed(rill_never());
  rill_promise_t *waits =
      feed(rill_of(rill_string("a"), rill_string("b"), rill_string("c")));
  turn();
  ck_assert_uint_eq(rill_scheduler_runs(clock_), 2);
  rill_queue_close(queue, RILL_QUEUE_DRAIN);
  ck_assert_uint_eq(rill_scheduler_runs(clock_), 0);
  turn();
  ck_assert_str_has(rill_error_message(rill_promise_error(quiet)),
                    "rill_to_queue: the queue is closed");
  finish(quiet, RILL_ECLOSED);
  finish(waits, RILL_ECLOSED);
  rill_promise_t *late = feed(rill_range(1, 3));
  turn();
  finish(late, RILL_ECLOSED);
  scene_close();
}

TEST(to_queue, canceled_drops_what_waits) {
  scene_open(1);
  rill_promise_t *fed =
      feed(rill_of(rill_string("a"), rill_string("b"), rill_string("c")));
  turn();
  rill_promise_cancel(fed);
  ck_assert_uint_eq(rill_scheduler_runs(clock_), 0);
  finish(fed, RILL_ECANCELED);
  rill_value_t item;
  ck_assert_int_eq(rill_queue_try_get(queue, &item), 0);
  rill_value_unref(item);
  ck_assert_int_eq(rill_queue_try_get(queue, &item), RILL_EAGAIN);
  scene_close();
}

TEST(to_queue, a_queue_that_drops_is_given_everything) {
  clock_ = clock_new();
  queue = rill_queue_new(clock_, .capacity = 2,
                         .overflow = RILL_OVERFLOW_DROP_HEAD);
  rill_promise_t *fed = feed(rill_range(1, 1000));
  finish(fed, 0);
  ck_assert_int_eq(get(), 999);
  ck_assert_int_eq(get(), 1000);
  scene_close();
}

TEST(to_queue, a_queue_that_fails_ends_it) {
  clock_ = clock_new();
  queue = rill_queue_new(clock_, .capacity = 2, .overflow = RILL_OVERFLOW_FAIL);
  rill_promise_t *fed = feed(rill_range(1, 1000));
  ck_assert_str_has(rill_error_message(rill_promise_error(fed)),
                    "rill_to_queue: 2 items are queued (capacity 2)");
  finish(fed, RILL_EOVERFLOW);
  ck_assert_uint_eq(rill_queue_length(queue), 2);
  scene_close();
}

static rill_value_t fails_at_13(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  if (rill_as_int(a) == 13) return rill_fail(rill_error_new(7, "unlucky"));
  return rill_int(rill_as_int(a) - rill_as_int(b));
}

TEST(to_queue, a_failing_cmp_ends_it) {
  for (int64_t capacity = 2; capacity <= 20; capacity += 18) {
    clock_ = clock_new();
    rill_scheduler_on_unhandled(clock_, unhandled, NULL);
    queue = rill_queue_new(clock_, .order = RILL_QUEUE_PRIORITY,
                           .capacity = capacity, .cmp = rill_call(fails_at_13));
    rill_promise_t *fed = feed(rill_range(10, 9));
    turn();
    ck_assert_int_eq(get(), 10);
    turn();
    ck_assert_int_eq(get(), 11); /* makes room for 13 */
    turn();
    finish(fed, 7);
    ck_assert_int_eq(get(), 12);
    ck_assert_int_eq(get(), RILL_EAGAIN);
    scene_close();
  }
}

TEST(to_queue, with_a_reader_passes_a_million) {
  probe_t probe = {0};
  scene_open(4);
  probe_subscribe(
      &probe, clock_,
      rill_pipe(rill_queue_observable(queue), rill_take(1000000), rill_sum()),
      1);
  rill_promise_t *fed = feed(rill_range(1, 1000000));
  rill_virtual_run(clock_);
  ck_assert_str_eq(probe.text, "500000500000 |");
  finish(fed, 0);
  scene_close();
}

TEST(to_queue, is_closed_with_the_scheduler) {
  scene_open(1);
  rill_promise_t *fed = feed(rill_of(rill_string("a"), rill_string("b")));
  turn();
  clock_close(clock_);
  ck_assert_int_eq(state(fed), RILL_ECLOSED);
  rill_unref(fed);
  rill_unref(queue);
}

/* The stream runs on a pool, the queue on a loop. */
TEST(to_queue, from_another_scheduler) {
  enum { MANY = 20000 };
  struct looper l;
  heard_t h = {.on = NULL};
  looper_open(&l);
  looper_keep_alive(&l);
  queue = rill_queue_new(l.scheduler, .capacity = 8);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_subscription_t *run =
      heard_subscribe(&h, l.scheduler, rill_queue_observable(queue));
  rill_promise_t *fed = rill_to_queue(
      l.scheduler, rill_pipe(rill_range(1, MANY), rill_subscribe_on(pool)),
      queue);
  while (rill_promise_is_pending(fed)) uv_run(&l.loop, UV_RUN_ONCE);
  finish(fed, 0);
  rill_queue_close(queue, RILL_QUEUE_DRAIN);
  heard_wait_on(&h, &l.loop);
  ck_assert_int_eq(h.items, MANY);
  ck_assert(!h.disordered);
  rill_unref(run);
  rill_scheduler_close(pool);
  rill_unref(queue);
  looper_let_go(&l);
  looper_close(&l);
}

TEST(to_queue, refuses_bad_arguments) {
  scene_open(1);
  rill_promise_t *p = rill_to_queue(clock_, rill_range(1, 3), NULL);
  ck_assert_str_has(rill_error_message(rill_promise_error(p)),
                    "rill_to_queue: the queue is NULL");
  rill_unref(p);
  p = rill_to_queue(clock_, NULL, queue);
  ck_assert_str_has(rill_error_message(rill_promise_error(p)),
                    "rill_to_queue: the observable is NULL");
  rill_unref(p);
  finish(rill_to_queue(NULL, rill_range(1, 3), queue), RILL_EINVAL);
  scene_close();
}

TEST(to_queue, ends_without_memory) {
  failing_each(FAILING_ONE) {
    clock_ = rill_virtual_scheduler_new();
    queue = clock_ != NULL ? rill_queue_new(clock_, .capacity = 1) : NULL;
    if (queue != NULL) {
      rill_scheduler_on_unhandled(clock_, unhandled, NULL);
      rill_promise_t *fed =
          feed(rill_of(rill_string("a"), rill_string("b"), rill_string("c")));
      for (int i = 0; i < 5; i++) {
        rill_value_t item;
        turn();
        if (rill_queue_try_get(queue, &item) == 0) rill_value_unref(item);
      }
      ck_assert_int_ne(state(fed), 1);
      rill_unref(fed);
    }
    rill_unref(queue);
    rill_scheduler_close(clock_);
  }
}
