/* SPDX-License-Identifier: MIT */
/* Several loops on several threads, and streams that go around them. */
#include "support/heard.h"

enum { LOOPS = 4, ITEMS = 100000 };

/* A thread with a loop, which runs until it is told to stop. */
struct carousel {
  struct seat {
    uv_thread_t thread;
    uv_loop_t loop;
    uv_async_t stop;
    uv_sem_t ready;
    rill_scheduler_t *scheduler;
  } seats[LOOPS];
};

/* From inside of the loop, with whatever is in flight. */
static void on_stop(uv_async_t *stop) {
  struct seat *seat = stop->data;
  rill_scheduler_close(seat->scheduler);
  uv_close((uv_handle_t *) stop, NULL);
}

static void seat_main(void *context) {
  struct seat *seat = context;
  ck_assert_int_eq(uv_loop_init(&seat->loop), 0);
  seat->scheduler = rill_uv_scheduler_new(&seat->loop);
  uv_async_init(&seat->loop, &seat->stop, on_stop);
  seat->stop.data = seat;
  uv_sem_post(&seat->ready);
  uv_run(&seat->loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&seat->loop), 0); /* nothing is left */
}

static void carousel_start(struct carousel *c) {
  for (int i = 0; i < LOOPS; i++) {
    uv_sem_init(&c->seats[i].ready, 0);
    uv_thread_create(&c->seats[i].thread, seat_main, &c->seats[i]);
    uv_sem_wait(&c->seats[i].ready);
  }
}

/* Stops them in turn, beginning with `first`, one after the other or at once.
 */
static void carousel_stop(struct carousel *c, int first, bool waits) {
  for (int n = 0; n < LOOPS; n++) {
    struct seat *seat = &c->seats[(first + n) % LOOPS];
    uv_async_send(&seat->stop);
    if (waits) uv_thread_join(&seat->thread);
  }
  for (int i = 0; i < LOOPS; i++) {
    if (!waits) uv_thread_join(&c->seats[i].thread);
    uv_sem_destroy(&c->seats[i].ready);
  }
}

/* From loop `first` around all others and back. */
static rill_observable_t *around(struct carousel *c, int first, int64_t count) {
  rill_observable_t *flow = rill_range(1, count);
  for (int n = 1; n <= LOOPS; n++)
    flow =
        rill_pipe(flow, rill_observe_on(c->seats[(first + n) % LOOPS].scheduler,
                                        .capacity = 64));
  return flow;
}

TEST(uv_loops, items_go_around_in_order) {
  struct carousel c;
  heard_t heard[LOOPS] = {0};
  carousel_start(&c);
  for (int i = 0; i < LOOPS; i++) {
    heard[i].on = c.seats[i].scheduler;
    rill_unref(heard_subscribe(&heard[i], c.seats[i].scheduler,
                               around(&c, i, i == 0 ? ITEMS : ITEMS / 10)));
  }
  for (int i = 0; i < LOOPS; i++) {
    heard_wait(&heard[i]);
    ck_assert_int_eq(heard[i].items, i == 0 ? ITEMS : ITEMS / 10);
    ck_assert_int_eq(heard[i].completions, 1);
    ck_assert(!heard[i].disordered && !heard[i].strayed);
  }
  carousel_stop(&c, 0, false);
}

/* --- In flight ------------------------------------------------------------ */

struct rider {
  heard_t heard;
  uv_sem_t under_way;
};

static void rider_next(rill_value_t item, void *context) {
  struct rider *rider = context;
  heard_next(item, &rider->heard);
  if (rider->heard.items == 1000) uv_sem_post(&rider->under_way);
}

static void rider_complete(void *context) {
  heard_complete(&((struct rider *) context)->heard);
}

static void rider_error(rill_error_t *error, void *context) {
  heard_error(error, &((struct rider *) context)->heard);
}

static void rider_release(void *context) {
  heard_release(&((struct rider *) context)->heard);
}

static rill_subscription_t *rider_subscribe(struct rider *rider,
                                            rill_scheduler_t *scheduler,
                                            rill_observable_t *flow) {
  uv_sem_init(&rider->under_way, 0);
  uv_sem_init(&rider->heard.released, 0);
  rider->heard.on = scheduler;
  return rill_subscribe(scheduler, flow, .next = rider_next,
                        .complete = rider_complete, .error = rider_error,
                        .release = rider_release, .context = rider);
}

/* An end is the error of a border whose other side was closed first. */
static void rider_check(struct rider *rider) {
  heard_t *heard = &rider->heard;
  heard_wait(heard);
  ck_assert_int_eq(heard->releases, 1);
  ck_assert_int_eq(heard->completions, 0);
  ck_assert_int_le(heard->errors, 1);
  if (heard->errors > 0) ck_assert_int_eq(heard->code, RILL_ECLOSED);
  ck_assert(!heard->disordered && !heard->strayed);
  uv_sem_destroy(&rider->under_way);
}

static void close_in_flight(int first, bool waits) {
  struct carousel c;
  struct rider riders[LOOPS];
  rill_subscription_t *runs[LOOPS];
  memset(riders, 0, sizeof riders);
  carousel_start(&c);
  for (int i = 0; i < LOOPS; i++)
    runs[i] = rider_subscribe(&riders[i], c.seats[i].scheduler,
                              around(&c, i, INT32_MAX));
  for (int i = 0; i < LOOPS; i++) uv_sem_wait(&riders[i].under_way);
  carousel_stop(&c, first, waits);
  for (int i = 0; i < LOOPS; i++) {
    rider_check(&riders[i]);
    ck_assert(rill_is_over(runs[i]));
    rill_unref(runs[i]);
  }
}

TEST(uv_loops, one_after_the_other_closes_while_items_are_in_flight) {
  for (int first = 0; first < LOOPS; first++) close_in_flight(first, true);
}

TEST(uv_loops, all_close_at_once_while_items_are_in_flight) {
  for (int i = 0; i < 10; i++) close_in_flight(i % LOOPS, false);
}

TEST(uv_loops, runs_are_cancelled_from_outside_while_items_are_in_flight) {
  struct carousel c;
  struct rider riders[LOOPS];
  memset(riders, 0, sizeof riders);
  carousel_start(&c);
  for (int i = 0; i < LOOPS; i++) {
    rill_subscription_t *run = rider_subscribe(&riders[i], c.seats[i].scheduler,
                                               around(&c, i, INT32_MAX));
    uv_sem_wait(&riders[i].under_way);
    rill_cancel(run);
    rill_unref(run);
  }
  for (int i = 0; i < LOOPS; i++) rider_check(&riders[i]);
  carousel_stop(&c, 2, false);
}
