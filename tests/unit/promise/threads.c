/* SPDX-License-Identifier: MIT */
/* Settling from other threads, on a uv loop. */
#include <pthread.h>
#include <uv.h>

#include "promises.h"

enum { THREADS = 4, EACH = 500 };

static void loop_open(uv_loop_t *loop) {
  log_clear();
  uv_loop_init(loop);
  clock_ = rill_uv_scheduler_new(loop);
  rill_scheduler_on_unhandled(clock_, log_unhandled, NULL);
}

static void loop_close(uv_loop_t *loop) {
  clock_close();
  uv_run(loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(loop), 0);
}

static void *settle_all(void *deferreds) {
  rill_deferred_t **d = deferreds;
  for (int i = 0; i < EACH; i++) {
    if (i % 3 == 0)
      rill_deferred_resolve(d[i], rill_string("done"));
    else if (i % 3 == 1)
      rill_deferred_reject(d[i], rill_error_new(RILL_ETYPE, "no"));
    rill_unref(d[i]); /* every third one breaks */
  }
  return NULL;
}

static int fulfilled, failed, broken;

static rill_value_t count_value(rill_value_t x, void *unused) {
  (void) x;
  (void) unused;
  fulfilled++;
  return rill_none();
}
static rill_value_t count_error(rill_value_t x, void *unused) {
  (void) unused;
  if (rill_error_code(rill_as_error(x)) == RILL_EBROKEN)
    broken++;
  else
    failed++;
  return rill_none();
}

TEST(deferred, settles_from_many_threads) {
  uv_loop_t loop;
  loop_open(&loop);
  static rill_deferred_t *deferreds[THREADS][EACH];
  pthread_t threads[THREADS];
  fulfilled = failed = broken = 0;
  for (int t = 0; t < THREADS; t++)
    for (int i = 0; i < EACH; i++) {
      rill_promise_t *p = pending(&deferreds[t][i]);
      rill_deferred_hold(deferreds[t][i]);
      rill_unref(rill_then(p, rill_call(count_value), rill_call(count_error)));
    }
  for (int t = 0; t < THREADS; t++)
    pthread_create(&threads[t], NULL, settle_all, deferreds[t]);
  uv_run(&loop, UV_RUN_DEFAULT); /* held until the last one is settled */
  ck_assert_int_eq(fulfilled, THREADS * ((EACH + 2) / 3));
  ck_assert_int_eq(failed, THREADS * ((EACH + 1) / 3));
  ck_assert_int_eq(broken, THREADS * (EACH / 3));
  for (int t = 0; t < THREADS; t++) pthread_join(threads[t], NULL);
  loop_close(&loop);
}

static void *settle_one(void *deferred) {
  rill_deferred_resolve(deferred, rill_string("mine"));
  return NULL;
}

/* One deferred, two threads and a cancellation: whoever is first. */
TEST(deferred, one_of_several_threads_wins) {
  uv_loop_t loop;
  loop_open(&loop);
  for (int i = 0; i < 100; i++) {
    pthread_t one, two;
    rill_deferred_t *d;
    rill_promise_t *p = pending(&d);
    rill_deferred_hold(d);
    rill_deferred_on_cancel(d, FN(note0, "stop"));
    pthread_create(&one, NULL, settle_one, d);
    pthread_create(&two, NULL, settle_one, d);
    if (i % 2 == 0) rill_promise_cancel(p);
    uv_run(&loop, UV_RUN_DEFAULT);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    ck_assert(!rill_promise_is_pending(p));
    ck_assert_uint_ge(rill_deferred_ignored(d), 1);
    rill_unref(p);
    rill_unref(d);
    log_clear();
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  loop_close(&loop);
}

static void *trespass(void *promise) {
  rill_promise_t *p = promise;
  rill_promise_t *q = rill_then(rill_ref(p), NOTE("never"), rill_no_fn());
  bool refused =
      rill_error_code(rill_promise_error(q)) == RILL_EWRONGTHREAD;
  rill_unref(q);
  rill_promise_cancel(p);
  return refused ? promise : NULL;
}

TEST(promise, used_on_a_thread_that_is_not_its_own_says_so) {
  uv_loop_t loop;
  loop_open(&loop);
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  pthread_t thread;
  void *refused = NULL;
  rill_deferred_hold(d);
  pthread_create(&thread, NULL, trespass, p);
  pthread_join(thread, &refused);
  ck_assert_ptr_eq(refused, p);
  ck_assert(rill_promise_is_pending(p));
  uv_run(&loop, UV_RUN_NOWAIT);
  ck_log("unhandled(RILL_EWRONGTHREAD) unhandled(RILL_EWRONGTHREAD)");
  rill_deferred_resolve(d, rill_int(1));
  WATCH(p, "x");
  uv_run(&loop, UV_RUN_DEFAULT);
  rill_unref(d);
  ck_log("x(1)");
  loop_close(&loop);
}

/* --- Settling meets everything that the promise's own thread does --------- */

enum { RACES = 2000 };

struct race {
  rill_deferred_t *deferred;
  uint32_t *begun;
  int way;
};

/* Resolves, rejects, looks, or only lets go. */
static void settle_in_a_way(rill_deferred_t *deferred, int way) {
  if (way == 0) rill_deferred_resolve(deferred, rill_string("one"));
  if (way == 1)
    rill_deferred_reject(deferred, rill_error_new(RILL_ETYPE, "no"));
  if (way == 2 && !rill_deferred_is_settled(deferred))
    rill_deferred_resolve(deferred, rill_int(2));
  rill_unref(deferred);
}

static void *race_all(void *races) {
  struct race *r = races;
  __atomic_add_fetch(r->begun, 1, __ATOMIC_ACQ_REL);
  for (int i = 0; i < RACES; i++) settle_in_a_way(r[i].deferred, r[i].way);
  return NULL;
}

static int outcomes;
static rill_value_t count_outcome(rill_value_t x, void *unused) {
  (void) x;
  (void) unused;
  outcomes++;
  return rill_none();
}

/* What the own thread does with the promise, which is taken over. */
static void use_promise(rill_promise_t *p, int i) {
  rill_fn_t count = rill_call(count_outcome);
  rill_promise_t *q = rill_then(rill_ref(p), count, count);
  if (i % 4 == 1) rill_promise_cancel(q);
  if (i % 4 == 2) rill_promise_cancel(p);
  if (i % 4 == 3) rill_unref(rill_then(rill_ref(p), count, count));
  rill_unref(q);
  rill_unref(p);
}

TEST(deferred, races_with_then_cancel_and_release) {
  static struct race races[2][RACES];
  static rill_promise_t *promises[RACES];
  pthread_t threads[2];
  uint32_t begun = 0;
  uv_loop_t loop;
  loop_open(&loop);
  outcomes = 0;
  for (int i = 0; i < RACES; i++) {
    promises[i] = pending(&races[0][i].deferred);
    rill_deferred_hold(races[0][i].deferred);
    races[1][i].deferred = rill_ref(races[0][i].deferred);
    for (int t = 0; t < 2; t++) {
      races[t][i].begun = &begun;
      races[t][i].way = (i / 7 + t) % 4;
    }
  }
  for (int t = 0; t < 2; t++)
    pthread_create(&threads[t], NULL, race_all, races[t]);
  while (__atomic_load_n(&begun, __ATOMIC_ACQUIRE) < 2) continue;
  for (int i = 0; i < RACES; i++) {
    use_promise(promises[i], i);
    if (i % 16 == 0) uv_run(&loop, UV_RUN_NOWAIT);
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  for (int t = 0; t < 2; t++) pthread_join(threads[t], NULL);
  /* All but those of a consumer that was cancelled in time. */
  ck_assert_int_ge(outcomes, RACES);
  ck_assert_int_le(outcomes, RACES + RACES / 4);
  log_clear();
  loop_close(&loop);
}

static void *let_go(void *promises) {
  rill_promise_t **p = promises;
  for (int i = 0; i < RACES; i++) rill_unref(p[i]);
  return NULL;
}

TEST(promise, handles_may_go_on_any_thread) {
  static rill_promise_t *promises[RACES];
  uv_loop_t loop;
  pthread_t thread;
  loop_open(&loop);
  outcomes = 0;
  for (int i = 0; i < RACES; i++) {
    promises[i] = resolved(i);
    rill_unref(rill_then(rill_ref(promises[i]), rill_call(count_outcome),
                         rill_no_fn()));
  }
  pthread_create(&thread, NULL, let_go, promises);
  uv_run(&loop, UV_RUN_DEFAULT);
  pthread_join(thread, NULL);
  ck_assert_int_eq(outcomes, RACES);
  loop_close(&loop);
}
