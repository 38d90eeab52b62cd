/* SPDX-License-Identifier: MIT */
/* Promises on every kind of scheduler: handlers run on its thread, later, in
 * order, and what they make lives there too. */
#include <pthread.h>
#include <uv.h>

#include "promises.h"

static struct {
  rill_scheduler_t *place; /* of the test */
  uv_sem_t over;
  pthread_t thread; /* of the first handler */
  char text[256];
  bool later; /* nothing ran before the maker had returned */
} seen;

static rill_value_t first(rill_value_t x, void *maker_is_over) {
  seen.thread = pthread_self();
  seen.later = *(bool *) maker_is_over;
  return rill_int(rill_as_int(x) + 1);
}

static rill_value_t slowly(rill_value_t x, void *scheduler) {
  return rill_object(
      rill_promise_delay(scheduler, RILL_MS(1), rill_int(rill_as_int(x) * 10)));
}

static rill_value_t last(rill_value_t x, void *unused) {
  bool same = pthread_equal(seen.thread, pthread_self()) != 0;
  (void) unused;
  snprintf(seen.text, sizeof seen.text, "%d%s", (int) rill_as_int(x),
           same ? "" : " on another thread");
  uv_sem_post(&seen.over);
  return rill_none();
}

static bool maker_is_over;

/* Runs on the scheduler's thread. */
static rill_value_t make_chain(void *unused) {
  (void) unused;
  maker_is_over = false;
  rill_promise_t *p = rill_promise_resolve(seen.place, rill_int(1));
  p = rill_then(p, rill_call_with(first, rill_borrow(&maker_is_over)),
                rill_no_fn());
  p = rill_then(p, rill_call_with(slowly, rill_borrow(seen.place)),
                rill_no_fn());
  p = rill_promise_catch(p, rill_call(last));
  rill_unref(rill_then(p, rill_call(last), rill_no_fn()));
  maker_is_over = true;
  return rill_none();
}

static void open_at(rill_scheduler_t *place) {
  memset(&seen, 0, sizeof seen);
  seen.place = place;
  uv_sem_init(&seen.over, 0);
}

static void close_it(void) {
  rill_scheduler_close(seen.place);
  uv_sem_destroy(&seen.over);
}

TEST(promise_schedulers, virtual_runs_them_when_the_clock_moves) {
  open_at(rill_virtual_scheduler_new());
  make_chain(NULL);
  rill_virtual_run(seen.place);
  ck_assert_str_eq(seen.text, "20");
  ck_assert(seen.later);
  close_it();
}

TEST(promise_schedulers, uv_runs_them_on_the_loop) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  open_at(rill_uv_scheduler_new(&loop));
  make_chain(NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  ck_assert_str_eq(seen.text, "20");
  ck_assert(seen.later);
  close_it();
  uv_run(&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&loop), 0);
}

/* Here and now is: when what has been posted returns. */
static void ck_here(rill_scheduler_t *place) {
  open_at(place);
  rill_post(place, rill_call(make_chain));
  ck_assert_str_eq(seen.text, "20");
  ck_assert(seen.later);
  close_it();
}

TEST(promise_schedulers, immediate_runs_them_after_what_made_them) {
  ck_here(rill_immediate_scheduler_new());
}

TEST(promise_schedulers, trampoline_runs_them_after_what_made_them) {
  ck_here(rill_trampoline_scheduler_new());
}

/* A promise of several threads belongs to the one that makes it. */
static void ck_elsewhere(rill_scheduler_t *place) {
  open_at(place);
  rill_post(place, rill_call(make_chain));
  uv_sem_wait(&seen.over);
  ck_assert_str_eq(seen.text, "20");
  ck_assert(!pthread_equal(seen.thread, pthread_self()));
  ck_assert(seen.later);
  close_it();
}

TEST(promise_schedulers, a_pool_keeps_to_the_worker) {
  ck_elsewhere(rill_pool_scheduler_new(.threads = 3));
}

TEST(promise_schedulers, new_thread_keeps_to_the_thread) {
  ck_elsewhere(rill_new_thread_scheduler());
}

/* One turn inside of another's: each has its own promises. */
static rill_value_t turn_of_another(rill_value_t x, void *unused) {
  rill_scheduler_t *inner = rill_virtual_scheduler_new();
  rill_promise_t *p = rill_promise_resolve(inner, rill_value_ref(x));
  (void) unused;
  for (int i = 0; i < 200; i++)
    p = rill_then(p, rill_call(increment), rill_no_fn());
  rill_virtual_run(inner);
  rill_value_t result = rill_value_ref(rill_promise_value(p));
  rill_scheduler_close(inner);
  rill_unref(p); /* the last to hold the scheduler */
  return result;
}

TEST(promise_schedulers, one_may_run_inside_of_a_handler_of_another) {
  clock_open();
  rill_promise_t *p = resolved(1);
  for (int i = 0; i < 100; i++)
    p = rill_then(p, rill_call(turn_of_another), rill_no_fn());
  WATCH(p, "x");
  turn();
  ck_log("x(20001)");
  clock_close();
}

TEST(promise_schedulers, a_handler_that_comes_after_the_end_is_dropped) {
  static char context[] = "drop";
  clock_open();
  rill_promise_t *p = resolved(1);
  rill_promise_t *q = rill_then(rill_ref(p), NOTE("never"), rill_no_fn());
  clock_close();
  q = rill_then(q, rill_call_with(note, rill_own(context, log_drop)),
                rill_no_fn());
  p = rill_then(p, rill_call_with(note, rill_own(context, log_drop)),
                rill_no_fn());
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  ck_assert_int_eq(rill_error_code(rill_promise_error(q)), RILL_ECLOSED);
  rill_unref(p);
  rill_unref(q);
  ck_log("drop(none) drop(none)");
}

/* A turn that releases more than it makes, and one that makes more. */
TEST(promise_schedulers, is_released_with_its_last_promise) {
  static rill_promise_t *kept[500];
  for (int inside = 0; inside < 2; inside++) {
    clock_open();
    for (int i = 0; i < 500; i++)
      kept[i] = rill_then(resolved(i), rill_call(increment), rill_no_fn());
    turn();
    clock_close();
    for (int i = 0; i < 500; i++) {
      ck_assert_live(&rill_scheduler_type, 1);
      ck_assert_int_eq(rill_as_int(rill_promise_value(kept[i])), i + 1);
      rill_unref(kept[i]);
    }
    ck_assert_live(&rill_scheduler_type, 0);
  }
}
