/* SPDX-License-Identifier: MIT */
/* submit: what a worker of a pool is given to do. */
#include "pooled.h"
#include "support/failing.h"

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
