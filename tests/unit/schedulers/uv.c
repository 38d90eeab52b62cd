/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"
#include "support/probe.h"

TEST(uv, keeps_the_loop_alive_while_a_timer_is_set) {
  probe_t probe = {0};
  struct looper l;
  looper_open(&l);
  rill_time_t before = rill_now(l.scheduler);
  rill_observable_t *flow =
      rill_pipe(rill_interval(RILL_MS(2)), rill_take(3));
  probe_subscribe(&probe, l.scheduler, flow, RILL_UNBOUNDED);
  uv_run(&l.loop, UV_RUN_DEFAULT);
  ck_assert_uint_eq(probe.items, 3);
  ck_assert_int_eq(probe.ends, 1);
  ck_assert_int_ge(rill_now(l.scheduler) - before, RILL_MS(6));
  looper_close(&l);
}

TEST(uv, does_not_keep_the_loop_alive_without_work) {
  probe_t probe = {0};
  struct looper l;
  looper_open(&l);
  probe_subscribe(&probe, l.scheduler, rill_never(), RILL_UNBOUNDED);
  ck_assert_int_eq(uv_run(&l.loop, UV_RUN_DEFAULT), 0);
  looper_close(&l);
  ck_assert_int_eq(probe.released, 1);
}

static void on_foreign(uv_timer_t *timer) {
  ++*(int *) timer->data;
  uv_timer_stop(timer);
}

TEST(uv, closing_one_leaves_others_and_foreign_handles_alone) {
  probe_t probe = {0};
  int rung = 0;
  struct looper l;
  looper_open(&l);
  rill_scheduler_t *second = rill_uv_scheduler_new(&l.loop);
  uv_timer_t foreign;
  uv_timer_init(&l.loop, &foreign);
  foreign.data = &rung;
  uv_timer_start(&foreign, on_foreign, 3, 0);
  rill_observable_t *flow =
      rill_pipe(rill_interval(RILL_MS(1)), rill_take(3));
  probe_subscribe(&probe, l.scheduler, flow, RILL_UNBOUNDED);
  rill_scheduler_close(second);
  uv_run(&l.loop, UV_RUN_DEFAULT);
  ck_assert_uint_eq(probe.items, 3);
  ck_assert_int_eq(probe.ends, 1);
  ck_assert_int_eq(rung, 1);
  uv_close((uv_handle_t *) &foreign, NULL);
  looper_close(&l);
}

struct poster {
  rill_scheduler_t *scheduler;
  int calls, refused;
};

static rill_value_t on_post(void *context) {
  struct poster *p = context;
  ck_assert(rill_scheduler_is_current(p->scheduler));
  p->calls++;
  return rill_none();
}

static void poster_main(void *context) {
  struct poster *p = context;
  for (int i = 0; i < 5000; i++)
    if (rill_post(p->scheduler,
                  rill_call_with(on_post, rill_borrow(p))) != 0)
      __atomic_add_fetch(&p->refused, 1, __ATOMIC_RELAXED);
}

TEST(uv, takes_posts_from_other_threads) {
  struct looper l;
  struct poster p = {0};
  uv_thread_t threads[3];
  looper_open(&l);
  looper_keep_alive(&l);
  p.scheduler = l.scheduler;
  for (int i = 0; i < 3; i++)
    uv_thread_create(&threads[i], poster_main, &p);
  while (p.calls < 10000) uv_run(&l.loop, UV_RUN_NOWAIT);
  for (int i = 0; i < 3; i++) uv_thread_join(&threads[i]);
  while (p.calls < 15000) uv_run(&l.loop, UV_RUN_NOWAIT);
  ck_assert_int_eq(p.refused, 0);
  looper_let_go(&l);
  looper_close(&l);
}

/* Each post either runs, or is refused, or is dropped by the close. */
TEST(uv, closes_while_other_threads_post) {
  for (int i = 0; i < 30; i++) {
    struct looper l;
    struct poster p = {0};
    uv_thread_t threads[2];
    looper_open(&l);
    p.scheduler = rill_ref(l.scheduler);
    for (int t = 0; t < 2; t++)
      uv_thread_create(&threads[t], poster_main, &p);
    for (int turn = 0; turn < i; turn++) uv_run(&l.loop, UV_RUN_NOWAIT);
    looper_close(&l);
    for (int t = 0; t < 2; t++) uv_thread_join(&threads[t]);
    rill_unref(p.scheduler);
  }
}

TEST(uv, a_post_of_its_own_keeps_the_loop_alive) {
  struct looper l;
  struct poster p = {0};
  looper_open(&l);
  p.scheduler = l.scheduler;
  rill_post(l.scheduler, rill_call_with(on_post, rill_borrow(&p)));
  ck_assert_int_eq(uv_run(&l.loop, UV_RUN_DEFAULT), 0);
  ck_assert_int_eq(p.calls, 1);
  looper_close(&l);
}

TEST(uv, refuses_posts_beyond_the_bound) {
  struct looper l;
  struct poster p = {0};
  int code = 0, taken = 0;
  looper_open(&l);
  p.scheduler = l.scheduler;
  while (taken < 70000 && code == 0) {
    code = rill_post(l.scheduler, rill_call_with(on_post, rill_borrow(&p)));
    taken += code == 0;
  }
  ck_assert_int_eq(code, RILL_EAGAIN);
  ck_assert_int_eq(taken, 65536);
  uv_run(&l.loop, UV_RUN_NOWAIT);
  ck_assert_int_eq(p.calls, 65536);
  looper_close(&l);
}

struct remote {
  rill_subscription_t *run;
  rill_scheduler_t *scheduler;
};

static void remote_main(void *context) {
  struct remote *r = context;
  for (int i = 0; i < 3000; i++) rill_request(r->run, 1);
  while (!rill_is_over(r->run)) {
    rill_cancel(r->run);
    uv_sleep(1);
  }
}

TEST(uv, other_threads_request_and_cancel) {
  struct looper l;
  heard_t heard = {.demand = 1};
  uv_thread_t thread;
  looper_open(&l);
  looper_keep_alive(&l);
  struct remote r = {heard_subscribe(&heard, l.scheduler,
                                     rill_range(1, INT32_MAX)),
                     l.scheduler};
  uv_thread_create(&thread, remote_main, &r);
  heard_wait_on(&heard, &l.loop);
  uv_thread_join(&thread);
  ck_assert_int_ge(heard.items, 1);
  ck_assert_int_le(heard.items, 3001);
  ck_assert(!heard.disordered);
  rill_unref(r.run);
  looper_let_go(&l);
  looper_close(&l);
}

static void subscriber_main(void *context) {
  heard_t *heard = context;
  rill_unref(rill_subscribe(heard->on, rill_range(1, 1000),
                            .next = heard_next, .complete = heard_complete,
                            .release = heard_release, .context = heard));
}

TEST(uv, subscribing_from_another_thread_starts_over_there) {
  struct looper l;
  heard_t heard = {0};
  uv_thread_t thread;
  looper_open(&l);
  looper_keep_alive(&l);
  heard.on = l.scheduler;
  uv_sem_init(&heard.released, 0);
  uv_thread_create(&thread, subscriber_main, &heard);
  uv_thread_join(&thread);
  ck_assert_int_eq(heard.items, 0);
  while (heard.releases == 0) uv_run(&l.loop, UV_RUN_NOWAIT);
  heard_wait(&heard);
  ck_assert_int_eq(heard.items, 1000);
  ck_assert(!heard.strayed);
  looper_let_go(&l);
  looper_close(&l);
}

TEST(uv, a_bad_request_from_another_thread_is_an_error) {
  struct looper l;
  heard_t heard = {.demand = 1};
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 100), rill_observe_on(pool));
  rill_subscription_t *run = heard_subscribe(&heard, l.scheduler, flow);
  rill_request(run, 0);
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.code, RILL_EINVAL);
  ck_assert_str_has(heard.error, "count is 0");
  rill_unref(run);
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(uv, survives_without_memory) {
  failing_each(FAILING_ONE) {
    uv_loop_t loop;
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    rill_scheduler_t *s = rill_uv_scheduler_new(&loop);
    rill_scheduler_close(s);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
  }
}
