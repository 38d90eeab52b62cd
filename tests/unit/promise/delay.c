/* SPDX-License-Identifier: MIT */
/* delay, timeout: promises and the clock. */
#include "promises.h"

TEST(promise_delay, settles_after_the_span) {
  clock_open();
  WATCH(after(10, 1), "x");
  WATCH(fails_after(20, RILL_ETYPE), "y");
  rill_virtual_advance_to(clock_, 9);
  ck_log("");
  rill_virtual_advance_to(clock_, 10);
  ck_log("x(1)");
  rill_virtual_advance_to(clock_, 20);
  ck_log("y(RILL_ETYPE)");
  clock_close();
}

TEST(promise_delay, cancelling_stops_the_clock) {
  clock_open();
  rill_promise_t *p = after(10, 1);
  rill_promise_cancel(p);
  WATCH(p, "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("x(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_delay, refuses_a_negative_span) {
  clock_open();
  rill_promise_t *p = after(-1, 1);
  ck_assert_str_eq(rill_error_message(rill_promise_error(p)),
                   "rill_promise_delay: span is -1 ns (must be >= 0)");
  rill_unref(p);
  turn();
  clock_close();
}

TEST(promise_timeout, passes_what_is_in_time) {
  clock_open();
  WATCH(rill_promise_timeout(after(10, 1), 20), "x");
  WATCH(rill_promise_timeout(fails_after(10, RILL_ETYPE), 20), "y");
  WATCH(rill_promise_timeout(resolved(2), 20), "z");
  ck_assert_int_eq(rill_virtual_run(clock_), 10);
  ck_log("z(2) x(1) y(RILL_ETYPE)");
  clock_close();
}

TEST(promise_timeout, cancels_what_it_gave_up_on) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  WATCH(rill_promise_timeout(p, 20), "x");
  rill_virtual_advance_to(clock_, 19);
  ck_log("");
  rill_virtual_advance_to(clock_, 20);
  ck_log("stop(none) x(RILL_ETIMEDOUT)");
  rill_unref(d);
  clock_close();
}

TEST(promise_timeout, leaves_what_others_wait_for) {
  clock_open();
  rill_promise_t *p = after(30, 1);
  WATCH(rill_ref(p), "y");
  WATCH(rill_promise_timeout(p, 20), "x");
  rill_virtual_run(clock_);
  ck_log("x(RILL_ETIMEDOUT) y(1)");
  clock_close();
}

TEST(promise_timeout, cancelling_it_cancels_the_promise_and_the_clock) {
  clock_open();
  rill_promise_t *p = rill_promise_timeout(after(30, 1), 20);
  rill_promise_cancel(p);
  WATCH(p, "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("x(RILL_ECANCELED)");
  clock_close();
}
