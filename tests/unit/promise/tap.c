/* SPDX-License-Identifier: MIT */
/* tap: looks at a value on its way. */
#include "promises.h"
#include "support/failing.h"

static rill_value_t fail1(rill_value_t x, void *name) {
  log_add(name, x);
  return rill_fail(rill_error_new(RILL_ERANGE, "tapped"));
}

TEST(promise_tap, passes_the_value_and_not_what_f_returns) {
  clock_open();
  WATCH(rill_promise_tap(resolved(1), FN(recover, "f")), "x");
  WATCH(rill_promise_tap(resolved(2), FN(note0, "g")), "y");
  turn();
  ck_log("f(1) g(none) x(1) y(2)");
  clock_close();
}

TEST(promise_tap, does_not_see_an_error) {
  clock_open();
  WATCH(rill_promise_tap(rejected(RILL_ETYPE), FN(recover, "never")), "x");
  turn();
  ck_log("x(RILL_ETYPE)");
  clock_close();
}

TEST(promise_tap, its_failure_replaces_the_value) {
  clock_open();
  WATCH(rill_promise_tap(resolved(1), FN(fail1, "f")), "x");
  turn();
  ck_log("f(1) x(RILL_ERANGE)");
  clock_close();
}

TEST(promise_tap, waits_for_the_promise_that_f_returns) {
  clock_open();
  rill_promise_t *slow = after(10, 5), *broken = fails_after(10, RILL_ERANGE);
  WATCH(rill_promise_tap(resolved(1), FN(give, slow)), "x");
  WATCH(rill_promise_tap(resolved(2), FN(give, broken)), "y");
  rill_virtual_advance_to(clock_, 9);
  ck_log("");
  rill_virtual_advance_to(clock_, 10);
  ck_log("x(1) y(RILL_ERANGE)");
  rill_unref(slow);
  rill_unref(broken);
  clock_close();
}

TEST(promise_tap, does_not_run_when_cancelled) {
  clock_open();
  rill_promise_t *early = rill_promise_tap(after(10, 1), FN(recover, "never"));
  rill_promise_t *late = rill_promise_tap(resolved(1), FN(recover, "never"));
  rill_promise_cancel(early);
  rill_promise_cancel(late);
  WATCH(early, "x");
  WATCH(late, "y");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("y(RILL_ECANCELED) x(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_tap, cancelling_reaches_what_f_has_begun) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *work = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  rill_promise_t *p = rill_promise_resolve(clock_, rill_string("kept"));
  p = rill_promise_tap(p, FN(give, work));
  turn();
  rill_promise_cancel(p);
  ck_log("stop(none)");
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  rill_unref(work);
  rill_unref(d);
  clock_close();
}

TEST(promise_tap, cancelling_leaves_what_others_wait_for) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *work = pending(&d);
  rill_promise_t *p = rill_promise_resolve(clock_, rill_string("kept"));
  p = rill_promise_tap(p, FN(give, work));
  turn();
  WATCH(work, "other");
  rill_promise_cancel(p);
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  rill_deferred_resolve(d, rill_int(1));
  turn();
  ck_log("other(1)");
  rill_unref(d);
  clock_close();
}

struct inside {
  rill_promise_t *self, *work;
};

static rill_value_t cancel_and_give(rill_value_t x, void *context) {
  struct inside *inside = context;
  (void) x;
  rill_promise_cancel(inside->self);
  return rill_object(inside->work);
}

TEST(promise_tap, cancelled_inside_of_f) {
  clock_open();
  rill_deferred_t *d;
  struct inside inside = {NULL, pending(&d)};
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  inside.self =
      rill_promise_tap(rill_promise_resolve(clock_, rill_string("kept")),
                       FN(cancel_and_give, &inside));
  turn();
  ck_log("stop(none)");
  WATCH(inside.self, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  rill_unref(d);
  clock_close();
}

TEST(promise_tap, is_not_called_by_a_closing_scheduler) {
  clock_open();
  WATCH(rill_promise_tap(resolved(1), FN(recover, "never")), "never");
  clock_close();
  ck_log("");
}

TEST(promise_tap, refuses_bad_arguments) {
  clock_open();
  ck_refused(rill_promise_tap(NULL, NOTE("f")),
             "rill_promise_tap: the promise is NULL");
  ck_refused(rill_promise_tap(resolved(1), rill_call(two)),
             "rill_promise_tap: f takes 2 arguments (must be 0 or 1)");
  turn();
  clock_close();
}

TEST(promise_tap, without_f_passes_all) {
  clock_open();
  WATCH(rill_promise_tap(resolved(1), rill_no_fn()), "x");
  turn();
  ck_log("x(1)");
  clock_close();
}

static rill_value_t later(rill_value_t x, void *unused) {
  (void) x;
  (void) unused;
  return rill_object(after(1, 1));
}

TEST(promise_tap, every_failing_allocation_gives_an_error_and_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_promise_t *p = rill_promise_resolve(clock_, rill_string("text"));
      p = rill_promise_tap(p, rill_call_with(later, rill_own("f", log_drop)));
      rill_promise_t *q = rill_promise_tap(rill_ref(p), rill_call(later));
      turn();
      rill_promise_cancel(q);
      rill_unref(p);
      rill_unref(q);
      rill_virtual_run(clock_);
      clock_close();
    }
}
