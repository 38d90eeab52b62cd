/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"

#include <sched.h>

/* What a promise came to. */
struct outcome {
  int64_t value;
  int fulfilled, code;
  char text[256];
};

static rill_value_t keep_value(rill_value_t value, void *context) {
  struct outcome *o = context;
  o->fulfilled++;
  o->value = rill_as_int(value);
  rill_value_format(value, o->text, sizeof o->text);
  return rill_none();
}

static rill_value_t keep_error(rill_value_t error, void *context) {
  struct outcome *o = context;
  o->code = rill_error_code(rill_as_error(error));
  rill_error_describe(rill_as_error(error), o->text, sizeof o->text);
  return rill_none();
}

/* Takes over the promise. */
static void note(struct outcome *o, rill_promise_t *promise) {
  rill_unref(rill_then(promise, rill_call_with(keep_value, rill_borrow(o)),
                       rill_call_with(keep_error, rill_borrow(o))));
}

struct stage {
  struct looper looper;
  rill_scheduler_t *pool;
  uv_sem_t begun, go_on;
  int calls, drops, told;
};

static void open_with(struct stage *s, unsigned threads, int64_t capacity) {
  memset(s, 0, sizeof *s);
  looper_open(&s->looper);
  uv_sem_init(&s->begun, 0);
  uv_sem_init(&s->go_on, 0);
  s->pool = rill_pool_scheduler_new(.threads = threads, .capacity = capacity);
  ck_assert_ptr_nonnull(s->pool);
}

static void run_loop(struct stage *s) {
  uv_run(&s->looper.loop, UV_RUN_DEFAULT);
}

static void close_all(struct stage *s) {
  rill_scheduler_close(s->pool);
  run_loop(s);
  looper_close(&s->looper);
  uv_sem_destroy(&s->begun);
  uv_sem_destroy(&s->go_on);
}

static void on_drop(void *context) {
  struct stage *s = context;
  __atomic_add_fetch(&s->drops, 1, __ATOMIC_RELAXED);
}

static rill_fn_t counted(struct stage *s, rill_call0_fn f) {
  return rill_call0(f, rill_own(s, on_drop));
}

static rill_promise_t *submit(struct stage *s, rill_call0_fn f) {
  return rill_submit(s->pool, s->looper.scheduler, counted(s, f));
}

static rill_value_t call(void *context) {
  struct stage *s = context;
  ck_assert(!rill_scheduler_is_current(s->looper.scheduler));
  ck_assert_int_ge(rill_pool_worker(), 0);
  return rill_int(__atomic_add_fetch(&s->calls, 1, __ATOMIC_RELAXED));
}

static rill_value_t miss(void *context) {
  call(context);
  return rill_fail(rill_error_new(7, "no luck"));
}

/* Begins, and goes on when it is told to. */
static rill_value_t block(void *context) {
  struct stage *s = context;
  uv_sem_post(&s->begun);
  uv_sem_wait(&s->go_on);
  if (rill_is_canceled()) __atomic_add_fetch(&s->told, 1, __ATOMIC_RELAXED);
  return call(context);
}

/* --- rill_submit ---------------------------------------------------------- */

TEST(submit, promises_what_a_worker_returns) {
  struct stage s;
  struct outcome good = {0}, bad = {0};
  open_with(&s, 2, 0);
  note(&good, submit(&s, call));
  run_loop(&s);
  note(&bad, submit(&s, miss));
  run_loop(&s); /* the loop stays until it is settled */
  ck_assert_int_eq(good.value, 1);
  ck_assert_int_eq(bad.code, 7);
  ck_assert_str_has(bad.text, "no luck");
  ck_assert_int_eq(s.drops, 2);
  close_all(&s);
}

TEST(submit, a_full_queue_answers) {
  struct stage s;
  struct outcome first = {0}, second = {0}, third = {0};
  rill_pool_stats_t stats = {.size = sizeof stats};
  open_with(&s, 1, 1);
  note(&first, submit(&s, block));
  uv_sem_wait(&s.begun);
  note(&second, submit(&s, call));
  note(&third, submit(&s, call));
  ck_assert_int_eq(rill_pool_stats(s.pool, RILL_POOL_ALL, &stats), 0);
  ck_assert_uint_eq(stats.queued, 1);
  ck_assert_uint_eq(stats.running, 1);
  ck_assert_uint_eq(stats.refused, 1);
  uv_sem_post(&s.go_on);
  run_loop(&s);
  ck_assert_int_eq(first.fulfilled + second.fulfilled, 2);
  ck_assert_int_eq(third.code, RILL_EAGAIN);
  ck_assert_str_has(third.text, "rill_submit: the pool's queue is full: 1 ");
  ck_assert_int_eq(s.drops, 3);
  rill_pool_stats(s.pool, 0, &stats);
  ck_assert_uint_eq(stats.done, 2);
  ck_assert_uint_eq(stats.running, 0);
  close_all(&s);
}

TEST(submit, waits_for_room) {
  enum { MANY = 2000 };
  static struct outcome outcomes[MANY];
  struct stage s;
  open_with(&s, 2, 2);
  for (int i = 0; i < MANY; i++)
    note(&outcomes[i], rill_submit(s.pool, s.looper.scheduler,
                                   counted(&s, call), .wait = true));
  run_loop(&s);
  for (int i = 0; i < MANY; i++) ck_assert_int_eq(outcomes[i].fulfilled, 1);
  ck_assert_int_eq(s.drops, MANY);
  close_all(&s);
}

/* On a worker it would wait for itself. */
struct inner {
  struct stage *stage;
  int code;
};

static rill_value_t keep_code(rill_value_t error, void *context) {
  ((struct inner *) context)->code = rill_error_code(rill_as_error(error));
  uv_sem_post(&((struct inner *) context)->stage->begun);
  return rill_none();
}

static rill_value_t submit_inside(void *context) {
  struct inner *inner = context;
  struct stage *s = inner->stage;
  rill_promise_t *one = rill_submit(s->pool, s->pool, counted(s, call));
  rill_promise_t *two =
      rill_submit(s->pool, s->pool, counted(s, call), .wait = true);
  rill_unref(one);
  rill_unref(rill_then(two, rill_no_fn(),
                       rill_call_with(keep_code, rill_borrow(inner))));
  return rill_none();
}

TEST(submit, a_worker_does_not_wait_for_itself) {
  struct stage s;
  struct inner inner = {.stage = &s};
  open_with(&s, 1, 1);
  rill_post(s.pool, rill_call_with(submit_inside, rill_borrow(&inner)));
  uv_sem_wait(&s.begun);
  ck_assert_int_eq(inner.code, RILL_EAGAIN);
  close_all(&s);
  ck_assert_int_eq(s.drops, 2);
}

TEST(submit, one_that_is_cancelled_does_not_begin) {
  struct stage s;
  struct outcome first = {0}, second = {0};
  open_with(&s, 1, 1);
  note(&first, submit(&s, block));
  uv_sem_wait(&s.begun);
  rill_promise_t *promise = submit(&s, call);
  rill_promise_cancel(promise);
  ck_assert_int_eq(s.drops, 1); /* and makes room */
  note(&second, submit(&s, call));
  uv_sem_post(&s.go_on);
  run_loop(&s);
  ck_assert_int_eq(rill_error_code(rill_promise_error(promise)),
                   RILL_ECANCELED);
  rill_unref(promise);
  ck_assert_int_eq(second.fulfilled, 1);
  ck_assert_int_eq(s.calls, 2);
  ck_assert_int_eq(s.drops, 3);
  ck_assert_int_eq(s.told, 0);
  close_all(&s);
}

TEST(submit, one_that_has_begun_is_told) {
  struct stage s;
  open_with(&s, 1, 0);
  ck_assert(!rill_is_canceled());
  rill_promise_t *promise = submit(&s, block);
  uv_sem_wait(&s.begun);
  rill_promise_cancel(promise);
  uv_sem_post(&s.go_on);
  run_loop(&s);
  rill_unref(promise);
  close_all(&s);
  ck_assert_int_eq(s.told, 1);
  ck_assert_int_eq(s.calls, 1);
  ck_assert_int_eq(s.drops, 1);
}

TEST(submit, a_home_that_closes_first_lets_go) {
  struct stage s;
  open_with(&s, 1, 0);
  rill_promise_t *promise = submit(&s, block);
  uv_sem_wait(&s.begun);
  looper_close(&s.looper);
  uv_sem_post(&s.go_on);
  rill_scheduler_close(s.pool);
  ck_assert(rill_promise_is_pending(promise));
  rill_unref(promise);
  ck_assert_int_eq(s.drops, 1);
  uv_sem_destroy(&s.begun);
  uv_sem_destroy(&s.go_on);
}

static void refused(struct stage *s, rill_promise_t *promise, int code,
                    const char *text) {
  struct outcome outcome = {0};
  note(&outcome, promise);
  run_loop(s);
  ck_assert_int_eq(outcome.code, code);
  ck_assert_str_has(outcome.text, text);
}

TEST(submit, refuses_a_home_that_is_closed) {
  struct stage s;
  open_with(&s, 1, 0);
  rill_scheduler_t *closed = rill_virtual_scheduler_new();
  rill_scheduler_t *more = rill_ref(closed);
  rill_scheduler_close(closed);
  rill_promise_t *promise = rill_submit(s.pool, more, counted(&s, call));
  ck_assert_int_eq(rill_error_code(rill_promise_error(promise)), RILL_ECLOSED);
  ck_assert_str_has(rill_error_message(rill_promise_error(promise)),
                    "rill_submit: home is closed");
  rill_unref(promise);
  rill_unref(more);
  ck_assert_int_eq(s.drops, 1);
  close_all(&s);
}

TEST(submit, refuses_bad_arguments) {
  struct stage s;
  open_with(&s, 1, 0);
  rill_scheduler_t *loop = s.looper.scheduler;
  refused(&s, rill_submit(NULL, loop, counted(&s, call)), RILL_EINVAL,
          "rill_submit: pool is NULL");
  refused(&s, rill_submit(loop, loop, counted(&s, call)), RILL_EINVAL,
          "rill_submit: pool is a uv scheduler");
  refused(&s, rill_submit(s.pool, loop, rill_no_fn()), RILL_EINVAL,
          "rill_submit: f is missing");
  refused(&s,
          rill_submit(s.pool, loop,
                      rill_call_with(keep_value, rill_own(&s, on_drop))),
          RILL_EINVAL, "rill_submit: f takes 1 arguments (must be 0)");
  ck_assert_int_eq(s.drops, 3);
  rill_promise_t *homeless = rill_submit(s.pool, NULL, counted(&s, call));
  ck_assert_str_has(rill_error_message(rill_promise_error(homeless)),
                    "rill_submit: the scheduler is NULL");
  rill_unref(homeless);
  ck_assert_int_eq(s.drops, 4);
  ck_assert_int_eq(s.calls, 0);
  close_all(&s);
}

static void ignore(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

TEST(submit, survives_without_memory) {
  int drops = 0, submitted = 0;
  struct looper looper;
  looper_open(&looper);
  rill_scheduler_on_unhandled(looper.scheduler, ignore, NULL);
  failing_each(FAILING_ONE) {
    struct stage s = {.looper = looper};
    s.pool = rill_pool_scheduler_new(.threads = 1);
    if (s.pool != NULL) {
      submitted++;
      rill_unref(rill_submit(s.pool, looper.scheduler, counted(&s, call)));
      uv_run(&looper.loop, UV_RUN_DEFAULT);
      rill_scheduler_close(s.pool);
      uv_run(&looper.loop, UV_RUN_DEFAULT);
      drops += s.drops;
    }
  }
  ck_assert_int_gt(submitted, 1);
  ck_assert_int_eq(drops, submitted);
  looper_close(&looper);
}

/* --- rill_executor_map ---------------------------------------------------- */

enum { MANY = 100 };

static rill_value_t numbers(int64_t count) {
  rill_value_t items[MANY];
  for (int64_t i = 0; i < count; i++) items[i] = rill_int(i);
  return rill_list(items, (size_t) count);
}

static rill_value_t tenfold(rill_value_t item, void *context) {
  struct stage *s = context;
  __atomic_add_fetch(&s->calls, 1, __ATOMIC_RELAXED);
  return rill_stringf("%d", (int) rill_as_int(item) * 10);
}

static rill_promise_t *map(struct stage *s, int64_t count, rill_call1_fn f,
                           int64_t concurrency) {
  return rill_executor_map(s->pool, s->looper.scheduler, numbers(count),
                           rill_call1(f, rill_own(s, on_drop)),
                           .concurrency = concurrency);
}

TEST(executor_map, gives_a_list_in_order) {
  struct stage s;
  struct outcome four = {0}, none = {0};
  open_with(&s, 3, 0);
  note(&four, map(&s, 4, tenfold, 0));
  note(&none, map(&s, 0, tenfold, 0));
  run_loop(&s);
  ck_assert_str_eq(four.text, "[\"0\", \"10\", \"20\", \"30\"]");
  ck_assert_str_eq(none.text, "[]");
  close_all(&s);
  ck_assert_int_eq(s.drops, 2);
}

TEST(executor_map, finds_room_in_a_queue_of_one) {
  struct stage s;
  struct outcome all[5] = {{0}};
  open_with(&s, 2, 1);
  for (int i = 0; i < 5; i++) note(&all[i], map(&s, MANY, tenfold, 50));
  run_loop(&s);
  for (int i = 0; i < 5; i++) ck_assert_int_eq(all[i].fulfilled, 1);
  ck_assert_int_eq(s.calls, 5 * MANY);
  close_all(&s);
}

/* How many are under way at once. */
struct crowd {
  int inside, most;
};

static rill_value_t crowd_in(rill_value_t item, void *context) {
  struct crowd *crowd = context;
  int inside = __atomic_add_fetch(&crowd->inside, 1, __ATOMIC_SEQ_CST);
  int most = __atomic_load_n(&crowd->most, __ATOMIC_SEQ_CST);
  while (inside > most &&
         !__atomic_compare_exchange_n(&crowd->most, &most, inside, false,
                                      __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    continue;
  sched_yield();
  __atomic_sub_fetch(&crowd->inside, 1, __ATOMIC_SEQ_CST);
  return rill_value_ref(item);
}

TEST(executor_map, keeps_to_its_concurrency) {
  struct stage s;
  struct outcome outcome = {0};
  struct crowd crowd = {0};
  open_with(&s, 4, 0);
  note(&outcome,
       rill_executor_map(s.pool, s.looper.scheduler, numbers(MANY),
                         rill_call_with(crowd_in, rill_borrow(&crowd)),
                         .concurrency = 2));
  run_loop(&s);
  ck_assert_int_eq(outcome.fulfilled, 1);
  ck_assert_int_le(crowd.most, 2);
  close_all(&s);
}

static rill_value_t block_or_miss(rill_value_t item, void *context) {
  struct stage *s = context;
  if (rill_as_int(item) > 1) return tenfold(item, s);
  if (rill_as_int(item) == 0) return block(s);
  uv_sem_wait(&s->begun); /* the other one is under way */
  uv_sem_post(&s->begun);
  return miss(s);
}

TEST(executor_map, the_first_failure_ends_it) {
  struct stage s;
  struct outcome outcome = {0};
  open_with(&s, 2, 0);
  note(&outcome, map(&s, MANY, block_or_miss, 2));
  run_loop(&s);
  ck_assert_int_eq(outcome.code, 7);
  uv_sem_post(&s.go_on);
  close_all(&s);
  ck_assert_int_eq(s.told, 1);
  ck_assert_int_eq(s.calls, 2);
  ck_assert_int_eq(s.drops, 1);
}

static rill_value_t block_each(rill_value_t item, void *context) {
  (void) item;
  return block(context);
}

TEST(executor_map, cancelling_reaches_all_calls) {
  struct stage s;
  open_with(&s, 2, 0);
  rill_promise_t *promise = map(&s, 10, block_each, 5);
  for (int i = 0; i < 2; i++) uv_sem_wait(&s.begun);
  rill_promise_cancel(promise);
  for (int i = 0; i < 2; i++) uv_sem_post(&s.go_on);
  run_loop(&s);
  rill_unref(promise);
  close_all(&s);
  ck_assert_int_eq(s.told, 2);
  ck_assert_int_eq(s.calls, 2);
  ck_assert_int_eq(s.drops, 1);
}

TEST(executor_map, a_home_that_closes_first_lets_go) {
  struct stage s;
  open_with(&s, 2, 0);
  rill_promise_t *promise = map(&s, 10, block_each, 5);
  for (int i = 0; i < 2; i++) uv_sem_wait(&s.begun);
  looper_close(&s.looper);
  for (int i = 0; i < 10; i++) uv_sem_post(&s.go_on);
  rill_scheduler_close(s.pool);
  rill_unref(promise);
  ck_assert_int_eq(s.drops, 1);
  uv_sem_destroy(&s.begun);
  uv_sem_destroy(&s.go_on);
}

TEST(executor_map, refuses_bad_arguments) {
  struct stage s;
  open_with(&s, 1, 0);
  rill_scheduler_t *loop = s.looper.scheduler;
  rill_fn_t f = rill_call_with(tenfold, rill_own(&s, on_drop));
  refused(&s, rill_executor_map(s.pool, loop, rill_int(3), f), RILL_ETYPE,
          "rill_executor_map: list is of kind int (must be a list)");
  refused(&s, rill_executor_map(s.pool, loop, numbers(1), f, .concurrency = -1),
          RILL_EINVAL, "concurrency is -1 (must be >= 0)");
  refused(&s, rill_executor_map(NULL, loop, numbers(1), f), RILL_EINVAL,
          "rill_executor_map: pool is NULL");
  refused(&s, rill_executor_map(s.pool, loop, numbers(1), counted(&s, call)),
          RILL_EINVAL, "rill_executor_map: f takes 0 arguments (must be 1)");
  ck_assert_int_eq(s.drops, 4);
  close_all(&s);
}

/* --- Shutting down -------------------------------------------------------- */

TEST(pool_shutdown, draining_does_what_is_there) {
  struct stage s;
  struct outcome first = {0}, second = {0}, late = {0}, stopped = {0};
  open_with(&s, 1, 0);
  note(&first, submit(&s, block));
  uv_sem_wait(&s.begun);
  note(&second, submit(&s, call));
  note(&stopped, rill_pool_stopped(s.pool, s.looper.scheduler));
  ck_assert_int_eq(rill_pool_wait(s.pool, 0), RILL_ETIMEDOUT);
  ck_assert_int_eq(rill_pool_shutdown(s.pool, RILL_POOL_DRAIN), 0);
  note(&late, submit(&s, call));
  ck_assert_int_eq(rill_post(s.pool, counted(&s, call)), RILL_ECLOSED);
  uv_sem_post(&s.go_on);
  ck_assert_int_eq(rill_pool_wait(s.pool, RILL_TIME_NEVER), 0);
  run_loop(&s);
  ck_assert_int_eq(first.fulfilled + second.fulfilled, 2);
  ck_assert_int_eq(stopped.fulfilled, 1);
  ck_assert_int_eq(late.code, RILL_ECLOSED);
  ck_assert_str_has(late.text, "rill_submit: the pool was shut down");
  ck_assert_int_eq(s.told, 0);
  ck_assert_int_eq(s.drops, 4);
  close_all(&s);
}

TEST(pool_shutdown, cancelling_drops_what_waits) {
  struct stage s;
  struct outcome first = {0}, second = {0}, stopped = {0};
  open_with(&s, 1, 0);
  note(&first, submit(&s, block));
  uv_sem_wait(&s.begun);
  note(&second, submit(&s, call));
  ck_assert_int_eq(rill_pool_shutdown(s.pool, RILL_POOL_DRAIN), 0);
  ck_assert_int_eq(rill_pool_shutdown(s.pool, RILL_POOL_CANCEL), 0);
  uv_sem_post(&s.go_on);
  run_loop(&s);
  ck_assert_int_eq(first.value, 1); /* it took no heed */
  ck_assert_int_eq(second.code, RILL_ECLOSED);
  ck_assert_int_eq(s.told, 1);
  ck_assert_int_eq(rill_pool_wait(s.pool, RILL_TIME_NEVER), 0);
  note(&stopped, rill_pool_stopped(s.pool, s.looper.scheduler));
  run_loop(&s);
  ck_assert_int_eq(stopped.fulfilled, 1);
  close_all(&s);
}

TEST(pool_shutdown, draining_waits_for_runs) {
  struct stage s;
  struct outcome stopped = {0};
  heard_t heard = {0}, refused_run = {0};
  open_with(&s, 2, 0);
  rill_observable_t *flow = rill_pipe(rill_interval(RILL_MS(1)), rill_take(20));
  rill_unref(heard_subscribe(&heard, s.pool, flow));
  rill_pool_shutdown(s.pool, RILL_POOL_DRAIN);
  rill_unref(heard_subscribe(&refused_run, s.pool, rill_range(0, 3)));
  ck_assert_int_eq(refused_run.code, RILL_ECLOSED);
  heard_wait(&refused_run);
  note(&stopped, rill_pool_stopped(s.pool, s.looper.scheduler));
  run_loop(&s);
  ck_assert_int_eq(stopped.fulfilled, 1);
  ck_assert_int_eq(heard.items, 20);
  ck_assert_int_eq(heard.completions, 1);
  heard_wait(&heard);
  close_all(&s);
}

TEST(pool_shutdown, refuses_bad_arguments) {
  struct stage s;
  struct outcome outcome = {0};
  open_with(&s, 1, 0);
  rill_scheduler_t *loop = s.looper.scheduler;
  ck_assert_int_eq(rill_pool_shutdown(loop, RILL_POOL_DRAIN), RILL_EINVAL);
  ck_assert_int_eq(rill_pool_shutdown(s.pool, 0), RILL_EINVAL);
  ck_assert_int_eq(rill_pool_wait(loop, 0), RILL_EINVAL);
  ck_assert_int_eq(rill_pool_wait(s.pool, -1), RILL_EINVAL);
  note(&outcome, rill_pool_stopped(loop, loop));
  run_loop(&s);
  ck_assert_str_has(outcome.text, "rill_pool_stopped: pool is a uv scheduler");
  close_all(&s);
}

/* A worker cannot join itself. */
static rill_value_t close_pool(void *context) {
  struct stage *s = context;
  ck_assert_int_eq(rill_pool_wait(s->pool, RILL_TIME_NEVER), RILL_EWRONGTHREAD);
  rill_scheduler_close(s->pool);
  uv_sem_wait(&s->go_on); /* nobody waits for this worker */
  return rill_none();
}

TEST(pool_shutdown, a_worker_may_close_its_pool) {
  for (unsigned threads = 1; threads <= 4; threads++) {
    struct stage s;
    struct outcome stopped = {0};
    open_with(&s, threads, 0);
    rill_scheduler_t *pool = rill_ref(s.pool);
    note(&stopped, rill_pool_stopped(pool, s.looper.scheduler));
    rill_post(pool, counted(&s, close_pool));
    uv_sem_post(&s.go_on);
    run_loop(&s);
    ck_assert_int_eq(stopped.fulfilled, 1);
    ck_assert_int_eq(rill_pool_wait(pool, 0), 0);
    ck_assert_int_eq(s.drops, 1);
    rill_unref(pool);
    looper_close(&s.looper);
  }
}

/* --- A storm -------------------------------------------------------------- */

enum { SENDERS = 3, SENDINGS = 1500 };

struct sender {
  struct stage *stage;
  uv_thread_t thread;
  int settled;
};

static rill_value_t settled(rill_value_t outcome, void *context) {
  (void) outcome;
  ((struct sender *) context)->settled++;
  return rill_none();
}

static rill_value_t brief(void *context) {
  (void) context;
  return rill_bool(rill_is_canceled());
}

static rill_value_t nothing(void *context) {
  (void) context;
  return rill_none();
}

static void sender_main(void *context) {
  struct sender *sender = context;
  rill_scheduler_t *pool = sender->stage->pool;
  rill_scheduler_t *home = rill_immediate_scheduler_new();
  for (int i = 0; i < SENDINGS; i++) {
    rill_promise_t *promise = rill_submit(
        pool, home, counted(sender->stage, brief), .wait = i % 3 == 0);
    rill_unref(rill_promise_finally(
        rill_ref(promise), rill_call_with(settled, rill_borrow(sender))));
    if (i % 5 == 0) rill_promise_cancel(promise);
    rill_unref(promise);
  }
  rill_scheduler_on_unhandled(home, ignore, NULL);
  rill_post(home, rill_call(nothing)); /* returns when all are settled */
  rill_scheduler_close(home);
}

static void storm(rill_pool_how_t how) {
  struct stage s;
  struct sender senders[SENDERS];
  open_with(&s, 3, 4);
  for (int i = 0; i < SENDERS; i++) {
    senders[i] = (struct sender){.stage = &s};
    uv_thread_create(&senders[i].thread, sender_main, &senders[i]);
  }
  while (__atomic_load_n(&s.drops, __ATOMIC_RELAXED) < SENDINGS) sched_yield();
  rill_pool_shutdown(s.pool, how);
  ck_assert_int_eq(rill_pool_wait(s.pool, RILL_TIME_NEVER), 0);
  for (int i = 0; i < SENDERS; i++) {
    uv_thread_join(&senders[i].thread);
    ck_assert_int_eq(senders[i].settled, SENDINGS);
  }
  ck_assert_int_eq(s.drops, SENDERS * SENDINGS);
  close_all(&s);
}

TEST(pool_shutdown, drains_while_others_submit) { storm(RILL_POOL_DRAIN); }

TEST(pool_shutdown, cancels_while_others_submit) { storm(RILL_POOL_CANCEL); }
