/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"
#include "support/probe.h"

static int64_t sum_to(int64_t n) { return n * (n + 1) / 2; }

static rill_observable_t *across(rill_observable_t *source,
                                 rill_scheduler_t *to) {
  return rill_pipe(source, rill_observe_on(to));
}

TEST(observe_on, keeps_items_order_and_end_on_one_clock) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = across(rill_range(1, 5), clock);
  probe_subscribe(&probe, clock, flow, RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, "1 2 3 4 5 |");
  clock_close(clock);
}

TEST(observe_on, carries_a_million_items_to_a_pool_in_order) {
  heard_t heard = {0};
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  looper_open(&l);
  rill_unref(heard_subscribe(&heard, l.scheduler,
                             across(rill_range(1, 1000000), pool)));
  uv_run(&l.loop, UV_RUN_DEFAULT); /* stays alive while the run does */
  heard_wait(&heard);
  ck_assert_int_eq(heard.items, 1000000);
  ck_assert_int_eq(heard.sum, sum_to(1000000));
  ck_assert(!heard.disordered);
  ck_assert_int_eq(heard.completions, 1);
  rill_scheduler_close(pool);
  looper_close(&l);
}

static rill_value_t same(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

TEST(observe_on, goes_to_the_pool_and_back_to_the_loop) {
  heard_t heard = {0};
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  looper_open(&l);
  heard.on = l.scheduler;
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 100000), rill_observe_on(pool),
                rill_map(rill_call(same)), rill_observe_on(l.scheduler));
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  uv_run(&l.loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(heard.releases, 1);
  heard_wait(&heard);
  ck_assert_int_eq(heard.items, 100000);
  ck_assert(!heard.disordered && !heard.strayed);
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(observe_on, one_item_asked_for_at_a_time) {
  heard_t heard = {.demand = 1, .again = 1};
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  rill_observable_t *flow = rill_pipe(
      rill_range(1, 20000), rill_observe_on(pool, .capacity = 7));
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.items, 20000);
  ck_assert(!heard.disordered);
  ck_assert_int_eq(heard.completions, 1);
  rill_scheduler_close(pool);
  looper_close(&l);
}

static rill_value_t count_up(rill_value_t x, void *context) {
  ++*(int *) context;
  return rill_value_ref(x);
}

TEST(observe_on, asks_for_capacity_then_for_three_quarters) {
  probe_t probe = {0};
  int made = 0;
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 1000),
                rill_map(rill_call_with(count_up, rill_borrow(&made))),
                rill_observe_on(clock, .capacity = 8));
  probe_subscribe(&probe, clock, flow, 0);
  rill_virtual_run(clock);
  ck_assert_int_eq(made, 8);
  rill_request(probe.subscription, 5);
  ck_assert_int_eq(made, 8);
  rill_request(probe.subscription, 1);
  ck_assert_int_eq(made, 14);
  ck_assert_str_eq(probe.text, "1 2 3 4 5 6");
  clock_close(clock);
}

static rill_value_t fail_at(rill_value_t x, void *context) {
  if (rill_as_int(x) == *(int64_t *) context)
    return rill_fail(rill_error_new(7, "seven"));
  return rill_value_ref(x);
}

static void error_case(bool delay_error, const char *expected) {
  probe_t probe = {0};
  int64_t at = 3;
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 5),
                rill_map(rill_call_with(fail_at, rill_borrow(&at))),
                rill_observe_on(clock, .delay_error = delay_error));
  probe_subscribe(&probe, clock, flow, 2);
  rill_virtual_run(clock);
  ck_assert_str_has(probe.text, expected);
  ck_assert_int_eq(probe.error_code, 7);
  ck_assert_uint_eq(probe.items, delay_error ? 2 : 0);
  clock_close(clock);
}

TEST(observe_on, an_error_overtakes_what_is_queued) {
  error_case(false, "");
}

TEST(observe_on, a_delayed_error_waits) { error_case(true, "1 2"); }

TEST(observe_on, drops_counted_items_that_nobody_took) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_value_t text = rill_string("never seen");
  rill_observable_t *flow =
      across(rill_of(rill_value_ref(text), rill_value_ref(text), text), clock);
  probe_subscribe(&probe, clock, flow, 1);
  rill_virtual_run(clock);
  ck_assert_uint_eq(probe.items, 1);
  rill_cancel(probe.subscription);
  clock_close(clock);
  ck_assert_live(&rill_string_type, 0);
}

TEST(observe_on, cancels_from_inside_of_an_item) {
  heard_t heard = {.cancel_at = 1000};
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  rill_unref(heard_subscribe(&heard, l.scheduler,
                             across(rill_range(1, INT32_MAX), pool)));
  uv_run(&l.loop, UV_RUN_DEFAULT);
  heard_wait(&heard);
  ck_assert_int_eq(heard.items, 1000);
  ck_assert_int_eq(heard.completions + heard.errors, 0);
  rill_scheduler_close(pool);
  looper_close(&l);
}

/* Whenever the cancel comes (before the start, under way, after the end), the
 * context is dropped once and nothing is left. */
TEST(observe_on, survives_a_storm_of_cancels) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  looper_open(&l);
  for (unsigned i = 0; i < 400; i++) {
    heard_t heard = {0};
    rill_observable_t *flow = rill_pipe(
        rill_range(1, 3000), rill_observe_on(pool, .capacity = 16),
        rill_observe_on(l.scheduler, .capacity = 5), rill_observe_on(pool));
    rill_subscription_t *run = heard_subscribe(&heard, l.scheduler, flow);
    for (unsigned turn = 0; turn < i % 37; turn++)
      uv_run(&l.loop, UV_RUN_NOWAIT);
    rill_cancel(run);
    rill_cancel(run);
    heard_wait_on(&heard, &l.loop);
    ck_assert_int_eq(heard.releases, 1);
    ck_assert(!heard.disordered);
    while (!rill_is_over(run)) uv_sleep(0); /* a moment after the release */
    rill_unref(run);
  }
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(observe_on, asks_and_cancels_from_any_thread) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  heard_t heard = {.demand = 1};
  rill_subscription_t *run = heard_subscribe(
      &heard, l.scheduler, across(rill_range(1, 5000), pool));
  for (int i = 1; i < 5000; i++) rill_request(run, 1);
  uv_run(&l.loop, UV_RUN_DEFAULT);
  heard_wait(&heard);
  ck_assert_int_eq(heard.items, 5000);
  ck_assert_int_eq(heard.completions, 1);
  rill_unref(run);
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(observe_on, the_reader_closes_while_items_are_in_flight) {
  for (int i = 0; i < 50; i++) {
    struct looper l;
    heard_t heard = {0};
    rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
    looper_open(&l);
    rill_unref(heard_subscribe(&heard, l.scheduler,
                               across(rill_range(1, INT32_MAX), pool)));
    for (int turn = 0; turn < i; turn++) uv_run(&l.loop, UV_RUN_NOWAIT);
    rill_scheduler_close(pool);
    uv_run(&l.loop, UV_RUN_DEFAULT); /* upstream is let go */
    heard_wait(&heard);
    ck_assert_int_eq(heard.completions, 0);
    ck_assert(!heard.disordered);
    looper_close(&l);
  }
}

TEST(observe_on, the_writer_closes_while_items_are_in_flight) {
  for (int i = 0; i < 50; i++) {
    struct looper l;
    heard_t heard = {0};
    rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
    looper_open(&l);
    rill_unref(heard_subscribe(&heard, l.scheduler,
                               across(rill_range(1, INT32_MAX), pool)));
    for (int turn = 0; turn < i; turn++) uv_run(&l.loop, UV_RUN_NOWAIT);
    looper_close(&l);
    heard_wait(&heard);
    ck_assert_int_eq(heard.errors, 1);
    ck_assert_int_eq(heard.code, RILL_ECLOSED);
    rill_scheduler_close(pool);
  }
}

TEST(observe_on, a_closed_scheduler_is_an_error) {
  heard_t heard = {0};
  rill_scheduler_t *clock = clock_new(), *closed = rill_virtual_scheduler_new();
  rill_observable_t *flow = across(rill_range(1, 3), closed);
  rill_scheduler_close(closed);
  rill_unref(heard_subscribe(&heard, clock, flow));
  heard_wait(&heard);
  ck_assert_int_eq(heard.code, RILL_ECLOSED);
  ck_assert_int_eq(heard.items, 0);
  clock_close(clock);
}

TEST(observe_on, names_bad_arguments) {
  probe_t probe = {0};
  probe_run(&probe, across(rill_range(1, 3), NULL));
  ck_assert_str_has(probe.error, "rill_observe_on: the scheduler is NULL");
  probe_t too_many = {0};
  rill_scheduler_t *clock = clock_new();
  probe_run(&too_many, rill_pipe(rill_range(1, 3),
                                 rill_observe_on(clock, .capacity = -4)));
  ck_assert_str_has(too_many.error, "capacity is -4");
  clock_close(clock);
}

TEST(observe_on, two_subscribers_have_a_border_each) {
  probe_t one = {0}, two = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = across(rill_range(1, 3), clock);
  rill_observable_t *again = rill_ref(flow);
  probe_subscribe(&one, clock, flow, RILL_UNBOUNDED);
  rill_virtual_run(clock);
  probe_subscribe(&two, clock, again, RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_str_eq(one.text, "1 2 3 |");
  ck_assert_str_eq(two.text, "1 2 3 |");
  clock_close(clock);
}

TEST(observe_on, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    probe_t probe = {0};
    rill_observable_t *flow = across(rill_range(1, 3), clock);
    probe_subscribe(&probe, clock, flow, RILL_UNBOUNDED);
    rill_virtual_run(clock);
    ck_assert_int_eq(probe.ends, 1);
    ck_assert_int_eq(probe.released, 1);
    rill_scheduler_close(clock);
  }
}
