/* SPDX-License-Identifier: MIT */
/* all, all_settled, race and any in virtual time. */
#include "promises.h"

/* What the combination of three promises gives, and when. */
#define ck_several(combine, a, b, c, at, expected)                             \
 do {                                                                          \
  clock_open();                                                                \
  rill_promise_t *three[] = {(a), (b), (c)};                                   \
  WATCH(combine(clock_, three, 3), "x");                                       \
  rill_virtual_advance_to(clock_, (at) -1);                                    \
  ck_log("");                                                                  \
  rill_virtual_advance_to(clock_, (at));                                       \
  ck_log(expected);                                                            \
  rill_virtual_run(clock_);                                                    \
  ck_log("");                                                                  \
  clock_close();                                                               \
 } while (0)

TEST(promise_all, waits_for_all_and_keeps_the_order) {
  ck_several(rill_promise_all, after(30, 1), after(10, 2), resolved(3), 30,
             "x([1, 2, 3])");
}

TEST(promise_all, rejects_with_the_first_rejection) {
  ck_several(rill_promise_all, after(30, 1), fails_after(10, RILL_ETYPE),
             fails_after(20, RILL_ERANGE), 10, "x(RILL_ETYPE)");
}

TEST(promise_all, of_none_is_an_empty_list) {
  clock_open();
  WATCH(rill_promise_all(clock_, NULL, 0), "x");
  WATCH(rill_promise_all_settled(clock_, NULL, 0), "y");
  WATCH(rill_promise_any(clock_, NULL, 0), "z");
  WATCH(rill_promise_race(clock_, NULL, 0), "w");
  turn();
  ck_log("x([]) y([]) z(RILL_EAGGREGATE) w(RILL_EINVAL)");
  clock_close();
}

TEST(promise_all, may_hold_one_promise_twice) {
  clock_open();
  rill_promise_t *p = after(5, 1), *again = rill_ref(p);
  WATCH(rill_promise_all_of(clock_, p, again), "x");
  rill_virtual_run(clock_);
  ck_log("x([1, 1])");
  clock_close();
}

TEST(promise_all, names_the_promise_that_is_missing) {
  clock_open();
  rill_promise_t *p = rill_promise_all_of(clock_, resolved(1), NULL);
  ck_assert_str_eq(rill_error_message(rill_promise_error(p)),
                   "rill_promise_all: promises[1] is NULL");
  rill_unref(p);
  p = rill_promise_all(clock_, NULL, 2);
  ck_assert_str_eq(rill_error_message(rill_promise_error(p)),
                   "rill_promise_all: promises is NULL");
  rill_unref(p);
  turn();
  clock_close();
}

TEST(promise_all, refuses_a_promise_of_another_scheduler) {
  clock_open();
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_promise_t *far = rill_promise_resolve(other, rill_int(1));
  rill_promise_t *p = rill_promise_all_of(clock_, far);
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)),
                   RILL_EWRONGTHREAD);
  rill_unref(p);
  rill_scheduler_close(other);
  turn();
  clock_close();
}

TEST(promise_all_settled, gives_every_outcome) {
  clock_open();
  rill_promise_t *p = rill_promise_all_settled_of(
      clock_, after(3, 1), fails_after(2, RILL_ETYPE), resolved(3));
  rill_virtual_run(clock_);
  rill_value_t list = rill_promise_value(p);
  ck_assert_uint_eq(rill_list_length(list), 3);
  ck_assert_int_eq(rill_as_int(rill_list_get(list, 0)), 1);
  ck_assert_int_eq(rill_error_code(rill_as_error(rill_list_get(list, 1))),
                   RILL_ETYPE);
  ck_assert_int_eq(rill_as_int(rill_list_get(list, 2)), 3);
  rill_unref(p);
  clock_close();
  ck_log("");
}

TEST(promise_race, the_first_to_settle_wins) {
  ck_several(rill_promise_race, after(30, 1), after(10, 2), after(20, 3), 10,
             "x(2)");
  ck_several(rill_promise_race, after(30, 1), fails_after(10, RILL_ETYPE),
             after(20, 3), 10, "x(RILL_ETYPE)");
}

TEST(promise_race, leaves_nothing_behind_in_a_loser_that_never_settles) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *never = pending(&d);
  rill_promise_t *first = rill_promise_race_of(clock_, rill_ref(never),
                                               resolved(0));
  turn();
  uint64_t alive = rill_live_objects(NULL);
  for (int i = 0; i < 100; i++) {
    rill_unref(first);
    first = rill_promise_race_of(clock_, rill_ref(never), after(1, i));
    rill_virtual_run(clock_);
  }
  ck_assert_live(NULL, alive);
  rill_unref(first);
  rill_unref(never);
  rill_unref(d);
  turn();
  ck_log("");
  clock_close();
}

TEST(promise_any, the_first_fulfilled_wins) {
  ck_several(rill_promise_any, after(30, 1), fails_after(10, RILL_ETYPE),
             after(20, 3), 20, "x(3)");
}

TEST(promise_any, gives_all_errors_when_all_are_rejected) {
  clock_open();
  rill_promise_t *p = rill_promise_any_of(
      clock_, fails_after(2, RILL_ETYPE), fails_after(1, RILL_ERANGE));
  rill_virtual_run(clock_);
  rill_error_t *error = rill_promise_error(p);
  ck_assert_int_eq(rill_error_code(error), RILL_EAGGREGATE);
  rill_value_t errors = rill_aggregate_errors(error);
  ck_assert_uint_eq(rill_list_length(errors), 2);
  ck_assert_int_eq(rill_error_code(rill_as_error(rill_list_get(errors, 0))),
                   RILL_ETYPE);
  ck_assert_int_eq(rill_error_code(rill_as_error(rill_list_get(errors, 1))),
                   RILL_ERANGE);
  ck_assert(rill_is_none(rill_aggregate_errors(NULL)));
  rill_unref(p);
  clock_close();
}

static rill_promise_t *all_of(rill_promise_t *mine, rill_promise_t *shared) {
  return rill_promise_all_of(clock_, mine, shared);
}

TEST(promise_all, cancelling_it_cancels_what_nobody_else_waits_for) {
  ck_cancels_its_own(all_of);
}

TEST(promise_all, of_many) {
  enum { MANY = 100000 };
  clock_open();
  static rill_promise_t *promises[MANY];
  static rill_deferred_t *deferreds[MANY];
  for (size_t i = 0; i < MANY; i++) promises[i] = pending(&deferreds[i]);
  rill_promise_t *all = rill_promise_all(clock_, promises, MANY);
  for (size_t i = 0; i < MANY; i++) {
    rill_deferred_resolve(deferreds[i], rill_int((int64_t) i));
    rill_unref(deferreds[i]);
  }
  turn();
  rill_value_t list = rill_promise_value(all);
  ck_assert_uint_eq(rill_list_length(list), MANY);
  ck_assert_int_eq(rill_as_int(rill_list_get(list, MANY - 1)), MANY - 1);
  rill_unref(all);
  clock_close();
}
