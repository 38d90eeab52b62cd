/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"
#include "support/probe.h"

static rill_value_t is_elsewhere(rill_value_t x, void *context) {
  if (rill_scheduler_is_current(context))
    return rill_fail(rill_error_new(1, "upstream runs on the subscriber"));
  return rill_value_ref(x);
}

TEST(subscribe_on, upstream_runs_there_and_downstream_here) {
  heard_t heard = {0};
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  looper_open(&l);
  heard.on = l.scheduler;
  rill_observable_t *flow = rill_pipe(
      rill_range(1, 100000),
      rill_map(rill_call_with(is_elsewhere, rill_borrow(l.scheduler))),
      rill_subscribe_on(pool));
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  uv_run(&l.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(heard.releases, 1);
  heard_wait(&heard);
  ck_assert_int_eq(heard.items, 100000);
  ck_assert(!heard.disordered && !heard.strayed);
  ck_assert_int_eq(heard.completions, 1);
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(subscribe_on, the_scheduler_closes_while_items_are_in_flight) {
  for (int i = 0; i < 50; i++) {
    struct looper l;
    heard_t heard = {0};
    rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
    looper_open(&l);
    rill_observable_t *flow =
        rill_pipe(rill_range(1, INT32_MAX), rill_subscribe_on(pool));
    rill_unref(heard_subscribe(&heard, l.scheduler, flow));
    for (int turn = 0; turn < i; turn++) uv_run(&l.loop, UV_RUN_NOWAIT);
    rill_scheduler_close(pool);
    uv_run(&l.loop, UV_RUN_DEFAULT);
    heard_wait(&heard);
    ck_assert_int_eq(heard.code, RILL_ECLOSED);
    looper_close(&l);
  }
}

TEST(subscribe_on, cancels_before_and_after_the_start) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  looper_open(&l);
  for (unsigned i = 0; i < 300; i++) {
    heard_t heard = {0};
    rill_observable_t *flow = rill_pipe(
        rill_range(1, 100000), rill_subscribe_on(pool, .capacity = 8));
    rill_subscription_t *run = heard_subscribe(&heard, l.scheduler, flow);
    for (unsigned turn = 0; turn < i % 11; turn++)
      uv_run(&l.loop, UV_RUN_NOWAIT);
    rill_cancel(run);
    heard_wait(&heard);
    ck_assert_int_eq(heard.releases, 1);
    ck_assert_int_eq(heard.completions + heard.errors, 0);
    rill_unref(run);
  }
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(subscribe_on, a_closed_scheduler_is_an_error) {
  heard_t heard = {0};
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 3), rill_subscribe_on(pool));
  rill_scheduler_close(pool);
  rill_unref(heard_subscribe(&heard, clock, flow));
  rill_virtual_run(clock);
  heard_wait(&heard);
  ck_assert_int_eq(heard.code, RILL_ECLOSED);
  clock_close(clock);
}

TEST(subscribe_on, names_bad_arguments) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_range(1, 3), rill_subscribe_on(NULL)));
  ck_assert_str_has(probe.error, "rill_subscribe_on: the scheduler is NULL");
}

TEST(subscribe_on, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    probe_t probe = {0};
    rill_observable_t *flow =
        rill_pipe(rill_range(1, 3), rill_subscribe_on(clock));
    probe_subscribe(&probe, clock, flow, RILL_UNBOUNDED);
    rill_virtual_run(clock);
    ck_assert_int_eq(probe.ends, 1);
    rill_scheduler_close(clock);
  }
}
