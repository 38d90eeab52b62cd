/* SPDX-License-Identifier: MIT */
/* each: a function of one item after another. */
#include "promises.h"
#include "support/failing.h"

static rill_value_t slowly(rill_value_t x, void *unused) {
  (void) unused;
  log_add("f", x);
  return P(after(5, 100));
}

TEST(promise_each, takes_one_item_after_another_and_gives_the_items) {
  clock_open();
  WATCH(rill_promise_each(clock_, LIST(rill_int(1), P(after(2, 2))),
                          rill_call(slowly)),
        "x");
  turn();
  ck_log("f(1)");
  rill_virtual_advance_to(clock_, 5);
  ck_log("f(2)");
  rill_virtual_run(clock_);
  ck_log("x([1, 2])");
  clock_close();
}

TEST(promise_each, ends_at_the_first_failure) {
  clock_open();
  WATCH(rill_promise_each(clock_, one_to(3), FN(failing, "f")), "x");
  WATCH(rill_promise_each(clock_, LIST(P(rejected(RILL_ETYPE)), rill_int(1)),
                          NOTE("never")),
        "y");
  turn();
  ck_log("f(1) x(error) y(RILL_ETYPE)");
  clock_close();
}

TEST(promise_each, cancelling_it_ends_it) {
  clock_open();
  rill_promise_t *p = rill_promise_each(clock_, one_to(3), rill_call(slowly));
  rill_virtual_advance_to(clock_, 5);
  ck_log("f(1) f(2)");
  rill_promise_cancel(p);
  WATCH(p, "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 5);
  ck_log("x(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_each, refuses_bad_arguments) {
  clock_open();
  ck_refused(rill_promise_each(clock_, one_to(2), rill_no_fn()),
             "rill_promise_each: f is missing");
  turn();
  clock_close();
}

TEST(promise_each, every_failing_allocation_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_unref(rill_promise_each(
          clock_, LIST(rill_string("a"), rill_string("b")), rill_call(slowly)));
      rill_virtual_run(clock_);
      clock_close();
    }
}
