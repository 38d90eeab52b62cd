/* SPDX-License-Identifier: MIT */
/* limiter: so many calls under way, others wait. */
#include "promises.h"
#include "support/failing.h"

/* Takes 10 ticks; the context is its name. */
static rill_value_t job(void *name) {
  log_add(name, rill_int(rill_now(clock_)));
  return P(after(10, 1));
}
static rill_value_t quick(void *name) {
  log_add(name, rill_none());
  return rill_int(2);
}

#define RUN(limiter, f, name) rill_limiter_run((limiter), FN(f, name))

TEST(limiter, lets_so_many_run_and_others_wait_in_order) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_, .concurrency = 2);
  const char *names[] = {"a", "b", "c", "d", "e"};
  for (size_t i = 0; i < 5; i++) rill_unref(RUN(limiter, job, names[i]));
  ck_assert_uint_eq(rill_limiter_running(limiter), 2);
  ck_assert_uint_eq(rill_limiter_waiting(limiter), 3);
  ck_log("");
  rill_virtual_run(clock_);
  ck_log("a(0) b(0) c(10) d(10) e(20)");
  ck_assert_uint_eq(rill_limiter_running(limiter), 0);
  ck_assert_uint_eq(rill_limiter_waiting(limiter), 0);
  rill_unref(limiter);
  clock_close();
}

TEST(limiter, promises_the_outcome) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_, .concurrency = 1);
  rill_promise_t *late = fails_after(5, RILL_ERANGE);
  WATCH(rill_limiter_run(limiter, rill_call_with(give0, rill_borrow(late))),
        "x");
  WATCH(RUN(limiter, quick, "q"), "y");
  rill_virtual_run(clock_);
  ck_log("q(none) x(RILL_ERANGE) y(2)");
  rill_unref(late);
  rill_unref(limiter);
  clock_close();
}

TEST(limiter, rejects_when_the_queue_is_full) {
  clock_open();
  rill_limiter_t *limiter =
      rill_limiter_new(clock_, .concurrency = 1, .queue = 1);
  rill_unref(RUN(limiter, job, "a"));
  rill_unref(RUN(limiter, job, "b"));
  rill_promise_t *p = RUN(limiter, job, "never");
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_EAGAIN);
  ck_refused(p, "rill_limiter_run: full: 1 calls are under way, 1 wait (as "
                "many as .queue lets)");
  rill_virtual_advance_to(clock_, 10);
  rill_unref(RUN(limiter, job, "c"));
  rill_virtual_run(clock_);
  ck_log("a(0) b(10) c(20)");
  rill_unref(limiter);
  clock_close();
}

TEST(limiter, may_have_no_queue) {
  clock_open();
  rill_limiter_t *limiter =
      rill_limiter_new(clock_, .concurrency = 1, .queue = -1);
  rill_unref(RUN(limiter, job, "a"));
  ck_refused(RUN(limiter, job, "never"), "full");
  rill_virtual_run(clock_);
  ck_log("a(0)");
  rill_unref(limiter);
  clock_close();
}

TEST(limiter, holds_sixteen_and_lets_256_wait_by_default) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_);
  for (int i = 0; i < 16 + 256; i++) rill_unref(RUN(limiter, quick, "q"));
  ck_assert_uint_eq(rill_limiter_running(limiter), 16);
  ck_assert_uint_eq(rill_limiter_waiting(limiter), 256);
  ck_refused(RUN(limiter, quick, "never"), "full");
  turn();
  ck_assert_uint_eq(rill_limiter_running(limiter), 0);
  log_clear();
  rill_unref(limiter);
  clock_close();
}

TEST(limiter, cancelling_one_that_waits_takes_it_out) {
  clock_open();
  rill_limiter_t *limiter =
      rill_limiter_new(clock_, .concurrency = 1, .queue = 2);
  rill_unref(RUN(limiter, job, "a"));
  rill_promise_t *b = RUN(limiter, job, "never");
  rill_unref(RUN(limiter, job, "c"));
  rill_promise_cancel(b);
  WATCH(b, "b");
  ck_assert_uint_eq(rill_limiter_waiting(limiter), 1);
  rill_unref(RUN(limiter, job, "d"));
  rill_virtual_run(clock_);
  ck_log("a(0) b(RILL_ECANCELED) c(10) d(20)");
  rill_unref(limiter);
  clock_close();
}

TEST(limiter, cancelling_one_that_was_about_to_begin) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_, .concurrency = 1);
  rill_promise_t *a = RUN(limiter, job, "never");
  rill_unref(RUN(limiter, job, "b"));
  rill_promise_cancel(a);
  rill_unref(a);
  rill_virtual_run(clock_);
  ck_log("b(0)");
  rill_unref(limiter);
  clock_close();
}

/* Work that is cancelled, and needs 5 ticks to come to its end. */
static rill_value_t tidy(void *unused) {
  (void) unused;
  log_add("tidy", rill_none());
  return P(after(5, 0));
}
static rill_value_t untidy(void *unused) {
  (void) unused;
  return P(rill_promise_finally(after(100, 1), rill_call(tidy)));
}

TEST(limiter, a_cancelled_call_holds_its_place_until_its_end) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_, .concurrency = 1);
  rill_promise_t *a = rill_limiter_run(limiter, rill_call(untidy));
  rill_unref(RUN(limiter, job, "b"));
  turn();
  rill_promise_cancel(a);
  WATCH(a, "a");
  turn();
  ck_log("tidy(none) a(RILL_ECANCELED)");
  ck_assert_uint_eq(rill_limiter_running(limiter), 1);
  rill_virtual_run(clock_);
  ck_log("b(5)");
  rill_unref(limiter);
  clock_close();
}

TEST(limiter, cancelling_leaves_what_others_wait_for) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_, .concurrency = 1);
  rill_promise_t *shared = after(10, 3);
  rill_promise_t *a =
      rill_limiter_run(limiter, rill_call_with(give0, rill_borrow(shared)));
  rill_unref(RUN(limiter, job, "b"));
  turn();
  WATCH(rill_ref(shared), "other");
  rill_promise_cancel(a);
  WATCH(a, "a");
  rill_virtual_run(clock_);
  ck_log("a(RILL_ECANCELED) other(3) b(10)");
  rill_unref(shared);
  rill_unref(limiter);
  clock_close();
}

struct inside {
  rill_promise_t *self, *work;
};

static rill_value_t cancel_and_give(void *context) {
  struct inside *inside = context;
  rill_promise_cancel(inside->self);
  return P(rill_ref(inside->work));
}

TEST(limiter, cancelled_inside_of_f) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_, .concurrency = 1);
  rill_deferred_t *d;
  struct inside inside = {NULL, pending(&d)};
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  inside.self = rill_limiter_run(limiter, FN(cancel_and_give, &inside));
  rill_unref(RUN(limiter, quick, "next"));
  WATCH(rill_ref(inside.self), "x");
  turn();
  ck_log("stop(none) x(RILL_ECANCELED) next(none)");
  ck_assert_uint_eq(rill_limiter_running(limiter), 0);
  rill_unref(inside.self);
  rill_unref(inside.work);
  rill_unref(d);
  rill_unref(limiter);
  clock_close();
}

TEST(limiter, a_timeout_cancels_what_it_gave_up_on) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_, .concurrency = 1);
  WATCH(rill_promise_timeout(RUN(limiter, job, "a"), 4), "x");
  WATCH(rill_promise_timeout(RUN(limiter, job, "b"), 4), "y");
  rill_unref(RUN(limiter, job, "c"));
  rill_virtual_run(clock_);
  ck_log("a(0) x(RILL_ETIMEDOUT) b(4) y(RILL_ETIMEDOUT) c(4)");
  rill_unref(limiter);
  clock_close();
}

TEST(limiter, may_go_while_calls_wait) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_, .concurrency = 1);
  rill_unref(RUN(limiter, job, "a"));
  rill_unref(RUN(limiter, job, "b"));
  rill_unref(limiter);
  rill_virtual_run(clock_);
  ck_log("a(0) b(10)");
  ck_assert_live(&rill_limiter_type, 0);
  clock_close();
}

TEST(limiter, refuses_bad_arguments) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_);
  ck_refused(rill_limiter_run(limiter, NOTE("f")),
             "rill_limiter_run: f takes 1 arguments (must be 0)");
  ck_refused(rill_limiter_run(limiter, rill_no_fn()),
             "rill_limiter_run: f is missing");
  ck_refused(RUN(NULL, quick, "f"), "rill_limiter_run: the limiter is NULL");
  rill_unref(limiter);
  limiter = rill_limiter_new(clock_, .concurrency = -3);
  ck_refused(RUN(limiter, quick, "f"),
             "rill_limiter_new: concurrency is -3 (must be >= 0)");
  rill_unref(limiter);
  limiter = rill_limiter_new(NULL);
  ck_refused(RUN(limiter, quick, "f"),
             "rill_limiter_new: the scheduler is NULL");
  rill_unref(limiter);
  ck_assert_uint_eq(rill_limiter_running(NULL), 0);
  ck_assert_uint_eq(rill_limiter_waiting(NULL), 0);
  turn();
  ck_log("");
  clock_close();
}

TEST(limiter, refuses_a_promise_of_another_scheduler) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_);
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_promise_t *far = rill_promise_resolve(other, rill_int(1));
  WATCH(rill_limiter_run(limiter, rill_call_with(give0, rill_borrow(far))),
        "x");
  turn();
  ck_log("x(RILL_EWRONGTHREAD)");
  rill_unref(far);
  rill_unref(limiter);
  rill_scheduler_close(other);
  clock_close();
}

TEST(limiter, closing_rejects_those_under_way_and_those_that_wait) {
  clock_open();
  rill_limiter_t *limiter = rill_limiter_new(clock_, .concurrency = 1);
  rill_promise_t *a = RUN(limiter, job, "a"), *b = RUN(limiter, job, "never");
  turn();
  clock_close();
  ck_assert_int_eq(rill_error_code(rill_promise_error(a)), RILL_ECLOSED);
  ck_assert_int_eq(rill_error_code(rill_promise_error(b)), RILL_ECLOSED);
  rill_unref(a);
  rill_unref(b);
  rill_unref(limiter);
  ck_log("a(0)");
}

/* A long queue that is rejected after the end needs no stack. */
TEST(limiter, of_many_after_closing) {
  enum { MANY = 100000 };
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *work = pending(&d);
  rill_limiter_t *limiter =
      rill_limiter_new(clock_, .concurrency = 1, .queue = MANY);
  rill_promise_t *first =
      rill_limiter_run(limiter, rill_call_with(give0, rill_borrow(work)));
  turn();
  rill_promise_t *last = NULL;
  for (int i = 0; i < MANY; i++) {
    rill_unref(last);
    last = RUN(limiter, quick, "never");
  }
  clock_close();
  rill_deferred_resolve(d, rill_int(1));
  ck_assert_int_eq(rill_error_code(rill_promise_error(last)), RILL_ECLOSED);
  rill_unref(first);
  rill_unref(last);
  rill_unref(work);
  rill_unref(d);
  rill_unref(limiter);
  ck_log("");
}

TEST(limiter, every_failing_allocation_gives_an_error_and_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_limiter_t *limiter = rill_limiter_new(clock_, .concurrency = 1);
      rill_promise_t *a = rill_limiter_run(
          limiter, rill_call_with(job, rill_own("a", log_drop)));
      rill_promise_t *b = rill_limiter_run(
          limiter, rill_call_with(job, rill_own("b", log_drop)));
      rill_unref(RUN(limiter, job, "c"));
      turn();
      rill_promise_cancel(a);
      rill_unref(a);
      rill_unref(b);
      rill_virtual_run(clock_);
      rill_unref(limiter);
      log_clear();
      clock_close();
    }
}
