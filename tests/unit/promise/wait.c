/* SPDX-License-Identifier: MIT */
/* wait: runs the scheduler until a promise is settled. */
#include <pthread.h>
#include <unistd.h>
#include <uv.h>

#include "promises.h"
#include "support/failing.h"

/* The value of an outcome as a number; of an error its code. */
static int64_t number(rill_value_t outcome) {
  int64_t n = rill_is_error(outcome) ? rill_error_code(rill_as_error(outcome))
                                     : rill_as_int(outcome);
  rill_value_unref(outcome);
  return n;
}

#define ck_wait(promise, timeout, expected)                                    \
 ck_assert_int_eq(number(rill_promise_wait((promise), (timeout))), (expected))

/* --- In virtual time ------------------------------------------------------ */

TEST(promise_wait, moves_a_virtual_clock_to_the_outcome) {
  clock_open();
  WATCH(after(20, 2), "later");
  ck_wait(after(10, 1), RILL_TIME_NEVER, 1);
  ck_assert_int_eq(rill_now(clock_), 10);
  ck_wait(rill_then(after(5, 1), rill_call(increment), rill_no_fn()), 100, 2);
  ck_assert_int_eq(rill_now(clock_), 15);
  ck_log("");
  rill_virtual_run(clock_);
  ck_log("later(2)");
  clock_close();
}

TEST(promise_wait, of_a_settled_one_runs_nothing) {
  clock_open();
  WATCH(resolved(2), "later");
  ck_wait(resolved(1), 0, 1);
  ck_wait(rejected(RILL_ETYPE), 0, RILL_ETYPE);
  ck_log("");
  turn();
  ck_log("later(2)");
  clock_close();
}

TEST(promise_wait, gives_an_error_that_nobody_else_hears_of) {
  clock_open();
  ck_wait(fails_after(10, RILL_ETYPE), RILL_TIME_NEVER, RILL_ETYPE);
  rill_virtual_run(clock_);
  ck_log("");
  clock_close();
}

TEST(promise_wait, gives_up_after_the_timeout_and_cancels) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  rill_value_t outcome = rill_promise_wait(p, RILL_MS(250));
  ck_assert_str_eq(rill_error_message(rill_as_error(outcome)),
                   "rill_promise_wait: timed out: no outcome after 0.25 s");
  ck_assert_int_eq(number(outcome), RILL_ETIMEDOUT);
  ck_assert_int_eq(rill_now(clock_), RILL_MS(250));
  ck_log("stop(none)");
  rill_unref(d);
  clock_close();
}

TEST(promise_wait, a_timeout_leaves_what_others_wait_for) {
  clock_open();
  rill_promise_t *p = after(30, 1);
  WATCH(rill_ref(p), "other");
  ck_wait(rill_ref(p), 10, RILL_ETIMEDOUT);
  ck_wait(rill_promise_shield(p), 10, RILL_ETIMEDOUT);
  rill_virtual_run(clock_);
  ck_log("other(1)");
  clock_close();
}

TEST(promise_wait, with_no_time_runs_what_is_due_now) {
  clock_open();
  ck_wait(rill_then(resolved(1), rill_call(increment), rill_no_fn()), 0, 2);
  ck_wait(after(1, 1), 0, RILL_ETIMEDOUT);
  ck_assert_int_eq(rill_now(clock_), 0);
  clock_close();
}

TEST(promise_wait, counts_as_a_consumer) {
  clock_open();
  rill_promise_t *p = after(10, 1);
  rill_promise_t *q =
      rill_then(rill_ref(p), rill_call(increment), rill_no_fn());
  rill_unref(rill_promise_timeout(rill_ref(q), 5));
  ck_wait(p, RILL_TIME_NEVER, 1);
  ck_assert_int_eq(rill_error_code(rill_promise_error(q)), RILL_ECANCELED);
  rill_unref(q);
  rill_virtual_run(clock_);
  ck_log("unhandled(RILL_ETIMEDOUT)");
  clock_close();
}

TEST(promise_wait, tells_when_nothing_is_left_to_wait_for) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_value_t outcome = rill_promise_wait(p, RILL_TIME_NEVER);
  ck_assert_str_eq(rill_error_message(rill_as_error(outcome)),
                   "rill_promise_wait: the promise is pending, and nothing is "
                   "left that could settle it");
  ck_assert_int_eq(number(outcome), RILL_EBROKEN);
  rill_unref(d);
  clock_close();
}

static rill_value_t wait_inside(rill_value_t x, void *promise) {
  (void) x;
  rill_value_t outcome = rill_promise_wait(promise, RILL_TIME_NEVER);
  ck_assert_str_has(rill_error_message(rill_as_error(outcome)),
                    "rill_promise_wait: called from inside of what the "
                    "scheduler (virtual) runs");
  return outcome;
}

TEST(promise_wait, refuses_to_be_entered_again) {
  clock_open();
  rill_promise_t *slow = after(10, 1);
  rill_promise_t *p =
      rill_then(resolved(1), FN(wait_inside, slow), rill_no_fn());
  ck_wait(p, RILL_TIME_NEVER, RILL_EALREADY);
  clock_close();
}

static rill_value_t close_clock(rill_value_t x, void *unused) {
  (void) unused;
  clock_close();
  return rill_value_ref(x);
}

TEST(promise_wait, ends_when_the_scheduler_is_closed) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_scheduler_t *kept = rill_ref(clock_);
  rill_unref(rill_then(resolved(1), rill_call(close_clock), rill_no_fn()));
  ck_wait(rill_ref(p), RILL_TIME_NEVER, RILL_ECLOSED);
  ck_wait(rill_ref(p), RILL_TIME_NEVER, RILL_ECANCELED);
  rill_unref(p);
  rill_unref(d);
  rill_unref(kept);
}

TEST(promise_wait, refuses_bad_arguments) {
  clock_open();
  rill_value_t outcome = rill_promise_wait(NULL, 5);
  ck_assert_str_eq(rill_error_message(rill_as_error(outcome)),
                   "rill_promise_wait: the promise is NULL");
  ck_assert_int_eq(number(outcome), RILL_EINVAL);
  outcome = rill_promise_wait(after(1, 1), -5);
  ck_assert_str_eq(rill_error_message(rill_as_error(outcome)),
                   "rill_promise_wait: timeout is -5 ns (must be >= 0)");
  ck_assert_int_eq(number(outcome), RILL_EINVAL);
  rill_virtual_run(clock_);
  clock_close();
}

static rill_time_t foreign_now(void *self) {
  (void) self;
  return 0;
}
static void foreign_arm(void *self, rill_time_t due) {
  (void) self;
  (void) due;
}
static void foreign_wake(void *self) { (void) self; }
static rill_scheduler_t *foreign;
static void foreign_close(void *self) {
  (void) self;
  rill_scheduler_closed(foreign);
}

TEST(promise_wait, needs_a_scheduler_that_can_be_driven) {
  static const rill_scheduler_driver_t driver = {
      .size = sizeof driver,
      .name = "gui",
      .now = foreign_now,
      .arm = foreign_arm,
      .wake = foreign_wake,
      .close = foreign_close,
  };
  foreign = rill_scheduler_new(&driver, NULL);
  rill_promise_t *p = rill_promise_delay(foreign, 5, rill_int(1));
  rill_value_t outcome = rill_promise_wait(p, 5);
  ck_assert_str_has(rill_error_message(rill_as_error(outcome)), "gui");
  ck_assert_int_eq(number(outcome), RILL_EINVAL);
  rill_scheduler_close(foreign);
}

static void *wait_elsewhere(void *promise) {
  ck_wait(promise, 5, RILL_EWRONGTHREAD);
  return NULL;
}

TEST(promise_wait, refuses_another_thread) {
  clock_open();
  pthread_t thread;
  rill_promise_t *p = resolved(1);
  pthread_create(&thread, NULL, wait_elsewhere, rill_ref(p));
  pthread_join(thread, NULL);
  rill_unref(p);
  turn();
  ck_log("unhandled(RILL_EWRONGTHREAD)");
  clock_close();
}

TEST(promise_wait, every_failing_allocation_leaks_nothing) {
  failing_each(FAILING_ONE) {
    clock_open();
    if (clock_ == NULL) continue;
    rill_value_unref(rill_promise_wait(after(5, 1), 9));
    rill_value_unref(rill_promise_wait(after(15, 1), 9));
    clock_close();
  }
}

/* --- On a loop ------------------------------------------------------------ */

static uv_loop_t loop;

static void loop_open(void) {
  log_clear();
  uv_loop_init(&loop);
  clock_ = rill_uv_scheduler_new(&loop);
  if (clock_ != NULL) rill_scheduler_on_unhandled(clock_, log_unhandled, NULL);
}

static void loop_close(void) {
  clock_close();
  uv_run(&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&loop), 0);
}

TEST(promise_wait, runs_a_loop) {
  loop_open();
  ck_wait(after(RILL_MS(2), 1), RILL_TIME_NEVER, 1);
  ck_wait(rill_then(resolved(1), rill_call(increment), rill_no_fn()),
          RILL_SEC(9), 2);
  ck_wait(after(RILL_SEC(9), 1), RILL_MS(2), RILL_ETIMEDOUT);
  ck_wait(after(RILL_SEC(9), 1), 0, RILL_ETIMEDOUT);
  loop_close();
}

TEST(promise_wait, tells_when_a_loop_has_nothing_left) {
  loop_open();
  rill_deferred_t *d;
  ck_wait(pending(&d), RILL_TIME_NEVER, RILL_EBROKEN);
  rill_unref(d);
  loop_close();
}

static void *resolve_soon(void *deferred) {
  usleep(2000);
  rill_deferred_resolve(deferred, rill_int(5));
  rill_unref(deferred);
  return NULL;
}

TEST(promise_wait, for_what_another_thread_settles) {
  pthread_t thread;
  for (int on_a_loop = 0; on_a_loop < 2; on_a_loop++) {
    rill_deferred_t *d;
    if (on_a_loop)
      loop_open();
    else
      clock_ = rill_immediate_scheduler_new();
    rill_promise_t *p = pending(&d);
    rill_deferred_hold(d);
    pthread_create(&thread, NULL, resolve_soon, d);
    ck_wait(p, RILL_SEC(9), 5);
    pthread_join(thread, NULL);
    if (on_a_loop)
      loop_close();
    else
      clock_close();
  }
}

static void on_foreign(uv_timer_t *timer) {
  rill_deferred_resolve(timer->data, rill_int(3));
  rill_unref(timer->data);
  uv_close((uv_handle_t *) timer, NULL);
}

TEST(promise_wait, lets_handles_of_others_work) {
  loop_open();
  uv_timer_t timer;
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  uv_timer_init(&loop, &timer);
  timer.data = d;
  uv_timer_start(&timer, on_foreign, 2, 0);
  ck_wait(p, RILL_TIME_NEVER, 3);
  loop_close();
}

static rill_value_t wait_on_loop(rill_value_t x, void *promise) {
  (void) x;
  return rill_promise_wait(promise, RILL_TIME_NEVER);
}

TEST(promise_wait, refuses_to_be_entered_again_on_a_loop) {
  loop_open();
  rill_promise_t *slow = after(RILL_SEC(9), 1);
  ck_wait(rill_then(resolved(1), FN(wait_on_loop, slow), rill_no_fn()),
          RILL_TIME_NEVER, RILL_EALREADY);
  loop_close();
}

static int64_t waited[2];

static void wait_in_callback(uv_timer_t *timer) {
  uv_close((uv_handle_t *) timer, NULL);
  waited[0] = number(rill_promise_wait(after(RILL_MS(1), 1), RILL_SEC(9)));
  waited[1] = number(rill_promise_wait(after(RILL_SEC(9), 1), RILL_MS(1)));
}

/* libuv does not promise that a loop runs inside of its own callback. */
TEST(promise_wait, in_a_callback_of_the_loop_gives_no_wrong_outcome) {
  loop_open();
  uv_timer_t timer;
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, wait_in_callback, 0, 0);
  WATCH(after(RILL_MS(2), 7), "later");
  uv_run(&loop, UV_RUN_DEFAULT);
  ck_assert(waited[0] == 1 || waited[0] == RILL_EALREADY);
  ck_assert(waited[1] == RILL_ETIMEDOUT || waited[1] == RILL_EALREADY);
  ck_log("later(7)");
  loop_close();
}

/* --- Here and now --------------------------------------------------------- */

TEST(promise_wait, works_on_an_immediate_scheduler) {
  clock_ = rill_immediate_scheduler_new();
  ck_wait(after(RILL_MS(2), 1), RILL_TIME_NEVER, 1);
  ck_wait(rill_then(resolved(1), rill_call(increment), rill_no_fn()), 0, 2);
  ck_wait(after(RILL_SEC(9), 1), RILL_MS(2), RILL_ETIMEDOUT);
  rill_deferred_t *d;
  ck_wait(pending(&d), RILL_TIME_NEVER, RILL_EBROKEN);
  rill_unref(d);
  clock_close();
}
