/* SPDX-License-Identifier: MIT */
/* queue_observable: a stream that gets, within demand, in turns. */
#include "support/failing.h"
#include "support/heard.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_scheduler_t *clock_;
static rill_queue_t *queue;
static probe_t a, b;

static void scene_open(int64_t capacity) {
  memset(&a, 0, sizeof a);
  memset(&b, 0, sizeof b);
  clock_ = clock_new();
  queue = rill_queue_new(clock_, .capacity = capacity);
}
static void scene_close(void) {
  rill_unref(queue);
  clock_close(clock_);
}
static void turn(void) { rill_virtual_advance_by(clock_, 0); }
static int put(int64_t i) { return rill_queue_try_put(queue, rill_int(i)); }
static void hear(probe_t *probe, int64_t demand) {
  probe_subscribe(probe, clock_, rill_queue_observable(queue), demand);
}

static rill_observable_t *three(void) {
  rill_queue_t *q = rill_queue_new(ck_clock());
  for (int i = 1; i <= 3; i++) rill_queue_try_put(q, rill_int(i));
  rill_queue_close(q, RILL_QUEUE_DRAIN);
  rill_observable_t *stream = rill_queue_observable(q);
  rill_unref(q);
  return stream;
}

TEST(queue_observable, emits_what_is_in_and_completes) {
  ck_source(three(), "(123|)");
  ck_flow(three(), "(123|)", .demand = 1, .again = 1);
  ck_flow(three(), "(12!)", .cancel_after = 2);
}

TEST(queue_observable, keeps_to_demand) {
  scene_open(0);
  hear(&a, 2);
  for (int i = 1; i <= 4; i++) put(i);
  turn();
  ck_assert_str_eq(a.text, "1 2");
  ck_assert_uint_eq(rill_queue_length(queue), 2);
  rill_request(a.subscription, 1);
  turn();
  ck_assert_str_eq(a.text, "1 2 3");
  rill_queue_close(queue, RILL_QUEUE_DRAIN);
  turn();
  ck_assert_int_eq(a.ends, 0);
  rill_request(a.subscription, 1);
  turn();
  ck_assert_str_eq(a.text, "1 2 3 4 |"); /* without being asked for the end */
  scene_close();
}

TEST(queue_observable, completes_without_demand) {
  scene_open(0);
  hear(&a, 0);
  hear(&b, 5);
  rill_queue_close(queue, RILL_QUEUE_DRAIN);
  ck_assert_str_eq(a.text, "|");
  ck_assert_str_eq(b.text, "|");
  probe_t late = {0};
  hear(&late, 0);
  ck_assert_str_eq(late.text, "|");
  scene_close();
}

TEST(queue_observable, completes_at_once_when_the_items_are_dropped) {
  scene_open(0);
  hear(&a, 1);
  put(1);
  put(2);
  rill_queue_close(queue, RILL_QUEUE_NOW);
  turn();
  ck_assert_str_eq(a.text, "|");
  scene_close();
}

TEST(queue_observable, several_share_the_work_in_turns) {
  scene_open(0);
  hear(&a, RILL_UNBOUNDED);
  hear(&b, RILL_UNBOUNDED);
  for (int i = 1; i <= 6; i++) put(i);
  rill_queue_close(queue, RILL_QUEUE_DRAIN);
  turn();
  ck_assert_str_eq(a.text, "1 3 5 |");
  ck_assert_str_eq(b.text, "2 4 6 |");
  scene_close();
}

static rill_value_t keep(rill_value_t x, void *text) {
  char word[32];
  rill_value_format(x, word, sizeof word);
  strcat(text, word);
  return rill_none();
}

TEST(queue_observable, shares_with_promises) {
  char got[32] = "";
  scene_open(0);
  hear(&a, RILL_UNBOUNDED);
  for (int i = 0; i < 2; i++)
    rill_unref(rill_then(rill_queue_get(queue),
                         rill_call_with(keep, rill_borrow(got)), rill_no_fn()));
  for (int i = 1; i <= 5; i++) put(i);
  turn();
  ck_assert_str_eq(a.text, "1 4 5");
  ck_assert_str_eq(got, "23");
  scene_close();
}

TEST(queue_observable, canceled_with_an_item_on_its_way_leaves_it) {
  scene_open(0);
  hear(&a, 1);
  hear(&b, 1);
  put(1);
  rill_cancel(a.subscription);
  turn();
  ck_assert_str_eq(a.text, "");
  ck_assert_str_eq(b.text, "1");
  put(2);
  ck_assert_uint_eq(rill_queue_length(queue), 1);
  scene_close();
}

TEST(queue_observable, canceled_from_inside_of_an_item_leaves_the_rest) {
  scene_open(0);
  a.cancel_at = 2;
  hear(&a, RILL_UNBOUNDED);
  for (int i = 1; i <= 4; i++) put(i);
  turn();
  ck_assert_str_eq(a.text, "1 2");
  ck_assert_uint_eq(rill_queue_length(queue), 2);
  ck_assert_int_eq(a.released, 1);
  scene_close();
}

TEST(queue_observable, makes_room_for_who_waits) {
  scene_open(1);
  rill_promise_t *last = NULL;
  for (int i = 1; i <= 5; i++) {
    rill_unref(last);
    last = rill_queue_put(queue, rill_int(i));
  }
  hear(&a, RILL_UNBOUNDED);
  turn();
  ck_assert_str_eq(a.text, "1 2 3 4 5");
  ck_assert(!rill_promise_is_pending(last));
  rill_unref(last);
  scene_close();
}

/* What is dropped below is not asked for again, and takes no demand. */
TEST(queue_observable, filters_below_use_no_demand) {
  scene_open(0);
  probe_subscribe(&a, clock_,
                  rill_pipe(rill_queue_observable(queue), rill_skip(2)), 1);
  for (int i = 1; i <= 4; i++) put(i);
  turn();
  ck_assert_str_eq(a.text, "3");
  ck_assert_uint_eq(rill_queue_length(queue), 1);
  scene_close();
}

/* --- From inside of next -------------------------------------------------- */

static int64_t seen;

static void feed_back(rill_value_t item, void *context) {
  (void) context;
  seen = rill_as_int(item);
  if (seen < 1000000) put(seen + 1);
}

TEST(queue_observable, may_be_fed_from_inside) {
  scene_open(1);
  rill_unref(
      rill_subscribe(clock_, rill_queue_observable(queue), .next = feed_back));
  put(1);
  turn();
  ck_assert_int_eq(seen, 1000000);
  scene_close();
}

static void close_inside(rill_value_t item, void *context) {
  (void) context;
  (void) item;
  rill_queue_close(queue, RILL_QUEUE_NOW);
  ck_assert_int_eq(seen++, 0); /* the end has not come in between */
}
static void count_end(void *context) {
  (void) context;
  seen += 100;
}

TEST(queue_observable, may_be_closed_from_inside) {
  scene_open(0);
  seen = 0;
  rill_unref(rill_subscribe(clock_, rill_queue_observable(queue),
                            .next = close_inside, .complete = count_end));
  hear(&b, 0);
  put(1);
  put(2);
  turn();
  ck_assert_int_eq(seen, 101);
  ck_assert_str_eq(b.text, "|");
  scene_close();
}

static void take_all(rill_value_t item, void *context) {
  (void) context;
  seen = 10 * seen + rill_as_int(item);
  rill_value_t more;
  while (rill_queue_try_get(queue, &more) == 0)
    seen = 10 * seen + rill_as_int(more);
}

TEST(queue_observable, others_may_take_from_inside) {
  scene_open(0);
  seen = 0;
  rill_unref(
      rill_subscribe(clock_, rill_queue_observable(queue), .next = take_all));
  for (int i = 1; i <= 4; i++) put(i);
  turn();
  ck_assert_int_eq(seen, 1234);
  put(5);
  turn();
  ck_assert_int_eq(seen, 12345);
  scene_close();
}

static void drop_queue(rill_value_t item, void *context) {
  (void) context;
  seen = rill_as_int(item);
  rill_unref(queue);
  queue = NULL;
}

TEST(queue_observable, keeps_the_queue_alive) {
  scene_open(0);
  rill_subscription_t *run =
      rill_subscribe(clock_, rill_queue_observable(queue), .next = drop_queue);
  put(1);
  turn();
  ck_assert_int_eq(seen, 1);
  ck_assert_live(&rill_queue_type, 1);
  rill_cancel(run);
  rill_unref(run);
  ck_assert_live(&rill_queue_type, 0);
  clock_close(clock_);
}

/* --- Schedulers ----------------------------------------------------------- */

TEST(queue_observable, ends_with_its_scheduler) {
  scene_open(0);
  hear(&a, RILL_UNBOUNDED);
  put(1);
  clock_close(clock_);
  ck_assert_int_eq(a.released, 1);
  ck_assert_uint_eq(rill_queue_length(queue), 1);
  rill_unref(queue);
}

TEST(queue_observable, emits_at_once_where_there_is_no_loop) {
  memset(&a, 0, sizeof a);
  clock_ = rill_immediate_scheduler_new();
  queue = rill_queue_new(clock_);
  hear(&a, RILL_UNBOUNDED);
  put(1);
  ck_assert_str_eq(a.text, "1");
  rill_queue_close(queue, RILL_QUEUE_DRAIN);
  ck_assert_str_eq(a.text, "1 |");
  scene_close();
}

TEST(queue_observable, subscribers_elsewhere_hear_all) {
  enum { MANY = 5000 };
  struct looper l;
  heard_t h = {0};
  looper_open(&l);
  looper_keep_alive(&l);
  queue = rill_queue_new(l.scheduler, .overflow = RILL_OVERFLOW_GROW);
  for (int i = 1; i <= MANY; i++) put(i);
  rill_queue_close(queue, RILL_QUEUE_DRAIN);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  rill_subscription_t *run =
      heard_subscribe(&h, pool, rill_queue_observable(queue));
  heard_wait_on(&h, &l.loop);
  ck_assert_int_eq(h.items, MANY);
  ck_assert_int_eq(h.completions, 1);
  ck_assert(!h.disordered);
  rill_unref(run);
  rill_scheduler_close(pool);
  rill_unref(queue);
  looper_let_go(&l);
  looper_close(&l);
}

/* Fed from inside for ever, it lets the loop have its timers. */
static void feed_for_ever(rill_value_t item, void *context) {
  (void) context;
  rill_queue_try_put(queue, item);
}
static rill_value_t stop(void *run) {
  rill_cancel(run);
  return rill_none();
}

TEST(queue_observable, lets_the_loop_breathe) {
  struct looper l;
  looper_open(&l);
  queue = rill_queue_new(l.scheduler);
  rill_subscription_t *run = rill_subscribe(
      l.scheduler, rill_queue_observable(queue), .next = feed_for_ever);
  put(1);
  rill_post_after(l.scheduler, RILL_MS(20),
                  rill_call_with(stop, rill_borrow(run)));
  uv_run(&l.loop, UV_RUN_DEFAULT);
  ck_assert(rill_is_over(run));
  rill_unref(run);
  rill_unref(queue);
  looper_close(&l);
}

TEST(queue_observable, of_no_queue_fails) {
  ck_fails(rill_queue_observable(NULL), RILL_EINVAL, "rill_queue_observable",
           "the queue is NULL");
}

TEST(queue_observable, ends_without_memory) {
  failing_each(FAILING_ONE) {
    clock_ = rill_virtual_scheduler_new();
    queue = clock_ != NULL ? rill_queue_new(clock_, .capacity = 2) : NULL;
    memset(&a, 0, sizeof a);
    if (queue != NULL) {
      rill_value_t item = rill_string("a");
      hear(&a, RILL_UNBOUNDED);
      rill_queue_try_put(queue, item);
      turn();
      rill_queue_try_put(queue, item);
      rill_queue_close(queue, RILL_QUEUE_DRAIN);
      turn();
      rill_value_unref(item);
      ck_assert_int_eq(a.ends, 1);
    }
    rill_unref(queue);
    rill_scheduler_close(clock_);
  }
}
