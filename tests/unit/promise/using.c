/* SPDX-License-Identifier: MIT */
/* using: acquired, used, and disposed of in any case. */
#include "promises.h"
#include "support/failing.h"

static rill_value_t take_now(void *name) {
  log_add("acquire", rill_none());
  return rill_string(name);
}
static rill_value_t use_now(rill_value_t resource, void *unused) {
  (void) unused;
  log_add("use", resource);
  return rill_int(7);
}
static rill_value_t drop_now(rill_value_t resource, void *unused) {
  (void) unused;
  log_add("dispose", resource);
  return rill_none();
}

#define TAKE FN(take_now, "file")
#define USE rill_call(use_now)
#define DROP rill_call(drop_now)
#define GIVE0(promise) rill_call_with(give0, rill_borrow(promise))

TEST(promise_using, acquires_uses_and_disposes) {
  clock_open();
  WATCH(rill_promise_using(clock_, TAKE, USE, DROP), "x");
  ck_log("");
  turn();
  ck_log("acquire(none) use(file) dispose(file) x(7)");
  clock_close();
}

static rill_value_t slow_use(rill_value_t resource, void *unused) {
  (void) unused;
  log_add("use", resource);
  return P(after(10, 7));
}
static rill_value_t slow_drop(rill_value_t resource, void *unused) {
  (void) unused;
  log_add("dispose", resource);
  return P(after(5, 0));
}

TEST(promise_using, waits_for_each_step) {
  clock_open();
  rill_promise_t *file = rill_promise_delay(clock_, 3, rill_string("file"));
  WATCH(rill_promise_using(clock_, GIVE0(file), rill_call(slow_use),
                           rill_call(slow_drop)),
        "x");
  rill_virtual_advance_to(clock_, 2);
  ck_log("");
  rill_virtual_advance_to(clock_, 3);
  ck_log("use(file)");
  rill_virtual_advance_to(clock_, 13);
  ck_log("dispose(file)");
  rill_virtual_advance_to(clock_, 18);
  ck_log("x(7)");
  rill_unref(file);
  clock_close();
}

static rill_value_t fail0(void *unused) {
  (void) unused;
  return rill_fail(rill_error_new(RILL_ERANGE, "no file"));
}

TEST(promise_using, what_was_not_acquired_is_not_disposed_of) {
  clock_open();
  WATCH(rill_promise_using(clock_, rill_call(fail0), USE, DROP), "x");
  turn();
  ck_log("x(RILL_ERANGE)");
  clock_close();
}

TEST(promise_using, a_failure_of_use_comes_after_the_cleanup) {
  clock_open();
  WATCH(rill_promise_using(clock_, TAKE, FN(failing, "use"), DROP), "x");
  turn();
  ck_log("acquire(none) use(file) dispose(file) x(error)");
  clock_close();
}

static rill_value_t fail_drop(rill_value_t x, void *unused) {
  (void) unused;
  log_add("dispose", x);
  return rill_fail(rill_error_new(RILL_ETYPE, "stuck"));
}

TEST(promise_using, a_failure_of_dispose_replaces_the_outcome) {
  clock_open();
  WATCH(rill_promise_using(clock_, TAKE, USE, rill_call(fail_drop)), "x");
  WATCH(rill_promise_using(clock_, TAKE, FN(failing, "use"),
                           rill_call(fail_drop)),
        "y");
  turn();
  ck_log("acquire(none) use(file) dispose(file) acquire(none) use(file) "
         "dispose(file) x(RILL_ETYPE) y(RILL_ETYPE)");
  clock_close();
}

/* --- Cancelling ----------------------------------------------------------- */

TEST(promise_using, cancelled_before_it_begins) {
  clock_open();
  rill_promise_t *p = rill_promise_using(clock_, TAKE, USE, DROP);
  rill_promise_cancel(p);
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_using, cancelling_reaches_what_acquires) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *file = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  rill_promise_t *p = rill_promise_using(clock_, GIVE0(file), USE, DROP);
  turn();
  rill_promise_cancel(p);
  ck_log("stop(none)");
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  rill_unref(file);
  rill_unref(d);
  clock_close();
}

TEST(promise_using, a_resource_that_comes_after_all_is_disposed_of) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *file = pending(&d);
  WATCH(rill_ref(file), "other");
  rill_promise_t *p = rill_promise_using(clock_, GIVE0(file), USE, DROP);
  turn();
  rill_promise_cancel(p);
  WATCH(p, "x");
  turn();
  ck_log("");
  rill_deferred_resolve(d, rill_string("file"));
  turn();
  ck_log("other(file) dispose(file) x(RILL_ECANCELED)");
  rill_unref(file);
  rill_unref(d);
  clock_close();
}

/* One that was cancelled and waits for the end keeps nothing alive. */
TEST(promise_using, cancelled_it_does_not_count_as_a_consumer) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *file = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  rill_promise_t *other =
      rill_then(rill_ref(file), NOTE("never"), rill_no_fn());
  rill_promise_t *p = rill_promise_using(clock_, GIVE0(file), USE, DROP);
  turn();
  rill_promise_cancel(p);
  ck_log("");
  rill_promise_cancel(other);
  ck_log("stop(none)");
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  rill_unref(other);
  rill_unref(file);
  rill_unref(d);
  clock_close();
}

/* The resource has come, but has not been handed over. */
TEST(promise_using, a_resource_on_its_way_is_disposed_of) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *file = pending(&d);
  rill_promise_t *p = rill_promise_using(clock_, GIVE0(file), USE, DROP);
  turn();
  rill_deferred_resolve(d, rill_string("file"));
  rill_promise_cancel(p);
  ck_log("");
  WATCH(p, "x");
  turn();
  ck_log("dispose(file) x(RILL_ECANCELED)");
  rill_unref(file);
  rill_unref(d);
  clock_close();
}

static rill_value_t use_work(rill_value_t resource, void *work) {
  log_add("use", resource);
  return P(rill_ref((rill_promise_t *) work));
}

TEST(promise_using, cancelling_waits_for_the_end_of_use) {
  clock_open();
  rill_deferred_t *d, *e;
  rill_promise_t *work = pending(&d), *cleanup = pending(&e);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  work = rill_promise_finally(work, GIVE0(cleanup));
  rill_promise_t *p =
      rill_promise_using(clock_, TAKE, FN(use_work, work), DROP);
  turn();
  rill_promise_cancel(p);
  ck_log("acquire(none) use(file) stop(none)");
  WATCH(p, "x");
  turn();
  ck_log("");
  rill_deferred_resolve(e, rill_none());
  turn();
  ck_log("dispose(file) x(RILL_ECANCELED)");
  rill_unref(work);
  rill_unref(cleanup);
  rill_unref(d);
  rill_unref(e);
  clock_close();
}

TEST(promise_using, cancelling_lets_the_cleanup_finish) {
  clock_open();
  rill_promise_t *p =
      rill_promise_using(clock_, TAKE, USE, rill_call(slow_drop));
  turn();
  rill_promise_cancel(p);
  WATCH(p, "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 5);
  ck_log("acquire(none) use(file) dispose(file) x(RILL_ECANCELED)");
  clock_close();
}

struct inside {
  rill_promise_t *self;
  rill_value_t result;
};

static rill_value_t cancel0(void *context) {
  struct inside *inside = context;
  rill_promise_cancel(inside->self);
  return rill_value_ref(inside->result);
}
static rill_value_t cancel1(rill_value_t x, void *context) {
  log_add("f", x);
  return cancel0(context);
}

TEST(promise_using, cancelled_inside_of_each_function) {
  clock_open();
  struct inside a = {NULL, rill_int(1)}, b = a, c = a;
  a.self = rill_promise_using(clock_, FN(cancel0, &a), USE, DROP);
  b.self = rill_promise_using(clock_, TAKE, FN(cancel1, &b), DROP);
  c.self = rill_promise_using(clock_, TAKE, USE, FN(cancel1, &c));
  WATCH(rill_ref(a.self), "a");
  WATCH(rill_ref(b.self), "b");
  WATCH(rill_ref(c.self), "c");
  turn();
  ck_log("dispose(1) acquire(none) f(file) dispose(file) acquire(none) "
         "use(file) f(file) a(RILL_ECANCELED) b(RILL_ECANCELED) "
         "c(RILL_ECANCELED)");
  rill_unref(a.self);
  rill_unref(b.self);
  rill_unref(c.self);
  clock_close();
}

TEST(promise_using, cancelled_inside_of_acquire_with_a_pending_promise) {
  clock_open();
  rill_deferred_t *d;
  struct inside a = {NULL, P(pending(&d))};
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  a.self = rill_promise_using(clock_, FN(cancel0, &a), USE, DROP);
  turn();
  WATCH(a.self, "x");
  turn();
  ck_log("stop(none) x(RILL_ECANCELED)");
  rill_value_unref(a.result);
  rill_unref(d);
  clock_close();
}

TEST(promise_using, a_timeout_settles_at_once_and_cleans_up) {
  clock_open();
  WATCH(
      rill_promise_timeout(rill_promise_using(clock_, TAKE, rill_call(slow_use),
                                              rill_call(slow_drop)),
                           4),
      "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 9);
  ck_log("acquire(none) use(file) x(RILL_ETIMEDOUT) dispose(file)");
  clock_close();
}

/* --- Closing -------------------------------------------------------------- */

TEST(promise_using, closing_disposes) {
  clock_open();
  rill_promise_t *p =
      rill_promise_using(clock_, TAKE, rill_call(slow_use), DROP);
  turn();
  clock_close();
  ck_log("acquire(none) use(file) dispose(file)");
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  rill_unref(p);
}

TEST(promise_using, closing_disposes_of_a_resource_on_its_way) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *file = pending(&d);
  rill_promise_t *p = rill_promise_using(clock_, GIVE0(file), USE, DROP);
  turn();
  rill_deferred_resolve(d, rill_string("file"));
  clock_close();
  ck_log("dispose(file)");
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  rill_unref(p);
  rill_unref(file);
  rill_unref(d);
}

TEST(promise_using, cancelling_and_closing_dispose_of_what_is_on_its_way) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *file = pending(&d);
  rill_promise_t *p = rill_promise_using(clock_, GIVE0(file), USE, DROP);
  turn();
  rill_deferred_resolve(d, rill_string("file"));
  rill_promise_cancel(p);
  clock_close();
  ck_log("dispose(file)");
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECANCELED);
  rill_unref(p);
  rill_unref(file);
  rill_unref(d);
}

TEST(promise_using, refuses_bad_arguments) {
  clock_open();
  ck_refused(rill_promise_using(clock_, USE, USE, DROP),
             "rill_promise_using: acquire takes 1 arguments (must be 0)");
  ck_refused(rill_promise_using(clock_, TAKE, TAKE, DROP),
             "rill_promise_using: use takes 0 arguments (must be 1)");
  ck_refused(rill_promise_using(clock_, TAKE, USE, rill_no_fn()),
             "rill_promise_using: dispose is missing");
  ck_refused(rill_promise_using(NULL, TAKE, USE, DROP),
             "rill_promise_using: the scheduler is NULL");
  turn();
  ck_log("");
  clock_close();
}

TEST(promise_using, refuses_a_promise_of_another_scheduler) {
  clock_open();
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_promise_t *far = rill_promise_resolve(other, rill_int(1));
  rill_promise_t *p = rill_promise_using(clock_, GIVE0(far), USE, DROP);
  WATCH(rill_ref(p), "x");
  turn();
  ck_log("x(RILL_EWRONGTHREAD)");
  ck_refused(p, "rill_promise_using: a promise to wait for lives on another "
                "scheduler (virtual) than the result (virtual)");
  rill_unref(far);
  rill_scheduler_close(other);
  clock_close();
}

static rill_value_t take_later(void *unused) {
  (void) unused;
  return P(rill_promise_delay(clock_, 2, rill_string("file")));
}

TEST(promise_using, every_failing_allocation_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_promise_t *p = rill_promise_using(
          clock_, rill_call_with(take_later, rill_own("t", log_drop)),
          rill_call_with(slow_use, rill_own("u", log_drop)),
          rill_call_with(slow_drop, rill_own("d", log_drop)));
      rill_unref(rill_promise_using(clock_, rill_call(take_later), USE, DROP));
      rill_virtual_advance_to(clock_, 4);
      rill_promise_cancel(p);
      rill_unref(p);
      rill_virtual_run(clock_);
      clock_close();
    }
}
