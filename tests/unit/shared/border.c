/* SPDX-License-Identifier: MIT */
#include "shared/border.h"

#include <stdlib.h>

#include "support/heard.h"
#include "support/probe.h"

static int64_t sum_to(int64_t n) { return n * (n + 1) / 2; }

/* --- A source that pushes item by item ------------------------------------ */

struct live {
  rill_emitter_t *emitter;
  int64_t made, count;
  int64_t at_once; /* waits until so many are asked for */
  int requests;
};

static rill_value_t live_goes_on(rill_value_t count, void *context) {
  struct live *live = context;
  (void) count;
  live->requests++;
  while (live->made < live->count &&
         rill_emitter_requested(live->emitter) >= live->at_once)
    for (int64_t i = 0; i < live->at_once; i++)
      rill_emitter_next(live->emitter, rill_int(++live->made));
  if (live->made == live->count) rill_emitter_complete(live->emitter);
  return rill_none();
}

static rill_value_t live_begins(rill_value_t emitter, void *context) {
  struct live *live = context;
  live->emitter = rill_emitter_of(emitter);
  rill_emitter_on_request(live->emitter,
                          rill_call_with(live_goes_on, rill_borrow(live)));
  return rill_none();
}

static rill_observable_t *lively(struct live *live) {
  return rill_create(rill_call_with(live_begins, rill_borrow(live)));
}

TEST(border, loses_no_item_whatever_the_capacity) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  for (int64_t capacity = 1; capacity < 18; capacity++) {
    heard_t heard = {0};
    struct live live = {.count = 2000, .at_once = 1};
    rill_observable_t *flow =
        rill_pipe(lively(&live), rill_subscribe_on(pool, .capacity = capacity));
    rill_unref(heard_subscribe(&heard, l.scheduler, flow));
    heard_wait_on(&heard, &l.loop);
    ck_assert_int_eq(heard.sum, sum_to(2000));
    ck_assert(!heard.disordered);
    ck_assert_int_eq(heard.completions, 1);
  }
  rill_scheduler_close(pool);
  looper_close(&l);
}

/* The source does not come by before more is asked for than is left, which may
 * be up to a quarter. */
TEST(border, asks_for_more_before_all_that_was_asked_for_has_come) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  heard_t heard = {0};
  struct live live = {.count = 3300, .at_once = 33};
  rill_observable_t *flow =
      rill_pipe(lively(&live), rill_subscribe_on(pool, .capacity = 128));
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.sum, sum_to(3300));
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(border, asks_for_more_before_all_has_come_on_one_thread_too) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  struct live live = {.count = 30, .at_once = 2};
  rill_observable_t *flow =
      rill_pipe(lively(&live), rill_observe_on(clock, .capacity = 7));
  probe_subscribe(&probe, clock, flow, RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_uint_eq(probe.items, 30);
  ck_assert_int_eq(probe.ends, 1);
  clock_close(clock);
}

TEST(border, asks_once_for_three_quarters_and_not_for_each_item) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  heard_t heard = {0};
  struct live live = {.count = 30000, .at_once = 1};
  rill_observable_t *flow =
      rill_pipe(lively(&live), rill_subscribe_on(pool, .capacity = 100));
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.sum, sum_to(30000));
  ck_assert_int_le(live.requests, 2 + 30000 / 75);
  rill_scheduler_close(pool);
  looper_close(&l);
}

/* --- What is under way ---------------------------------------------------- */

struct under_way {
  int64_t made, taken, most;
};

static rill_value_t make(rill_value_t x, void *context) {
  struct under_way *w = context;
  int64_t made = __atomic_add_fetch(&w->made, 1, __ATOMIC_SEQ_CST);
  int64_t open = made - __atomic_load_n(&w->taken, __ATOMIC_SEQ_CST);
  if (open > w->most) w->most = open;
  return rill_value_ref(x);
}

static rill_value_t take(rill_value_t x, void *context) {
  struct under_way *w = context;
  __atomic_add_fetch(&w->taken, 1, __ATOMIC_SEQ_CST);
  return rill_value_ref(x);
}

TEST(border, holds_no_more_than_its_capacity) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  heard_t heard = {0};
  struct under_way way = {0};
  rill_observable_t *flow = rill_pipe(
      rill_range(1, 50000), rill_map(rill_call_with(make, rill_borrow(&way))),
      rill_subscribe_on(pool, .capacity = 48),
      rill_map(rill_call_with(take, rill_borrow(&way))));
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.sum, sum_to(50000));
  ck_assert_int_gt(way.most, 1);
  ck_assert_int_le(way.most, 48);
  rill_scheduler_close(pool);
  looper_close(&l);
}

/* --- Waking --------------------------------------------------------------- */

struct ball {
  rill_subject_t *subject;
  int64_t back, rounds;
};

static void throw_again(rill_value_t item, void *context) {
  struct ball *ball = context;
  ball->back = rill_as_int(item);
  if (ball->back < ball->rounds)
    rill_subject_next(ball->subject, rill_int(ball->back + 1));
  else
    rill_subject_complete(ball->subject);
}

static rill_value_t same(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

/* Each item finds both sides asleep, or about to be. */
TEST(border, no_wake_up_is_lost) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  struct ball ball = {rill_subject_new(l.scheduler), 0, 5000};
  rill_observable_t *flow =
      rill_pipe(rill_subject_observable(ball.subject), rill_observe_on(pool),
                rill_map(rill_call(same)), rill_observe_on(l.scheduler));
  rill_unref(
      rill_subscribe(l.scheduler, flow, .next = throw_again, .context = &ball));
  while (!rill_subject_has_observers(ball.subject))
    uv_run(&l.loop, UV_RUN_NOWAIT);
  rill_subject_next(ball.subject, rill_int(1));
  uv_run(&l.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(ball.back, 5000);
  rill_unref(ball.subject);
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(border, items_that_nobody_asks_for_wait_and_the_end_is_heard_behind) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  heard_t heard = {.demand = 1};
  struct live live = {.count = 500, .at_once = 1};
  rill_observable_t *flow = rill_pipe(lively(&live), rill_subscribe_on(pool));
  rill_subscription_t *run = heard_subscribe(&heard, l.scheduler, flow);
  while (heard.items == 0) uv_run(&l.loop, UV_RUN_ONCE);
  ck_assert_int_eq(heard.items, 1);
  rill_request(run, RILL_UNBOUNDED);
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.sum, sum_to(500));
  ck_assert_int_eq(heard.completions, 1);
  rill_unref(run);
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(border, the_end_is_heard_without_being_asked_for) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  heard_t heard = {.demand = 3};
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 3), rill_subscribe_on(pool));
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.items, 3);
  ck_assert_int_eq(heard.completions, 1);
  rill_scheduler_close(pool);
  looper_close(&l);
}

static void stop(uv_timer_t *timer) {
  rill_cancel(timer->data);
  uv_close((uv_handle_t *) timer, NULL);
}

TEST(border, a_stream_that_never_pauses_lets_the_loop_have_its_turn) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  heard_t heard = {0};
  uv_timer_t timer;
  rill_observable_t *flow =
      rill_pipe(rill_repeat_value(rill_int(1)), rill_subscribe_on(pool));
  rill_subscription_t *run = heard_subscribe(&heard, l.scheduler, flow);
  uv_timer_init(&l.loop, &timer);
  timer.data = run;
  uv_timer_start(&timer, stop, 5, 0);
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.completions + heard.errors, 0);
  rill_unref(run);
  rill_scheduler_close(pool);
  looper_close(&l);
}

static rill_value_t cancel(void *context) {
  rill_cancel(*(rill_subscription_t **) context);
  return rill_none();
}

/* Upstream is asked, and answers, from inside of the reader. */
TEST(border, a_stream_that_never_pauses_lets_others_post_on_one_thread) {
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_repeat_value(rill_int(1)), rill_observe_on(clock));
  rill_subscription_t *run = rill_subscribe(clock, flow, .next = NULL);
  rill_post(clock, rill_call_with(cancel, rill_borrow(&run)));
  rill_virtual_run(clock);
  ck_assert(rill_is_over(run));
  rill_unref(run);
  clock_close(clock);
}

/* --- Closing -------------------------------------------------------------- */

struct closing {
  rill_scheduler_t *scheduler;
  uv_barrier_t *together;
};

static rill_value_t close_together(void *context) {
  struct closing *closing = context;
  uv_barrier_wait(closing->together);
  rill_scheduler_close(closing->scheduler);
  return rill_none();
}

/* A loop of its own, until its scheduler is closed. */
struct elsewhere {
  uv_thread_t thread;
  uv_sem_t ready;
  uv_loop_t loop;
  rill_scheduler_t *scheduler;
};

static void elsewhere_main(void *argument) {
  struct elsewhere *e = argument;
  uv_loop_init(&e->loop);
  e->scheduler = rill_uv_scheduler_new(&e->loop);
  rill_scheduler_hold(e->scheduler);
  uv_sem_post(&e->ready);
  uv_run(&e->loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&e->loop), 0);
}

static void elsewhere_open(struct elsewhere *e) {
  uv_sem_init(&e->ready, 0);
  uv_thread_create(&e->thread, elsewhere_main, e);
  uv_sem_wait(&e->ready);
}

static void elsewhere_join(struct elsewhere *e) {
  uv_thread_join(&e->thread);
  uv_sem_destroy(&e->ready);
}

static void close_both(int turns) {
  struct looper l;
  struct elsewhere e;
  uv_barrier_t together;
  heard_t heard = {0};
  looper_open(&l);
  elsewhere_open(&e);
  uv_barrier_init(&together, 2);
  rill_observable_t *flow =
      rill_pipe(rill_repeat_value(rill_int(1)), rill_subscribe_on(e.scheduler));
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  for (int i = 0; i < turns; i++) uv_run(&l.loop, UV_RUN_NOWAIT);
  struct closing closing = {e.scheduler, &together};
  rill_post(e.scheduler, rill_call_with(close_together, rill_borrow(&closing)));
  uv_barrier_wait(&together);
  looper_close(&l);
  elsewhere_join(&e);
  uv_barrier_destroy(&together);
  heard_wait(&heard);
  ck_assert_int_eq(heard.releases, 1);
  ck_assert_int_eq(heard.completions, 0);
}

TEST(border, both_sides_close_at_once_while_items_are_in_flight) {
  for (int turns = 0; turns < 40; turns++) close_both(turns % 10);
}
