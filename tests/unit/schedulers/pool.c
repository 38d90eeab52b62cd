/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"

#include <sched.h>

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

static void hear_trespass(rill_error_t *error, void *context) {
  if (rill_error_code(error) == RILL_EWRONGTHREAD) uv_sem_post(context);
  ck_assert_str_has(rill_error_message(error),
                    "rill_post_after: called from a thread that");
}

TEST(pool, refuses_posts_when_closed_and_timers_always) {
  int drops = 0;
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1), *more;
  more = rill_ref(pool);
  uv_sem_t heard;
  uv_sem_init(&heard, 0);
  rill_scheduler_on_unhandled(pool, hear_trespass, &heard);
  ck_assert_int_eq(
      rill_post_after(pool, 1,
                      rill_call_with(never_called, rill_own(&drops, on_drop))),
      RILL_EWRONGTHREAD);
  ck_assert_int_eq(drops, 1);
  uv_sem_wait(&heard);
  rill_scheduler_close(pool);
  ck_assert_int_eq(
      rill_post(more,
                rill_call_with(never_called, rill_own(&drops, on_drop))),
      RILL_ECLOSED);
  ck_assert_int_eq(drops, 2);
  uv_sem_destroy(&heard);
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

/* --- Which worker --------------------------------------------------------- */

static uint64_t load_of(const rill_scheduler_t *pool, int worker) {
  rill_pool_stats_t stats = {.size = sizeof stats};
  ck_assert_int_eq(rill_pool_stats(pool, worker, &stats), 0);
  return stats.load;
}

TEST(pool, a_run_goes_where_the_least_is_to_do) {
  heard_t heard[9] = {0};
  rill_subscription_t *runs[9];
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 4);
  for (int i = 0; i < 8; i++)
    runs[i] = heard_subscribe(&heard[i], pool, rill_never());
  for (int i = 0; i < 4; i++) ck_assert_uint_eq(load_of(pool, i), 2);
  ck_assert_uint_eq(load_of(pool, RILL_POOL_ALL), 8);
  rill_cancel(runs[2]);
  rill_cancel(runs[6]);
  while (load_of(pool, RILL_POOL_ALL) > 6) sched_yield();
  int idle = 0;
  while (load_of(pool, idle) > 0) idle++;
  runs[8] = heard_subscribe(&heard[8], pool, rill_never());
  ck_assert_uint_eq(load_of(pool, idle), 1);
  rill_scheduler_close(pool);
  for (int i = 0; i < 9; i++) {
    heard_wait(&heard[i]);
    rill_unref(runs[i]);
  }
}

struct errand {
  rill_scheduler_t *pool;
  uv_sem_t done;
  int worker, value, drops, code;
  rill_time_t delay;
};

static rill_value_t note_worker(void *context) {
  struct errand *errand = context;
  errand->worker = rill_pool_worker();
  uv_sem_post(&errand->done);
  return rill_none();
}

static rill_value_t post_later(void *context) {
  struct errand *errand = context;
  errand->value = rill_pool_worker();
  rill_fn_t f = rill_call_with(note_worker, rill_borrow(errand));
  errand->code = rill_post_after(errand->pool, RILL_MS(1), f);
  return rill_none();
}

TEST(pool, its_workers_post_to_themselves_for_later) {
  struct errand errand = {.worker = -2};
  uv_sem_init(&errand.done, 0);
  errand.pool = rill_pool_scheduler_new(.threads = 3);
  ck_assert_int_eq(rill_pool_worker(), -1);
  rill_post(errand.pool, rill_call_with(post_later, rill_borrow(&errand)));
  uv_sem_wait(&errand.done);
  ck_assert_int_eq(errand.code, 0);
  ck_assert_int_ge(errand.worker, 0);
  ck_assert_int_eq(errand.worker, errand.value);
  rill_scheduler_close(errand.pool);
  uv_sem_destroy(&errand.done);
}

static rill_value_t promised(rill_value_t value, void *context) {
  struct errand *errand = context;
  errand->value = (int) rill_as_int(value);
  return note_worker(errand);
}

static rill_value_t promise_there(void *context) {
  struct errand *errand = context;
  rill_promise_t *promise = rill_promise_resolve(errand->pool, rill_int(5));
  rill_unref(rill_then(promise,
                       rill_call_with(promised, rill_borrow(errand)),
                       rill_no_fn()));
  return rill_none();
}

TEST(pool, a_promise_of_a_worker_lives_there) {
  struct errand errand = {.worker = -2};
  uv_sem_init(&errand.done, 0);
  errand.pool = rill_pool_scheduler_new(.threads = 4);
  rill_post(errand.pool, rill_call_with(promise_there, rill_borrow(&errand)));
  uv_sem_wait(&errand.done);
  ck_assert_int_eq(errand.value, 5);
  rill_scheduler_close(errand.pool);
  uv_sem_destroy(&errand.done);
}

/* --- What a worker keeps -------------------------------------------------- */

static const char key, other_key;

static void drop_local(void *context) {
  __atomic_add_fetch(&((struct errand *) context)->drops, 1, __ATOMIC_RELAXED);
}

static void give_local(void *context) {
  ck_assert_int_eq(rill_pool_set_local(&key, rill_own(context, drop_local)), 0);
}

static void look_at_local(void *context) {
  struct errand *errand = context;
  ck_assert_ptr_eq(rill_pool_local(&key), errand); /* still there */
}

static rill_value_t change_local(void *context) {
  struct errand *errand = context;
  rill_context_t again = rill_own(errand, drop_local);
  ck_assert_ptr_eq(rill_pool_local(&key), errand);
  ck_assert_ptr_null(rill_pool_local(&other_key));
  ck_assert_int_eq(rill_pool_set_local(&other_key, again), 0);
  ck_assert_int_eq(errand->drops, 0);
  ck_assert_int_eq(rill_pool_set_local(&other_key, rill_borrow(&errand->code)),
                   0);
  ck_assert_int_eq(errand->drops, 1);
  ck_assert_ptr_eq(rill_pool_local(&other_key), &errand->code);
  return note_worker(errand);
}

TEST(pool, each_worker_keeps_values_of_its_own) {
  struct errand errand = {0};
  uv_sem_init(&errand.done, 0);
  errand.pool = rill_pool_scheduler_new(.threads = 3, .init = give_local,
                                        .fini = look_at_local,
                                        .context = &errand);
  rill_post(errand.pool, rill_call_with(change_local, rill_borrow(&errand)));
  uv_sem_wait(&errand.done);
  rill_scheduler_close(errand.pool);
  ck_assert_int_eq(errand.drops, 1 + 3);
  uv_sem_destroy(&errand.done);
}

TEST(pool, other_threads_keep_nothing) {
  struct errand errand = {0};
  rill_context_t value = rill_own(&errand, drop_local);
  ck_assert_int_eq(rill_pool_set_local(&key, value), RILL_EWRONGTHREAD);
  ck_assert_int_eq(errand.drops, 1);
  ck_assert_ptr_null(rill_pool_local(&key));
}

static void on_unhandled(rill_error_t *error, void *context) {
  struct errand *errand = context;
  errand->code = rill_error_code(error);
  uv_sem_post(&errand->done);
}

static rill_value_t miss(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "no luck"));
}

TEST(pool, its_hook_hears_of_what_its_workers_do_not_handle) {
  struct errand errand = {0};
  uv_sem_init(&errand.done, 0);
  errand.pool = rill_pool_scheduler_new(.threads = 2);
  rill_scheduler_on_unhandled(errand.pool, on_unhandled, &errand);
  rill_post(errand.pool, rill_call_with(miss, rill_borrow(NULL)));
  uv_sem_wait(&errand.done);
  ck_assert_int_eq(errand.code, 7);
  rill_scheduler_close(errand.pool);
  uv_sem_destroy(&errand.done);
}

TEST(pool, refuses_bad_capacities_and_stats) {
  rill_pool_stats_t stats = {.size = sizeof stats};
  ck_assert_ptr_null(rill_pool_scheduler_new(.threads = 1, .capacity = -1));
  ck_assert_int_eq(rill_pool_stats(NULL, 0, &stats), RILL_EINVAL);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  ck_assert_int_eq(rill_pool_stats(pool, 2, &stats), RILL_EINVAL);
  ck_assert_int_eq(rill_pool_stats(pool, -2, &stats), RILL_EINVAL);
  ck_assert_int_eq(rill_pool_stats(pool, 0, NULL), RILL_EINVAL);
  rill_scheduler_close(pool);
}

TEST(pool, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
    rill_scheduler_close(pool);
  }
}
