/* SPDX-License-Identifier: MIT */
/* run: to the end, here and now. */
#include "support/failing.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>
#include <rill/test.h>

#include <uv.h>

TEST(run, gives_the_last_item) {
  ck_value_text(rill_run(rill_range(1, 5)), "5");
  ck_value_text(rill_run(rill_pipe(rill_range(1, 10), rill_sum())), "55");
  ck_value_text(rill_run(rill_of(rill_string("a"), rill_string("b"))), "b");
  ck_assert_live(NULL, 0);
}

TEST(run, gives_the_error) {
  ck_value_fails(rill_run(rill_throw(rill_error_new(8, "first"))), 8);
  ck_value_fails(rill_run(rill_pipe(rill_of(rill_string("a")), rill_take(-1))),
                 RILL_EINVAL);
  ck_value_fails(rill_run(rill_empty()), RILL_EEMPTY);
  ck_value_fails(rill_run(NULL), RILL_EINVAL);
  ck_assert_live(NULL, 0);
}

TEST(run, names_the_call_site) {
  char text[256];
  rill_value_t got = rill_run(rill_range(1, -1));
  rill_error_describe(rill_as_error(got), text, sizeof text);
  ck_assert_str_has(text, "operators/run.c:");
  rill_value_unref(got);
}

TEST(run, sleeps_where_timers_ask_for_it) {
  uint64_t start = uv_hrtime();
  ck_value_text(rill_run(rill_pipe(rill_interval(RILL_MS(2)), rill_take(5))),
                "4");
  ck_assert_uint_ge(uv_hrtime() - start, 10 * 1000000);
}

TEST(run, waits_for_other_threads) {
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_observable_t *elsewhere =
      rill_pipe(rill_range(1, 1000), rill_subscribe_on(pool));
  ck_value_text(rill_run(rill_pipe(elsewhere, rill_count())), "1000");
  rill_scheduler_close(pool);
}

TEST(run, drives_a_given_clock) {
  rill_scheduler_t *clock = clock_new();
  ck_value_text(rill_run(rill_pipe(rill_interval(RILL_SEC(100)), rill_take(3)),
                         .scheduler = clock),
                "2");
  ck_assert_int_eq(rill_now(clock), RILL_SEC(300));
  clock_close(clock);
}

TEST(run, drives_a_given_immediate_scheduler) {
  rill_scheduler_t *here = rill_immediate_scheduler_new();
  ck_value_text(
      rill_run(rill_pipe(rill_interval(RILL_MS(1)), rill_take(3)), here), "2");
  ck_value_text(rill_run(rill_range(1, 3), here), "3");
  rill_scheduler_close(here);
}

TEST(run, brings_streams_of_other_schedulers_home) {
  rill_scheduler_t *clock = clock_new(), *here = rill_immediate_scheduler_new();
  rill_promise_t *promise = rill_promise_resolve(clock, rill_int(7));
  rill_virtual_run(clock);
  ck_value_text(rill_run(rill_from_promise(promise), .scheduler = here), "7");
  rill_scheduler_close(here);
  clock_close(clock);
}

TEST(run, tells_when_nothing_can_end_it) {
  rill_scheduler_t *clock = clock_new();
  ck_value_fails(rill_run(rill_never()), RILL_EBROKEN);
  ck_value_fails(rill_run(rill_never(), .scheduler = clock), RILL_EBROKEN);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  clock_close(clock);
}

static rill_value_t run_again(rill_value_t item, void *scheduler) {
  return rill_run(rill_just(rill_value_ref(item)),
                  .scheduler = (rill_scheduler_t *) scheduler);
}

TEST(run, refuses_to_be_entered_again) {
  rill_scheduler_t *clock = clock_new();
  rill_fn_t again = rill_call_with(run_again, rill_borrow(NULL));
  ck_value_fails(rill_run(rill_pipe(rill_range(1, 3), rill_map(again))),
                 RILL_EPROTOCOL);
  again = rill_call_with(run_again, rill_borrow(clock));
  ck_value_fails(rill_run(rill_pipe(rill_range(1, 3), rill_map(again))),
                 RILL_EPROTOCOL);
  ck_value_text(rill_run(rill_just(rill_int(1))), "1"); /* from outside */
  clock_close(clock);
}

TEST(run, refuses_a_scheduler_that_is_at_work) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_fn_t again = rill_call_with(run_again, rill_borrow(clock));
  probe_subscribe(&probe, clock, rill_pipe(rill_timer(5), rill_map(again)), 1);
  rill_virtual_run(clock);
  ck_assert_int_eq(probe.error_code, RILL_EPROTOCOL);
  clock_close(clock);
}

static void tick(uv_timer_t *timer) { ++*(int *) timer->data; }

TEST(run, runs_the_loop_of_a_uv_scheduler) {
  uv_loop_t loop;
  uv_timer_t own;
  int ticks = 0;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &own);
  own.data = &ticks;
  uv_timer_start(&own, tick, 1, 1);
  rill_scheduler_t *s = rill_uv_scheduler_new(&loop);
  ck_value_text(rill_run(rill_pipe(rill_interval(RILL_MS(5)), rill_take(3)),
                         .scheduler = s),
                "2");
  ck_assert_int_gt(ticks, 0); /* the loop was run, not only the scheduler */
  uv_close((uv_handle_t *) &own, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  ck_value_fails(rill_run(rill_never(), .scheduler = s), RILL_EBROKEN);
  rill_scheduler_close(s);
  uv_run(&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&loop), 0);
}

TEST(run, refuses_a_scheduler_of_other_threads) {
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  ck_value_fails(rill_run(rill_range(1, 3), .scheduler = pool), RILL_EINVAL);
  rill_scheduler_close(pool);
}

static rill_value_t close_it(rill_value_t item, void *scheduler) {
  rill_scheduler_close(scheduler);
  return rill_value_ref(item);
}

TEST(run, survives_the_scheduler) {
  rill_scheduler_t *clock = clock_new();
  rill_fn_t closing = rill_call_with(close_it, rill_borrow(clock));
  ck_value_fails(rill_run(rill_pipe(rill_range(1, 3), rill_map(closing)),
                          .scheduler = clock),
                 RILL_ECLOSED);
}

TEST(run, fails_without_memory) {
  failing_each(FAILING_ONE) {
    rill_value_t got = rill_run(rill_of(rill_string("a"), rill_string("b")));
    if (!rill_is_error(got))
      ck_assert_str_eq(rill_as_string(got), "b");
    else
      ck_assert_int_eq(rill_error_code(rill_as_error(got)), RILL_ENOMEM);
    rill_value_unref(got);
  }
}
