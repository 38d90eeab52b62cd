/* SPDX-License-Identifier: MIT */
/* executor_map: a call of a worker for each item of a list. */
#include "pooled.h"

#include <sched.h>

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
