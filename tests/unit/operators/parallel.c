/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"
#include "support/marbles.h"
#include "support/probe.h"

RILL_MAP_FN(increment, int64_t, int64_t, x) { return x + 1; }
RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_FILTER_FN(is_small, int64_t, x) { return x < 10; }
RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

static rill_value_t twice(rill_value_t item, void *context) {
  rill_value_t items[] = {item, item};
  (void) context;
  return rill_list(items, 2);
}

/* --- In place: the run's own scheduler ------------------------------------ */

TEST(parallel, each_item_goes_through_the_operators) {
  for (int ordered = 0; ordered < 2; ordered++) {
    rill_operator_t *op = rill_parallel(2, RILL_OPERATORS(rill_map(increment)),
                                        .ordered = ordered == 1);
    ck_marbles("-1-2-(34)--|", op, "-2-3-(45)--|");
    op = rill_parallel(3, RILL_OPERATORS(rill_map(increment)),
                       .ordered = ordered == 1);
    ck_marbles_stepwise("(1234567|)", op, "(2345678|)");
    op = rill_parallel(3, RILL_OPERATORS(rill_filter(is_even)),
                       .ordered = ordered == 1);
    ck_marbles("(12345678|)", op, "(2468|)");
    op = rill_parallel(3, RILL_OPERATORS(rill_flat_map(rill_call(twice))),
                       .ordered = ordered == 1);
    ck_marbles("(1234|)", op, "(11223344|)");
    op = rill_parallel(4, RILL_OPERATORS(rill_map(increment)),
                       .ordered = ordered == 1);
    ck_marbles("|", op, "|");
  }
}

TEST(parallel, each_rail_has_operators_of_its_own) {
  ck_marbles("-1-2-3-4-|", rill_parallel(2, RILL_OPERATORS(rill_scan(add))),
             "-1-2-4-6-|");
  ck_marbles("-1-2-3-4-|", rill_parallel(2, RILL_OPERATORS(rill_reduce(add))),
             "---------(46|)");
  ck_marbles(
      "-1-2-3-4-|",
      rill_parallel(2, RILL_OPERATORS(rill_reduce(add)), .ordered = true),
      "---------(46|)");
}

TEST(parallel, several_operators_or_none) {
  ck_marbles(
      "-1-2-3-4-|",
      rill_parallel(2, RILL_OPERATORS(rill_map(increment), rill_filter(is_even),
                                      rill_map(increment))),
      "-3---5---|");
  ck_marbles("-1-2-|", rill_parallel(2, .ordered = true), "-1-2-|");
}

TEST(parallel, a_rail_that_has_ended_gets_nothing_more) {
  ck_marbles("-1-2-3-4-5-6|", rill_parallel(2, RILL_OPERATORS(rill_take(2))),
             "-1-2-3-(4|)");
  ck_marbles("-1-2-3-4-5-6|",
             rill_parallel(2, RILL_OPERATORS(rill_take(2)), .ordered = true),
             "-1-2-3-(4|)");
}

RILL_FILTER_FN(is_rare, int64_t, x) { return x % 100 == 0; }

TEST(parallel, what_is_dropped_is_asked_for_again) {
  for (int ordered = 0; ordered < 2; ordered++) {
    probe_t probe = {.again = 1};
    rill_scheduler_t *clock = clock_new();
    probe_subscribe(
        &probe, clock,
        rill_pipe(rill_range(1, 1000),
                  rill_parallel(2, RILL_OPERATORS(rill_filter(is_rare)),
                                .ordered = ordered == 1, .capacity = 4)),
        1);
    ck_assert_str_eq(probe.text, "100 200 300 400 500 600 700 800 900 1000 |");
    clock_close(clock);
  }
}

/* What one had asked for, another one gets. */
TEST(parallel, what_a_rail_has_left_over_goes_to_the_others) {
  probe_t probe = {0};
  rill_operator_t *op = rill_parallel(
      2, RILL_OPERATORS(rill_take_while(is_small)), .capacity = 4);
  probe_run(&probe, rill_pipe(rill_range(1, 100), op));
  ck_assert_int_eq(probe.ends, 1);
  ck_assert_uint_ge(probe.items, 9);
}

TEST(parallel, errors) {
  ck_marbles("-1-2-#", rill_parallel(2, RILL_OPERATORS(rill_map(increment))),
             "-2-3-#");
  ck_marbles("-1-a-3-|", rill_parallel(2, RILL_OPERATORS(rill_map(increment))),
             "-2-#");
  ck_marbles(
      "-1-a-3-|",
      rill_parallel(2, RILL_OPERATORS(rill_map(increment)), .ordered = true),
      "-2-#");
  ck_marbles("#", rill_parallel(2, RILL_OPERATORS(rill_map(increment))), "#");
}

TEST(parallel, a_rail_may_try_again) {
  ck_marbles(
      "-1-a-3-4-|",
      rill_parallel(2, RILL_OPERATORS(rill_map(increment), rill_retry(0))),
      "-2---4-5-|");
}

TEST(parallel, cancels) {
  ck_marbles_with("(12345|)",
                  rill_parallel(2, RILL_OPERATORS(rill_map(increment))),
                  "(234!)", .cancel_after = 3);
  ck_marbles("-1-2-3-", rill_parallel(2, .ordered = true), "-1-2!");
}

TEST(parallel, each_run_is_complete) {
  ck_marbles("1-2|",
             rill_compose(rill_parallel(2, RILL_OPERATORS(rill_scan(add)),
                                        .ordered = true),
                          rill_repeat(2)),
             "1-21-2|");
}

TEST(parallel, names_bad_arguments) {
  ck_operator_fails(rill_parallel(0), RILL_EINVAL,
                    "rill_parallel: count is 0 (must be 1 to 256)");
  ck_operator_fails(rill_parallel(-3), RILL_EINVAL, "count is -3");
  ck_operator_fails(rill_parallel(2, .capacity = -1), RILL_EINVAL,
                    "rill_parallel: capacity is -1");
  ck_operator_fails(rill_parallel(2, RILL_OPERATORS(rill_take(1), NULL)),
                    RILL_EINVAL, "rill_parallel: operator 1 is NULL");
  ck_operator_fails(rill_parallel(2, .operator_count = 3), RILL_EINVAL,
                    "rill_parallel: the array of 3 operators is NULL");
  ck_operator_fails(rill_parallel(2, RILL_OPERATORS(rill_take(-1))),
                    RILL_EINVAL, "rill_take: count is -1");
  ck_operator_fails(
      rill_parallel(2, RILL_OPERATORS(rill_retry(0)), .ordered = true),
      RILL_EINVAL, "rill_parallel: .ordered needs operators");
}

/* --- On a pool ------------------------------------------------------------ */

static void on_a_pool(unsigned threads, int64_t rails, bool ordered,
                      int64_t items, int64_t again, rill_operator_t *op,
                      heard_t *heard) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = threads);
  looper_open(&l);
  heard->on = l.scheduler;
  heard->again = again;
  heard->demand = again;
  rill_unref(heard_subscribe(
      heard, l.scheduler,
      rill_pipe(rill_range(1, items),
                rill_parallel(rails, RILL_OPERATORS(op), .scheduler = pool,
                              .ordered = ordered))));
  heard_wait_on(heard, &l.loop);
  ck_assert(!heard->strayed);
  ck_assert_int_eq(heard->completions, 1);
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(parallel, keeps_the_order_of_many_items_on_a_pool) {
  heard_t heard = {0}, stepwise = {0};
  on_a_pool(2, 3, true, 200000, 0, rill_map(increment), &heard);
  ck_assert_int_eq(heard.items, 200000);
  ck_assert_int_eq(heard.last, 200001);
  ck_assert(!heard.disordered);
  on_a_pool(2, 2, true, 5000, 1, rill_map(increment), &stepwise);
  ck_assert_int_eq(stepwise.items, 5000);
  ck_assert(!stepwise.disordered);
}

TEST(parallel, gives_all_of_many_items_on_a_pool) {
  heard_t heard = {0}, stepwise = {0};
  on_a_pool(2, 0, false, 200000, 0, rill_map(increment), &heard);
  ck_assert_int_eq(heard.items, 200000);
  ck_assert_int_eq(heard.sum, (int64_t) 200001 * 200002 / 2 - 1);
  on_a_pool(2, 5, false, 5000, 1, rill_map(increment), &stepwise);
  ck_assert_int_eq(stepwise.items, 5000);
  ck_assert_int_eq(stepwise.sum, (int64_t) 5001 * 5002 / 2 - 1);
}

/* All are dropped but a few, or become many: the order holds. */
static rill_value_t some(rill_value_t item, void *context) {
  int64_t n = rill_as_int(item);
  rill_value_t items[10];
  size_t count = n % 100 == 0 ? 10 : 0;
  (void) context;
  for (size_t i = 0; i < count; i++)
    items[i] = rill_int(n / 10 - 10 + (int64_t) i + 1);
  return rill_list(items, count);
}

TEST(parallel, keeps_the_order_of_items_that_become_none_or_many) {
  heard_t heard = {0};
  on_a_pool(2, 4, true, 100000, 0, rill_flat_map(rill_call(some)), &heard);
  ck_assert_int_eq(heard.items, 10000);
  ck_assert_int_eq(heard.last, 10000);
  ck_assert(!heard.disordered);
}

/* Which worker an item was on. */
struct crew {
  const rill_scheduler_t *home;
  int64_t at_home;
};

static rill_value_t work(rill_value_t item, void *context) {
  struct crew *crew = context;
  if (rill_scheduler_is_current(crew->home))
    __atomic_add_fetch(&crew->at_home, 1, __ATOMIC_RELAXED);
  return rill_value_ref(item);
}

TEST(parallel, the_operators_run_on_the_pool) {
  struct looper l;
  heard_t heard = {0};
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  looper_open(&l);
  struct crew crew = {l.scheduler, 0};
  rill_fn_t f = rill_call_with(work, rill_borrow(&crew));
  rill_unref(heard_subscribe(
      &heard, l.scheduler,
      rill_pipe(rill_range(1, 10000),
                rill_parallel(2, RILL_OPERATORS(rill_map(f), rill_repeat(1)),
                              .scheduler = pool))));
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.items, 10000);
  ck_assert_int_eq(crew.at_home, 0);
  rill_scheduler_close(pool);
  looper_close(&l);
}

/* Two items that wait for each other: neither could be the first. */
static rill_value_t meet(rill_value_t item, void *context) {
  if (rill_as_int(item) <= 2) uv_barrier_wait(context);
  return rill_value_ref(item);
}

TEST(parallel, rails_run_at_the_same_time) {
  heard_t heard = {0};
  uv_barrier_t barrier;
  uv_barrier_init(&barrier, 2);
  on_a_pool(2, 2, true, 1000, 0,
            rill_map(rill_call_with(meet, rill_borrow(&barrier))), &heard);
  ck_assert_int_eq(heard.items, 1000);
  ck_assert(!heard.disordered);
  uv_barrier_destroy(&barrier);
}

TEST(parallel, survives_a_storm_of_cancels) {
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  looper_open(&l);
  for (unsigned i = 0; i < 200; i++) {
    heard_t heard = {.cancel_at = i % 5 == 0 ? 100 : 0};
    rill_observable_t *flow = rill_pipe(
        rill_range(1, 3000),
        rill_parallel(3, RILL_OPERATORS(rill_map(increment)), .scheduler = pool,
                      .ordered = i % 2 == 0, .capacity = 8));
    rill_subscription_t *run = heard_subscribe(&heard, l.scheduler, flow);
    for (unsigned turn = 0; turn < i % 37; turn++)
      uv_run(&l.loop, UV_RUN_NOWAIT);
    rill_cancel(run);
    heard_wait_on(&heard, &l.loop);
    ck_assert_int_eq(heard.releases, 1);
    ck_assert(i % 2 == 1 || !heard.disordered);
    rill_unref(run);
  }
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(parallel, a_closed_pool_is_an_error) {
  heard_t heard = {0};
  struct looper l;
  looper_open(&l);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  rill_observable_t *flow = rill_pipe(
      rill_range(1, 100),
      rill_parallel(2, RILL_OPERATORS(rill_map(increment)), .scheduler = pool));
  rill_scheduler_close(pool);
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  heard_wait_on(&heard, &l.loop);
  ck_assert_int_eq(heard.code, RILL_ECLOSED);
  looper_close(&l);
}

TEST(parallel, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    probe_t probe = {0};
    probe_subscribe(
        &probe, clock,
        rill_pipe(rill_range(1, 3),
                  rill_parallel(2, RILL_OPERATORS(rill_map(increment)),
                                .ordered = true, .scheduler = clock)),
        RILL_UNBOUNDED);
    rill_virtual_run(clock);
    ck_assert_int_eq(probe.ends, 1);
    if (probe.error_code == 0) ck_assert_str_eq(probe.text, "2 3 4 |");
    rill_scheduler_close(clock);
  }
}
