/* SPDX-License-Identifier: MIT */
/* filter: the items that a function says yes to. */
#include "promises.h"
#include "support/failing.h"

static rill_value_t is_odd(rill_value_t x, void *unused) {
  (void) unused;
  return rill_bool(rill_as_int(x) % 2 != 0);
}

/* Takes 10 - x ticks. */
static rill_value_t is_odd_later(rill_value_t x, void *unused) {
  (void) unused;
  return P(rill_promise_delay(clock_, 10 - rill_as_int(x),
                              rill_bool(rill_as_int(x) % 2 != 0)));
}

TEST(promise_filter, keeps_the_order_of_the_list) {
  clock_open();
  WATCH(rill_promise_filter(clock_, one_to(5), rill_call(is_odd_later)), "x");
  WATCH(rill_promise_filter(clock_, one_to(5), rill_call(is_odd)), "y");
  WATCH(rill_promise_filter(clock_, one_to(0), rill_call(is_odd)), "z");
  rill_virtual_run(clock_);
  ck_log("y([1, 3, 5]) z([]) x([1, 3, 5])");
  clock_close();
}

TEST(promise_filter, gives_the_items_as_they_were) {
  clock_open();
  rill_promise_t *p = rill_promise_filter(clock_, one_to(1), rill_call(is_odd));
  turn();
  rill_value_t item = rill_list_get(rill_promise_value(p), 0),
               one = rill_int(1);
  ck_assert_mem_eq(&item, &one, sizeof item);
  rill_unref(p);
  clock_close();
}

TEST(promise_filter, holds_so_many_under_way_at_most) {
  clock_open();
  WATCH(rill_promise_filter(clock_, one_to(3), rill_call(is_odd_later),
                            .concurrency = 1),
        "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 9 + 8 + 7);
  ck_log("x([1, 3])");
  clock_close();
}

TEST(promise_filter, gives_the_value_of_an_item_that_is_a_promise) {
  clock_open();
  WATCH(rill_promise_filter(clock_, LIST(P(after(3, 7)), rill_int(2)),
                            rill_call(is_odd)),
        "x");
  rill_virtual_run(clock_);
  ck_log("x([7])");
  clock_close();
}

TEST(promise_filter, wants_a_bool) {
  clock_open();
  rill_promise_t *p =
      rill_promise_filter(clock_, one_to(2), rill_call(increment));
  rill_promise_t *q = rill_promise_filter(clock_, one_to(2), FN(failing, "f"));
  WATCH(rill_ref(p), "p");
  WATCH(q, "q");
  turn();
  ck_refused(p, "rill_promise_filter: f gave int for list[0] (must be a bool)");
  ck_log("f(1) p(RILL_ETYPE) q(error)");
  clock_close();
}

TEST(promise_filter, cancelling_it_cancels_what_is_under_way) {
  clock_open();
  rill_promise_t *p =
      rill_promise_filter(clock_, one_to(3), rill_call(is_odd_later));
  turn();
  rill_promise_cancel(p);
  WATCH(p, "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("x(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_filter, refuses_bad_arguments) {
  clock_open();
  ck_refused(rill_promise_filter(clock_, one_to(2), rill_call(two)),
             "rill_promise_filter: f takes 2 arguments (must be 1)");
  ck_refused(
      rill_promise_filter(clock_, one_to(2), NOTE("f"), .concurrency = -2),
      "rill_promise_filter: concurrency is -2 (must be >= 0)");
  turn();
  clock_close();
}

TEST(promise_filter, every_failing_allocation_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_unref(rill_promise_filter(
          clock_, LIST(rill_string("a"), rill_int(1), rill_string("b")),
          rill_call(is_odd_later)));
      rill_virtual_run(clock_);
      clock_close();
    }
}
