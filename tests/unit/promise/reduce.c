/* SPDX-License-Identifier: MIT */
/* reduce: one item after another. */
#include "promises.h"
#include "support/failing.h"

static rill_value_t add_later(rill_value_t sum, rill_value_t x, void *unused) {
  (void) unused;
  log_add("add", x);
  return P(after(rill_as_int(x), rill_as_int(sum) + rill_as_int(x)));
}

static rill_value_t add(rill_value_t sum, rill_value_t x, void *unused) {
  (void) unused;
  return rill_int(rill_as_int(sum) + rill_as_int(x));
}

TEST(promise_reduce, takes_one_item_after_another) {
  clock_open();
  WATCH(rill_promise_reduce(clock_, one_to(3), rill_call(add_later),
                            rill_int(10)),
        "x");
  turn();
  ck_log("add(1)");
  rill_virtual_advance_to(clock_, 1);
  ck_log("add(2)");
  rill_virtual_advance_to(clock_, 3);
  ck_log("add(3)");
  rill_virtual_advance_to(clock_, 6);
  ck_log("x(16)");
  clock_close();
}

TEST(promise_reduce, of_nothing_is_the_seed) {
  clock_open();
  WATCH(rill_promise_reduce(clock_, one_to(0), rill_call(add),
                            rill_string("seed")),
        "x");
  WATCH(rill_promise_reduce(clock_, one_to(0), rill_call(add), P(after(3, 4))),
        "y");
  rill_virtual_run(clock_);
  ck_log("x(seed) y(4)");
  clock_close();
}

TEST(promise_reduce, waits_for_seed_list_and_items) {
  clock_open();
  rill_promise_t *list =
      rill_promise_delay(clock_, 5, LIST(P(after(7, 1)), rill_int(2)));
  WATCH(rill_promise_reduce(clock_, P(list), rill_call(add), P(after(3, 4))),
        "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 7);
  ck_log("x(7)");
  clock_close();
}

static rill_value_t fail2(rill_value_t sum, rill_value_t x, void *unused) {
  (void) sum;
  (void) unused;
  log_add("f", x);
  return rill_fail(rill_error_new(RILL_ERANGE, "failed"));
}

TEST(promise_reduce, ends_at_the_first_failure) {
  clock_open();
  WATCH(rill_promise_reduce(clock_, one_to(3), rill_call(fail2), rill_none()),
        "x");
  WATCH(rill_promise_reduce(clock_, one_to(3), rill_call(fail2),
                            P(rejected(RILL_ETYPE))),
        "y");
  turn();
  ck_log("f(1) x(RILL_ERANGE) y(RILL_ETYPE)");
  clock_close();
}

TEST(promise_reduce, cancelling_it_cancels_what_is_under_way) {
  clock_open();
  rill_promise_t *p =
      rill_promise_reduce(clock_, one_to(3), rill_call(add_later), rill_int(0));
  rill_promise_t *q = rill_promise_reduce(clock_, one_to(3),
                                          rill_call(add_later), P(after(5, 1)));
  turn();
  rill_promise_cancel(p);
  rill_promise_cancel(q);
  WATCH(p, "p");
  WATCH(q, "q");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("add(1) p(RILL_ECANCELED) q(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_reduce, cancelled_before_it_has_begun) {
  clock_open();
  rill_promise_t *p =
      rill_promise_reduce(clock_, one_to(3), rill_call(add), P(after(5, 1)));
  rill_promise_cancel(p);
  WATCH(p, "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("x(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_reduce, refuses_bad_arguments) {
  clock_open();
  ck_refused(rill_promise_reduce(clock_, one_to(2), rill_call(increment),
                                 rill_string("seed")),
             "rill_promise_reduce: f takes 1 arguments (must be 2)");
  turn();
  clock_close();
}

TEST(promise_reduce, every_failing_allocation_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_unref(rill_promise_reduce(clock_, one_to(3), rill_call(add_later),
                                     rill_string("seed")));
      rill_virtual_run(clock_);
      clock_close();
    }
}
