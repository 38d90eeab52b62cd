/* SPDX-License-Identifier: MIT */
#include "support/heard.h"
#include "support/marbles.h"
#include "support/probe.h"

struct source { int starts, ends; };

static rill_value_t start_one(void *context) {
  struct source *source = context;
  source->starts++;
  return rill_object(rill_pipe(rill_interval(10), rill_take(5)));
}

static rill_observable_t *counted(struct source *source) {
  return rill_defer(rill_call_with(start_one, rill_borrow(source)));
}

static void join(probe_t *probe, rill_scheduler_t *clock,
                 rill_observable_t *shared) {
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(probe, clock, again, RILL_UNBOUNDED);
}

TEST(share, passes_one_subscriber_all) {
  ck_marbles("-1-2-3-|", rill_share(), "-1-2-3-|");
}

TEST(share, passes_an_error) {
  ck_marbles("-1-2-#", rill_share(), "-1-2-#");
}

TEST(share, one_run_for_all_who_are_there) {
  probe_t early = {0}, late = {0};
  struct source source = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(counted(&source), rill_share());
  join(&early, clock, shared);
  rill_virtual_advance_to(clock, 25);
  join(&late, clock, shared);
  rill_virtual_run(clock);
  ck_assert_str_eq(early.text, "0 1 2 3 4 |");
  ck_assert_str_eq(late.text, "2 3 4 |");
  ck_assert_int_eq(source.starts, 1);
  rill_unref(shared);
  clock_close(clock);
}

TEST(share, who_comes_after_the_end_starts_anew) {
  probe_t first = {0}, second = {0};
  struct source source = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(counted(&source), rill_share());
  join(&first, clock, shared);
  rill_virtual_run(clock);
  join(&second, clock, shared);
  rill_virtual_run(clock);
  ck_assert_str_eq(second.text, "0 1 2 3 4 |");
  ck_assert_int_eq(source.starts, 2);
  rill_unref(shared);
  clock_close(clock);
}

TEST(share, or_hears_the_end_if_that_is_kept) {
  probe_t first = {0}, second = {0};
  struct source source = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared =
      rill_pipe(counted(&source), rill_share(.keep_on_complete = true));
  join(&first, clock, shared);
  rill_virtual_run(clock);
  join(&second, clock, shared);
  ck_assert_str_eq(second.text, "|");
  ck_assert_int_eq(source.starts, 1);
  rill_unref(shared);
  clock_close(clock);
}

/* A slow one of the old run must not see the new run's items. */
TEST(share, starts_anew_while_somebody_is_still_behind) {
  probe_t slow = {0}, anew = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(rill_range(1, 3), rill_share());
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(&slow, clock, again, 1);
  join(&anew, clock, shared);
  rill_virtual_run(clock);
  ck_assert_str_eq(slow.text, "1");
  ck_assert_str_eq(anew.text, "1 2 3 |");
  rill_request(slow.subscription, 10);
  ck_assert_str_eq(slow.text, "1 2 3 |");
  rill_unref(shared);
  clock_close(clock);
}

TEST(share, each_pipe_has_its_own) {
  probe_t one = {0}, two = {0};
  struct source a = {0}, b = {0};
  rill_scheduler_t *clock = clock_new();
  rill_operator_t *share = rill_share();
  rill_operator_t *same = rill_ref(share);
  rill_observable_t *first = rill_pipe(counted(&a), share);
  rill_observable_t *second = rill_pipe(counted(&b), same);
  probe_subscribe(&one, clock, first, RILL_UNBOUNDED);
  probe_subscribe(&two, clock, second, RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_int_eq(a.starts, 1);
  ck_assert_int_eq(b.starts, 1);
  ck_assert_str_eq(one.text, two.text);
  clock_close(clock);
}

TEST(share, what_is_piped_on_shares_still) {
  probe_t one = {0}, two = {0};
  struct source source = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(counted(&source), rill_share());
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(&one, clock, rill_pipe(shared, rill_take(2)),
                  RILL_UNBOUNDED);
  probe_subscribe(&two, clock, rill_pipe(again, rill_take(4)),
                  RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_str_eq(one.text, "0 1 |");
  ck_assert_str_eq(two.text, "0 1 2 3 |");
  ck_assert_int_eq(source.starts, 1);
  clock_close(clock);
}

TEST(share, waits_for_the_slowest) {
  probe_t fast = {0}, slow = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared =
      rill_pipe(rill_range(1, 100), rill_publish(.capacity = 4));
  rill_observable_t *again = rill_ref(shared), *run = rill_ref(shared);
  probe_subscribe(&fast, clock, shared, RILL_UNBOUNDED);
  probe_subscribe(&slow, clock, again, 2);
  rill_unref(rill_connect(clock, run));
  ck_assert_str_eq(slow.text, "1 2");
  ck_assert_uint_le(fast.items, 6);
  rill_request(slow.subscription, RILL_UNBOUNDED);
  ck_assert_uint_eq(fast.items, 100);
  ck_assert_uint_eq(slow.items, 100);
  ck_assert_int_eq(fast.ends + slow.ends, 2);
  clock_close(clock);
}

TEST(share, the_last_one_to_leave_cancels) {
  probe_t one = {.cancel_at = 2}, two = {.cancel_at = 3};
  struct source source = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *shared = rill_pipe(counted(&source), rill_share());
  join(&one, clock, shared);
  join(&two, clock, shared);
  rill_time_t end = rill_virtual_run(clock);
  ck_assert_int_eq(end, 30);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  rill_unref(shared);
  clock_close(clock);
}

TEST(share, subscribers_on_other_threads_hear_all) {
  struct looper l;
  heard_t here = {0}, there = {0};
  looper_open(&l);
  looper_keep_alive(&l);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  rill_observable_t *shared =
      rill_pipe(rill_range(1, 20000), rill_publish());
  rill_observable_t *again = rill_ref(shared), *run = rill_ref(shared);
  rill_unref(heard_subscribe(&here, l.scheduler, shared));
  rill_unref(heard_subscribe(&there, pool, again));
  rill_unref(rill_connect(l.scheduler, run));
  heard_wait_on(&here, &l.loop);
  heard_wait_on(&there, &l.loop);
  ck_assert_int_eq(here.items, 20000);
  ck_assert(!here.disordered && !there.disordered);
  ck_assert_int_eq(here.completions + there.completions, 2);
  rill_scheduler_close(pool);
  looper_let_go(&l);
  looper_close(&l);
}

TEST(share, survives_a_storm_across_threads) {
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 3);
  rill_observable_t *shared = rill_pipe(rill_range(1, 2000), rill_share());
  for (int i = 0; i < 100; i++) {
    heard_t heard[4] = {0};
    rill_subscription_t *runs[4];
    for (int k = 0; k < 4; k++) {
      rill_observable_t *again = rill_ref(shared);
      runs[k] = heard_subscribe(&heard[k], pool, again);
      if (k % 2 == 1) rill_cancel(runs[k]);
    }
    for (int k = 0; k < 4; k++) {
      heard_wait(&heard[k]);
      ck_assert_int_eq(heard[k].releases, 1);
      ck_assert(!heard[k].disordered);
      ck_assert_int_ne(heard[k].code, RILL_EWRONGTHREAD);
      rill_unref(runs[k]);
    }
  }
  rill_unref(shared);
  rill_scheduler_close(pool);
}

static void leave_endless(rill_operator_t *shares) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = rill_repeat_value(rill_int(7));
  probe_subscribe(&probe, clock, rill_pipe(flow, shares), 2);
  rill_cancel(probe.subscription);
  ck_assert_str_eq(probe.text, "7 7");
  ck_assert_int_eq(probe.released, 1);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  clock_close(clock);
}

TEST(share, the_last_to_leave_ends_a_source_without_an_end) {
  leave_endless(rill_share());
  leave_endless(rill_compose(rill_publish(), rill_ref_count()));
}

TEST(share, who_leaves_inside_of_an_item_ends_a_source_without_an_end) {
  probe_t probe = {.cancel_at = 2};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = rill_repeat_value(rill_int(7));
  probe_subscribe(&probe, clock, rill_pipe(flow, rill_share()), 1000000);
  ck_assert_str_eq(probe.text, "7 7");
  ck_assert_int_eq(probe.released, 1);
  clock_close(clock);
}

/* Upstream ends in a pool; what is shared is here. */
TEST(share, brings_upstream_home_from_another_thread) {
  heard_t one = {0}, two = {0};
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  one.on = two.on = l.scheduler;
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 5000), rill_observe_on(pool), rill_share());
  rill_observable_t *again = rill_ref(flow);
  rill_unref(heard_subscribe(&one, l.scheduler, flow));
  rill_unref(heard_subscribe(&two, l.scheduler, again));
  heard_wait_on(&one, &l.loop);
  heard_wait_on(&two, &l.loop);
  ck_assert_int_eq(one.items, 5000);
  ck_assert_int_eq(two.last, 5000); /* it may have come a bit late */
  ck_assert(!one.strayed && !two.strayed && !two.disordered);
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(share, hears_that_the_place_of_upstream_is_closed) {
  heard_t heard = {0};
  struct looper l;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  looper_open(&l);
  rill_observable_t *flow =
      rill_pipe(rill_never(), rill_observe_on(pool), rill_share());
  rill_unref(heard_subscribe(&heard, l.scheduler, flow));
  uv_run(&l.loop, UV_RUN_NOWAIT);
  rill_scheduler_close(pool);
  looper_keep_alive(&l);
  heard_wait_on(&heard, &l.loop);
  looper_let_go(&l);
  ck_assert_int_eq(heard.code, RILL_ECLOSED);
  looper_close(&l);
}

/* --- Two at once ---------------------------------------------------------- */

struct firsts {
  rill_observable_t *flow;
  int ready, over; /* of the two */
};

struct first {
  struct firsts *all;
  heard_t heard;
};

/* Its loop runs until both have heard the end: one hears it from the other. */
static void first_main(void *argument) {
  struct first *first = argument;
  struct firsts *all = first->all;
  struct looper l;
  looper_open(&l);
  looper_keep_alive(&l);
  rill_observable_t *flow = rill_ref(all->flow);
  __atomic_add_fetch(&all->ready, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&all->ready, __ATOMIC_SEQ_CST) < 2) continue;
  rill_unref(heard_subscribe(&first->heard, l.scheduler, flow));
  heard_wait_on(&first->heard, &l.loop);
  __atomic_add_fetch(&all->over, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&all->over, __ATOMIC_SEQ_CST) < 2)
    uv_run(&l.loop, UV_RUN_NOWAIT);
  looper_let_go(&l);
  looper_close(&l);
}

static void two_firsts(rill_operator_t *shares) {
  struct firsts all = {.flow = rill_pipe(rill_range(1, 50), shares)};
  struct first one = {.all = &all}, two = {.all = &all};
  uv_thread_t threads[2];
  uv_thread_create(&threads[0], first_main, &one);
  uv_thread_create(&threads[1], first_main, &two);
  uv_thread_join(&threads[0]);
  uv_thread_join(&threads[1]);
  rill_unref(all.flow);
  ck_assert_int_eq(one.heard.errors + two.heard.errors, 0);
  ck_assert_int_eq(one.heard.items + two.heard.items, 100);
  ck_assert_int_eq(one.heard.completions + two.heard.completions, 2);
}

TEST(share, two_threads_may_be_the_first_at_once) {
  for (int i = 0; i < 150; i++) {
    two_firsts(rill_cache());
    two_firsts(rill_share_replay(50));
  }
}
