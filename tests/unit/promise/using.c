/* SPDX-License-Identifier: MIT */
/* using: acquired, used, and disposed of in any case. */
#include "resources.h"
#include "support/failing.h"

TEST(promise_using, acquires_uses_and_disposes) {
  clock_open();
  WATCH(rill_promise_using(clock_, TAKE, USE, DROP), "x");
  ck_log("");
  turn();
  ck_log("acquire(none) use(file) dispose(file) x(7)");
  clock_close();
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
