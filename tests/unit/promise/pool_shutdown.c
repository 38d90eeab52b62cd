/* SPDX-License-Identifier: MIT */
/* A pool that is shut down while there is work for it. */
#include "pooled.h"

#include <sched.h>

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
