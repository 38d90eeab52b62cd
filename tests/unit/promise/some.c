/* SPDX-License-Identifier: MIT */
/* some: the first n values of several. */
#include "promises.h"
#include "support/failing.h"

static rill_promise_t *two_of_three(rill_promise_t *a, rill_promise_t *b,
                                    rill_promise_t *c) {
  rill_promise_t *three[] = {a, b, c};
  return rill_promise_some(clock_, three, 3, 2);
}

TEST(promise_some, gives_the_first_n_in_the_order_of_settling) {
  clock_open();
  WATCH(two_of_three(after(30, 1), after(20, 2), after(10, 3)), "x");
  rill_virtual_advance_to(clock_, 19);
  ck_log("");
  rill_virtual_advance_to(clock_, 20);
  ck_log("x([3, 2])");
  clock_close();
}

TEST(promise_some, does_not_count_errors_as_long_as_enough_are_left) {
  clock_open();
  WATCH(two_of_three(after(30, 1), fails_after(10, RILL_ETYPE), resolved(3)),
        "x");
  rill_virtual_run(clock_);
  ck_log("x([3, 1])");
  clock_close();
}

TEST(promise_some, fails_as_soon_as_too_many_have_failed) {
  clock_open();
  rill_promise_t *p = two_of_three(after(30, 1), fails_after(20, RILL_ETYPE),
                                   fails_after(10, RILL_ERANGE));
  rill_virtual_advance_to(clock_, 20);
  rill_error_t *error = rill_promise_error(p);
  ck_assert_str_eq(rill_error_message(error),
                   "rill_promise_some: 2 of 3 promises were rejected, so 2 "
                   "cannot be fulfilled");
  ck_assert_int_eq(rill_error_code(error), RILL_EAGGREGATE);
  rill_value_t errors = rill_aggregate_errors(error);
  ck_assert_uint_eq(rill_list_length(errors), 2);
  ck_assert_int_eq(rill_error_code(rill_as_error(rill_list_get(errors, 0))),
                   RILL_ETYPE);
  ck_assert_int_eq(rill_error_code(rill_as_error(rill_list_get(errors, 1))),
                   RILL_ERANGE);
  rill_unref(p);
  clock_close();
}

TEST(promise_some, all_of_them_and_none_of_them) {
  clock_open();
  rill_promise_t *both[] = {after(2, 1), resolved(2)};
  WATCH(rill_promise_some(clock_, both, 2, 2), "all");
  rill_promise_t *one[] = {after(2, 1)};
  WATCH(rill_promise_some(clock_, one, 1, 0), "none");
  WATCH(rill_promise_some(clock_, NULL, 0, 0), "nothing");
  rill_virtual_run(clock_);
  ck_log("none([]) nothing([]) all([2, 1])");
  clock_close();
}

TEST(promise_some, those_no_longer_waited_for_go_on_in_silence) {
  clock_open();
  rill_promise_t *slow = after(10, 1);
  WATCH(two_of_three(rill_ref(slow), resolved(2), resolved(3)), "x");
  WATCH(two_of_three(resolved(2), resolved(3), fails_after(5, RILL_ETYPE)),
        "y");
  WATCH(slow, "slow");
  rill_virtual_run(clock_);
  ck_log("x([2, 3]) y([2, 3]) slow(1)");
  clock_close();
}

static rill_promise_t *some_of(rill_promise_t *mine, rill_promise_t *shared) {
  return two_of_three(mine, shared, resolved(1));
}

TEST(promise_some, cancelling_it_cancels_what_nobody_else_waits_for) {
  ck_cancels_its_own(some_of);
}

TEST(promise_some, refuses_bad_arguments) {
  clock_open();
  rill_promise_t *one[] = {resolved(1)}, *none[] = {NULL};
  ck_refused(rill_promise_some(clock_, one, 1, 2),
             "rill_promise_some: n is 2 (must be <= count, which is 1)");
  one[0] = resolved(1);
  ck_refused(rill_promise_some(clock_, one, 1, -1),
             "rill_promise_some: n is -1 (must be >= 0)");
  ck_refused(rill_promise_some(clock_, none, 1, 1),
             "rill_promise_some: promises[0] is NULL");
  ck_refused(rill_promise_some(clock_, NULL, 1, 1),
             "rill_promise_some: promises is NULL");
  one[0] = resolved(1);
  ck_refused(rill_promise_some(NULL, one, 1, 1),
             "rill_promise_some: the scheduler is NULL");
  turn();
  ck_log("");
  clock_close();
}

TEST(promise_some, refuses_a_promise_of_another_scheduler) {
  clock_open();
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_promise_t *far[] = {rill_promise_resolve(other, rill_int(1))};
  ck_refused(rill_promise_some(clock_, far, 1, 1),
             "rill_promise_some: promises[0] lives on another scheduler "
             "(virtual) than the result (virtual)");
  rill_scheduler_close(other);
  turn();
  clock_close();
}

TEST(promise_some, every_failing_allocation_gives_an_error_and_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_unref(two_of_three(after(1, 1), resolved(2), after(3, 3)));
      rill_unref(two_of_three(after(1, 1), rejected(7), fails_after(3, 7)));
      rill_virtual_run(clock_);
      clock_close();
    }
}
