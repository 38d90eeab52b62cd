/* SPDX-License-Identifier: MIT */
/* retry: calls a function again while it fails. */
#include "promises.h"
#include "support/failing.h"

/* Fails `*left` times, at once or by a promise in turn, then gives 7. */
static rill_value_t shaky(void *left) {
  int *n = left;
  log_add("try", rill_int(rill_now(clock_)));
  if ((*n)-- == 0) return rill_int(7);
  if (*n % 2 == 0) return P(rejected(RILL_ERANGE));
  return rill_fail(rill_error_new(RILL_ERANGE, "shaky"));
}

#define SHAKY(left) rill_call_with(shaky, rill_borrow(left))

TEST(promise_retry, calls_again_until_it_is_fulfilled) {
  clock_open();
  int left = 2;
  WATCH(rill_promise_retry(clock_, SHAKY(&left), 5), "x");
  ck_log("");
  turn();
  ck_log("try(0) try(0) try(0) x(7)");
  clock_close();
}

TEST(promise_retry, waits_longer_each_time) {
  clock_open();
  int left = 4;
  WATCH(rill_promise_retry(clock_, SHAKY(&left), 0, .delay = 10, .factor = 3,
                           .max_delay = 80),
        "x");
  rill_virtual_run(clock_);
  ck_log("try(0) try(10) try(40) try(120) try(200) x(7)");
  clock_close();
}

TEST(promise_retry, jitter_from_a_seed_is_the_same_each_time) {
  clock_open();
  rill_time_t ends[2];
  for (int i = 0; i < 2; i++) {
    int left = 3;
    rill_time_t start = rill_now(clock_);
    rill_unref(rill_promise_retry(clock_, SHAKY(&left), 0, .delay = RILL_MS(1),
                                  .jitter = RILL_JITTER_FULL, .seed = 42));
    ends[i] = rill_virtual_run(clock_) - start;
  }
  ck_assert_int_eq(ends[0], ends[1]);
  ck_assert_int_gt(ends[0], 0);
  ck_assert_int_lt(ends[0], RILL_MS(7));
  clock_close();
}

TEST(promise_retry, gives_up_after_so_many_attempts) {
  clock_open();
  int left = 9;
  rill_promise_t *p = rill_promise_retry(clock_, SHAKY(&left), 3);
  WATCH(rill_ref(p), "x");
  turn();
  ck_log("try(0) try(0) try(0) x(RILL_ERANGE)");
  rill_error_t *error = rill_promise_error(p);
  ck_assert_str_eq(rill_error_message(error),
                   "rill_promise_retry: gave up after 3 attempts");
  ck_assert_str_eq(rill_error_message(rill_error_cause(error)), "rejected");
  rill_unref(p);
  clock_close();
}

TEST(promise_retry, one_attempt_is_the_error_itself) {
  clock_open();
  int left = 9;
  rill_promise_t *p = rill_promise_retry(clock_, SHAKY(&left), 1);
  turn();
  ck_refused(p, "rejected");
  ck_log("try(0) unhandled(RILL_ERANGE)");
  clock_close();
}

TEST(promise_retry, begins_no_attempt_after_the_deadline) {
  clock_open();
  int left = 9;
  rill_promise_t *p = rill_promise_retry(clock_, SHAKY(&left), 0, .delay = 10,
                                         .factor = 1, .deadline = 25);
  WATCH(rill_ref(p), "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 20);
  ck_log("try(0) try(10) try(20) x(RILL_ERANGE)");
  ck_refused(p, "gave up after 3 attempts: the deadline comes before the next");
  clock_close();
}

static rill_value_t answer(rill_value_t error, void *value) {
  log_add("when", error);
  return rill_value_ref(*(rill_value_t *) value);
}

TEST(promise_retry, when_decides) {
  clock_open();
  int left = 1, again = 9, more = 9;
  rill_value_t five = rill_int(5), no = rill_bool(false);
  WATCH(rill_promise_retry(clock_, SHAKY(&left), 2, .delay = 100,
                           .when = FN(answer, &five)),
        "x");
  rill_virtual_run(clock_);
  ck_log("try(0) when(RILL_ERANGE) try(5) x(7)");
  WATCH(rill_promise_retry(clock_, SHAKY(&again), 2, .when = FN(answer, &no)),
        "y");
  rill_virtual_run(clock_);
  ck_log("try(5) when(RILL_ERANGE) y(RILL_ERANGE)");
  WATCH(rill_promise_retry(clock_, SHAKY(&more), 2, .when = FN(failing, "w")),
        "z");
  rill_virtual_run(clock_);
  ck_log("try(5) w(RILL_ERANGE) z(error)");
  clock_close();
}

TEST(promise_retry, when_must_answer_sensibly) {
  clock_open();
  int left = 9, again = 9;
  rill_value_t text = rill_string("often"), past = rill_int(-5);
  rill_promise_t *p =
      rill_promise_retry(clock_, SHAKY(&left), 2, .when = FN(answer, &text));
  rill_promise_t *q =
      rill_promise_retry(clock_, SHAKY(&again), 2, .when = FN(answer, &past));
  WATCH(rill_ref(p), "p");
  WATCH(rill_ref(q), "q");
  turn();
  ck_refused(p, "rill_promise_retry: `when` returned string (must be bool, "
                "or int: nanoseconds)");
  ck_refused(q, "`when` returned -5 (a wait must be >= 0 ns)");
  rill_value_unref(text);
  clock_close();
}

static rill_value_t try_it(void *promise) {
  log_add("try", rill_none());
  return give0(promise);
}

TEST(promise_retry, a_cancelled_attempt_is_not_repeated) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *attempt = pending(&d);
  WATCH(rill_promise_retry(clock_, rill_call_with(try_it, rill_borrow(attempt)),
                           5),
        "x");
  turn();
  rill_promise_cancel(attempt);
  turn();
  ck_log("try(none) x(RILL_ECANCELED)");
  rill_unref(attempt);
  rill_unref(d);
  clock_close();
}

TEST(promise_retry, cancelling_it_ends_the_attempt_or_the_wait) {
  clock_open();
  int left = 9;
  rill_deferred_t *d;
  rill_promise_t *attempt = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  rill_promise_t *before = rill_promise_retry(clock_, SHAKY(&left), 5);
  rill_promise_cancel(before);
  rill_promise_t *during = rill_promise_retry(
      clock_, rill_call_with(give0, rill_borrow(attempt)), 5);
  rill_promise_t *between =
      rill_promise_retry(clock_, SHAKY(&left), 5, .delay = 10);
  turn();
  ck_log("try(0)");
  rill_promise_cancel(during);
  ck_log("stop(none)");
  rill_promise_cancel(between);
  WATCH(before, "before");
  WATCH(during, "during");
  WATCH(between, "between");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("before(RILL_ECANCELED) during(RILL_ECANCELED) "
         "between(RILL_ECANCELED)");
  rill_unref(attempt);
  rill_unref(d);
  clock_close();
}

static rill_value_t give_up(rill_value_t error, void *slot) {
  log_add("when", error);
  rill_promise_cancel(*(rill_promise_t **) slot);
  return rill_bool(true);
}

TEST(promise_retry, cancelled_inside_of_when) {
  clock_open();
  int left = 9;
  rill_promise_t *self = NULL;
  self =
      rill_promise_retry(clock_, SHAKY(&left), 5, .when = FN(give_up, &self));
  WATCH(rill_ref(self), "x");
  rill_virtual_run(clock_);
  ck_log("try(0) when(RILL_ERANGE) x(RILL_ECANCELED)");
  rill_unref(self);
  clock_close();
}

static rill_value_t end(void *deferred) {
  (void) deferred;
  return rill_none();
}

static rill_value_t hang(void *unused) {
  rill_deferred_t *d;
  (void) unused;
  rill_promise_t *p = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  p = rill_promise_finally(p, rill_call_with(end, rill_own(d, rill_unref)));
  return P(rill_promise_timeout(p, 10));
}

/* Each attempt with a timeout of its own. */
TEST(promise_retry, a_timeout_cancels_what_it_gave_up_on) {
  clock_open();
  WATCH(rill_promise_retry(clock_, rill_call(hang), 2, .delay = 5), "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 25);
  ck_log("stop(none) stop(none) x(RILL_ETIMEDOUT)");
  clock_close();
}

TEST(promise_retry, refuses_bad_arguments) {
  clock_open();
  int left = 1;
  ck_refused(rill_promise_retry(clock_, rill_no_fn(), 3),
             "rill_promise_retry: f is missing");
  ck_refused(rill_promise_retry(clock_, NOTE("f"), 3),
             "rill_promise_retry: f takes 1 arguments (must be 0)");
  ck_refused(rill_promise_retry(clock_, SHAKY(&left), -1),
             "rill_promise_retry: attempts is -1 (must be >= 0)");
  ck_refused(rill_promise_retry(clock_, SHAKY(&left), 3, .delay = -5),
             "rill_promise_retry: delay is -5 ns (must be >= 0)");
  ck_refused(rill_promise_retry(clock_, SHAKY(&left), 3, .factor = 0.5),
             "rill_promise_retry: factor is 0.5 (must be from 1 to 1e9)");
  ck_refused(rill_promise_retry(clock_, SHAKY(&left), 3, .deadline = -1),
             "rill_promise_retry: deadline is -1 ns (must be >= 0)");
  ck_refused(
      rill_promise_retry(clock_, SHAKY(&left), 3, .when = rill_call(two)),
      "rill_promise_retry: when takes 2 arguments (must be 1)");
  ck_refused(rill_promise_retry(NULL, SHAKY(&left), 3),
             "rill_promise_retry: the scheduler is NULL");
  turn();
  ck_log("");
  clock_close();
}

TEST(promise_retry, refuses_a_promise_of_another_scheduler) {
  clock_open();
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_promise_t *far = rill_promise_resolve(other, rill_int(1));
  rill_promise_t *p =
      rill_promise_retry(clock_, rill_call_with(give0, rill_borrow(far)), 1);
  WATCH(rill_ref(p), "x");
  turn();
  ck_log("x(RILL_EWRONGTHREAD)");
  ck_refused(p, "rill_promise_retry: a promise to wait for lives on another "
                "scheduler (virtual) than the result (virtual)");
  rill_unref(far);
  rill_scheduler_close(other);
  clock_close();
}

TEST(promise_retry, closing_ends_it) {
  clock_open();
  int left = 9;
  rill_promise_t *p = rill_promise_retry(clock_, SHAKY(&left), 0, .delay = 10);
  rill_promise_t *q = rill_promise_retry(clock_, SHAKY(&left), 0);
  rill_virtual_advance_by(clock_, 0);
  log_clear();
  clock_close();
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  ck_assert(!rill_promise_is_pending(q));
  rill_unref(p);
  rill_unref(q);
}

TEST(promise_retry, every_failing_allocation_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      int left = 3;
      rill_unref(rill_promise_retry(
          clock_, SHAKY(&left), 4, .delay = 1,
          .when = rill_call_with(recover, rill_own("w", log_drop))));
      rill_virtual_run(clock_);
      clock_close();
    }
}
