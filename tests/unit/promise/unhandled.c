/* SPDX-License-Identifier: MIT */
/* unhandled: rejections that nobody has looked at by the end of the turn. */
#include "promises.h"

TEST(promise_unhandled, is_reported_at_the_end_of_the_turn) {
  clock_open();
  rill_unref(rejected(RILL_ETYPE));
  WATCH(resolved(1), "job");
  turn();
  ck_log("job(1) unhandled(RILL_ETYPE)");
  clock_close();
}

TEST(promise_unhandled, a_whole_chain_is_reported_once) {
  clock_open();
  rill_promise_t *p = rejected(RILL_ETYPE);
  p = rill_then(p, NOTE("never"), rill_no_fn());
  rill_unref(rill_promise_finally(p, FN(note0, "f")));
  turn();
  ck_log("f(none) unhandled(RILL_ETYPE)");
  clock_close();
}

static rill_value_t attach(rill_value_t x, void *promise) {
  (void) x;
  WATCH(promise, "handled");
  return rill_none();
}

TEST(promise_unhandled, a_handler_within_the_turn_is_in_time) {
  clock_open();
  rill_promise_t *p = rejected(RILL_ETYPE);
  rill_promise_t *later =
      rill_then(resolved(1), rill_call(increment), rill_no_fn());
  rill_unref(rill_then(later, FN(attach, p), rill_no_fn()));
  turn();
  ck_log("handled(RILL_ETYPE)");
  clock_close();
}

TEST(promise_unhandled, cancellation_and_inspection_are_silent) {
  clock_open();
  rill_promise_t *p = after(10, 1), *q = rejected(RILL_ETYPE);
  rill_promise_cancel(p);
  rill_unref(rill_then(p, rill_call(increment), rill_no_fn()));
  ck_assert_int_eq(rill_error_code(rill_promise_error(q)), RILL_ETYPE);
  rill_unref(q);
  turn();
  ck_log("");
  clock_close();
}
