/* SPDX-License-Identifier: MIT */
/* done: the end of a chain. */
#include "promises.h"
#include "support/failing.h"

TEST(promise_done, runs_its_handlers) {
  clock_open();
  ck_assert_int_eq(rill_promise_done(resolved(1), NOTE("f"), rill_no_fn()), 0);
  ck_assert_int_eq(
      rill_promise_done(rejected(RILL_ETYPE), NOTE("f"), FN(recover, "r")), 0);
  ck_log("");
  turn();
  ck_log("f(1) r(RILL_ETYPE)");
  clock_close();
}

TEST(promise_done, tells_of_a_failure_at_once) {
  clock_open();
  rill_promise_done(resolved(1), FN(failing, "f"), rill_no_fn());
  rill_promise_done(rejected(RILL_ETYPE), NOTE("never"), rill_no_fn());
  WATCH(resolved(2), "next");
  turn();
  ck_log("f(1) unhandled(error) unhandled(RILL_ETYPE) next(2)");
  clock_close();
}

TEST(promise_done, waits_for_what_a_handler_returns) {
  clock_open();
  rill_promise_t *late = fails_after(10, RILL_ERANGE);
  rill_promise_done(resolved(1), FN(give, late), rill_no_fn());
  rill_virtual_advance_to(clock_, 9);
  ck_log("");
  rill_virtual_advance_to(clock_, 10);
  ck_log("unhandled(RILL_ERANGE)");
  rill_unref(late);
  clock_close();
}

TEST(promise_done, cancellation_and_closing_are_silent) {
  clock_open();
  rill_promise_t *p = after(10, 1);
  rill_promise_done(rill_ref(p), NOTE("never"), rill_no_fn());
  rill_promise_cancel(p);
  rill_unref(p);
  turn();
  rill_promise_done(resolved(1), NOTE("never"), rill_no_fn());
  rill_promise_done(after(5, 1), NOTE("never"), rill_no_fn());
  clock_close();
  ck_log("");
}

TEST(promise_done, returns_the_code_of_what_keeps_it_from_beginning) {
  clock_open();
  ck_assert_int_eq(rill_promise_done(NULL, NOTE("f"), rill_no_fn()),
                   RILL_EINVAL);
  ck_assert_int_eq(rill_promise_done(resolved(1), rill_call(two), rill_no_fn()),
                   RILL_EINVAL);
  turn();
  ck_log("unhandled(RILL_EINVAL)");
  clock_close();
}

TEST(promise_done, every_failing_allocation_leaks_nothing) {
  failing_each(FAILING_ONE) {
    clock_open();
    if (clock_ == NULL) continue;
    rill_promise_done(rejected(7),
                      rill_call_with(note, rill_own("f", log_drop)),
                      rill_no_fn());
    turn();
    clock_close();
  }
}
