/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"

struct counts { int inits, finis, calls, strayed; };

static void on_init(void *context) {
  __atomic_add_fetch(&((struct counts *) context)->inits, 1, __ATOMIC_RELAXED);
}

static void on_fini(void *context) {
  __atomic_add_fetch(&((struct counts *) context)->finis, 1, __ATOMIC_RELAXED);
}

TEST(pool, runs_init_and_fini_once_on_each_worker) {
  struct counts counts = {0};
  rill_scheduler_t *pool = rill_pool_scheduler_new(
      .threads = 4, .init = on_init, .fini = on_fini, .context = &counts);
  ck_assert_uint_eq(rill_pool_threads(pool), 4);
  ck_assert_str_eq(rill_scheduler_name(pool), "pool");
  rill_scheduler_close(pool);
  ck_assert_int_eq(counts.inits, 4);
  ck_assert_int_eq(counts.finis, 4);
}

TEST(pool, takes_as_many_threads_as_there_are_processors) {
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 0);
  ck_assert_uint_ge(rill_pool_threads(pool), 1);
  rill_scheduler_close(pool);
}

TEST(pool, refuses_too_many_threads_and_no_options) {
  ck_assert_ptr_null(rill_pool_scheduler_new(.threads = 257));
  ck_assert_ptr_null(rill_pool_scheduler_opts(NULL));
  ck_assert_uint_eq(rill_pool_threads(NULL), 0);
}

struct posted {
  uv_sem_t done;
  rill_scheduler_t *pool;
  int calls;
};

static rill_value_t on_post(void *context) {
  struct posted *posted = context;
  ck_assert(!rill_scheduler_is_current(posted->pool));
  __atomic_add_fetch(&posted->calls, 1, __ATOMIC_RELAXED);
  uv_sem_post(&posted->done);
  return rill_none();
}

TEST(pool, runs_posts_on_its_workers) {
  struct posted posted = {0};
  uv_sem_init(&posted.done, 0);
  posted.pool = rill_pool_scheduler_new(.threads = 3);
  for (int i = 0; i < 1000; i++)
    ck_assert_int_eq(
        rill_post(posted.pool, rill_call_with(on_post, rill_borrow(&posted))),
        0);
  for (int i = 0; i < 1000; i++) uv_sem_wait(&posted.done);
  ck_assert_int_eq(posted.calls, 1000);
  rill_scheduler_close(posted.pool);
  uv_sem_destroy(&posted.done);
}

static rill_value_t never_called(void *context) {
  ck_assert_msg(context == NULL, "a post ran after the close");
  return rill_none();
}

static void on_drop(void *context) { ++*(int *) context; }

TEST(pool, refuses_posts_when_closed_and_timers_always) {
  int drops = 0;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1), *more;
  more = rill_ref(pool);
  ck_assert_int_eq(
      rill_post_after(pool, 1,
                      rill_call_with(never_called, rill_own(&drops, on_drop))),
      RILL_EWRONGTHREAD);
  ck_assert_int_eq(drops, 1);
  rill_scheduler_close(pool);
  ck_assert_int_eq(
      rill_post(more,
                rill_call_with(never_called, rill_own(&drops, on_drop))),
      RILL_ECLOSED);
  ck_assert_int_eq(drops, 2);
  rill_unref(more);
}

TEST(pool, a_subscriber_on_it_hears_all_on_one_worker) {
  heard_t heard[8] = {0};
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 3);
  for (size_t i = 0; i < 8; i++)
    rill_unref(heard_subscribe(&heard[i], pool, rill_range(1, 50000)));
  for (size_t i = 0; i < 8; i++) {
    heard_wait(&heard[i]);
    ck_assert_int_eq(heard[i].items, 50000);
    ck_assert(!heard[i].disordered);
    ck_assert_int_eq(heard[i].completions, 1);
  }
  rill_scheduler_close(pool);
}

TEST(pool, sleeps_until_a_timer_is_due) {
  heard_t heard = {0};
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_time_t before = rill_now(pool);
  rill_observable_t *flow =
      rill_pipe(rill_interval(RILL_MS(2)), rill_take(5));
  rill_unref(heard_subscribe(&heard, pool, flow));
  heard_wait(&heard);
  ck_assert_int_eq(heard.items, 5);
  ck_assert_int_ge(rill_now(pool) - before, RILL_MS(10));
  rill_scheduler_close(pool);
}

TEST(pool, closing_cancels_what_runs_on_it) {
  heard_t heard = {0};
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  rill_subscription_t *run = heard_subscribe(&heard, pool, rill_never());
  rill_scheduler_close(pool);
  heard_wait(&heard);
  ck_assert_int_eq(heard.releases, 1);
  ck_assert_int_eq(heard.completions + heard.errors, 0);
  ck_assert(rill_is_over(run));
  rill_request(run, 1); /* late, and without effect */
  rill_cancel(run);
  rill_unref(run);
}

TEST(pool, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
    rill_scheduler_close(pool);
  }
}
