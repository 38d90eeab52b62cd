/* SPDX-License-Identifier: MIT */
/* Promises/A+ 1.1, clause by clause. */
#include "promises.h"

TEST(promise, aplus_2_1_1_pending_may_become_either) {
  clock_open();
  rill_deferred_t *d, *e;
  rill_promise_t *p = pending(&d), *q = pending(&e);
  ck_assert(rill_promise_is_pending(p) && rill_promise_is_pending(q));
  rill_deferred_resolve(d, rill_int(1));
  rill_deferred_reject(e, rill_error_new(7, "no"));
  ck_assert_int_eq(rill_as_int(rill_promise_value(p)), 1);
  ck_assert_int_eq(rill_error_code(rill_promise_error(q)), 7);
  rill_unref(p);
  rill_unref(q);
  rill_unref(d);
  rill_unref(e);
  clock_close();
}

TEST(promise, aplus_2_1_2_fulfilled_stays_so) {
  clock_open();
  rill_deferred_t *d;
  WATCH(pending(&d), "x");
  ck_assert_int_eq(rill_deferred_resolve(d, rill_int(1)), 0);
  ck_assert_int_eq(rill_deferred_resolve(d, rill_int(2)), RILL_EALREADY);
  ck_assert_int_eq(rill_deferred_reject(d, rill_error_new(7, "no")),
                   RILL_EALREADY);
  turn();
  ck_assert_uint_eq(rill_deferred_ignored(d), 2);
  rill_unref(d);
  ck_log("x(1)");
  clock_close();
}

TEST(promise, aplus_2_1_3_rejected_stays_so) {
  clock_open();
  rill_deferred_t *d;
  WATCH(pending(&d), "x");
  rill_deferred_reject(d, rill_error_new(RILL_ETYPE, "no"));
  rill_deferred_resolve(d, rill_int(2));
  turn();
  rill_unref(d);
  ck_log("x(RILL_ETYPE)");
  clock_close();
}

TEST(promise, aplus_2_2_1_handlers_are_optional) {
  clock_open();
  WATCH(rill_then(resolved(5), rill_no_fn(), rill_no_fn()), "x");
  WATCH(rill_then(rejected(RILL_ETYPE), rill_no_fn(), rill_no_fn()), "y");
  turn();
  ck_log("x(5) y(RILL_ETYPE)");
  clock_close();
}

TEST(promise, aplus_2_2_2_fulfilled_handler_runs_once_with_the_value) {
  clock_open();
  rill_deferred_t *d;
  rill_unref(rill_then(pending(&d), NOTE("f"), FN(recover, "r")));
  turn();
  ck_log("");
  rill_deferred_resolve(d, rill_int(3));
  turn();
  turn();
  rill_unref(d);
  ck_log("f(3)");
  clock_close();
}

TEST(promise, aplus_2_2_3_rejected_handler_runs_once_with_the_reason) {
  clock_open();
  rill_deferred_t *d;
  rill_unref(rill_then(pending(&d), NOTE("f"), FN(recover, "r")));
  rill_deferred_reject(d, rill_error_new(RILL_ETYPE, "no"));
  turn();
  turn();
  rill_unref(d);
  ck_log("r(RILL_ETYPE)");
  clock_close();
}

static rill_value_t settle_and_note(rill_value_t x, void *deferred) {
  (void) x;
  rill_deferred_resolve(deferred, rill_int(2));
  log_add("after", rill_none());
  return rill_none();
}

TEST(promise, aplus_2_2_4_handlers_run_later) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  WATCH(resolved(1), "then");
  WATCH(p, "settled");
  rill_unref(rill_then(resolved(0), FN(settle_and_note, d), rill_no_fn()));
  ck_log("");
  turn();
  rill_unref(d);
  ck_log("then(1) after(none) settled(2)");
  clock_close();
}

TEST(promise, aplus_2_2_6_handlers_run_in_the_order_of_then) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  const char *names[] = {"a", "b", "c", "d"};
  for (size_t i = 0; i < 4; i++) WATCH(rill_ref(p), names[i]);
  rill_deferred_resolve(d, rill_int(1));
  WATCH(p, "e");
  turn();
  rill_unref(d);
  ck_log("a(1) b(1) c(1) d(1) e(1)");
  clock_close();
}

TEST(promise, handlers_of_several_promises_keep_the_order_of_then) {
  clock_open();
  rill_promise_t *p = resolved(1), *q = resolved(2);
  WATCH(rill_ref(p), "a");
  WATCH(rill_ref(q), "b");
  WATCH(p, "c");
  WATCH(q, "d");
  turn();
  ck_log("a(1) b(2) c(1) d(2)");
  clock_close();
}

TEST(promise, aplus_2_2_7_then_returns_a_promise) {
  clock_open();
  rill_promise_t *p = resolved(1);
  rill_promise_t *q = rill_then(rill_ref(p), rill_call(increment),
                                rill_no_fn());
  ck_assert_ptr_ne(p, q);
  ck_assert(rill_promise_is_pending(q));
  rill_unref(p);
  WATCH(q, "q");
  turn();
  ck_log("q(2)");
  clock_close();
}

TEST(promise, aplus_2_2_7_1_result_of_either_handler_fulfils) {
  clock_open();
  WATCH(rill_then(resolved(1), rill_call(increment), rill_no_fn()), "x");
  WATCH(rill_promise_catch(rejected(7), FN(recover, "r")), "y");
  turn();
  ck_log("r(error) x(2) y(0)");
  clock_close();
}

TEST(promise, aplus_2_2_7_2_failing_handler_rejects) {
  clock_open();
  WATCH(rill_then(resolved(1), FN(failing, "f"), rill_no_fn()), "x");
  WATCH(rill_promise_catch(rejected(RILL_ETYPE), FN(failing, "g")), "y");
  turn();
  ck_log("f(1) g(RILL_ETYPE) x(error) y(error)");
  clock_close();
}

TEST(promise, aplus_2_2_7_3_and_4_outcome_passes_a_missing_handler) {
  clock_open();
  WATCH(rill_promise_catch(resolved(1), FN(recover, "never")), "x");
  WATCH(rill_then(rejected(RILL_ETYPE), NOTE("never"), rill_no_fn()), "y");
  turn();
  ck_log("x(1) y(RILL_ETYPE)");
  clock_close();
}

TEST(promise, aplus_2_3_1_resolved_with_itself_is_an_error) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_deferred_resolve(d, rill_object(rill_ref(p)));
  rill_unref(d);
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_EINVAL)");
  clock_close();
}

static rill_value_t give_slot(rill_value_t x, void *slot) {
  (void) x;
  return rill_object(rill_ref(*(rill_promise_t **) slot));
}

TEST(promise, aplus_2_3_1_handler_that_returns_its_own_promise) {
  clock_open();
  rill_promise_t *self = NULL;
  self = rill_then(resolved(1), FN(give_slot, &self), rill_no_fn());
  turn();
  ck_assert_int_eq(rill_error_code(rill_promise_error(self)), RILL_EINVAL);
  rill_unref(self);
  clock_close();
}

TEST(promise, waiting_in_a_circle_is_an_error) {
  clock_open();
  rill_promise_t *tail = NULL;
  rill_promise_t *self = rill_then(resolved(1), FN(give_slot, &tail),
                                   rill_no_fn());
  tail = rill_then(rill_ref(self), rill_call(increment), rill_no_fn());
  turn();
  ck_assert_int_eq(rill_error_code(rill_promise_error(self)), RILL_EINVAL);
  ck_assert_int_eq(rill_error_code(rill_promise_error(tail)), RILL_EINVAL);
  rill_unref(self);
  rill_unref(tail);
  clock_close();
}

TEST(promise, aplus_2_3_2_adopts_the_state_of_a_promise) {
  clock_open();
  rill_deferred_t *d, *e;
  rill_promise_t *p = pending(&d), *q = pending(&e);
  WATCH(rill_then(resolved(0), FN(give, p), rill_no_fn()), "p");
  WATCH(rill_then(resolved(0), FN(give, q), rill_no_fn()), "q");
  WATCH(rill_then(resolved(0), FN(give, p), rill_no_fn()), "again");
  turn();
  ck_log("");
  rill_deferred_resolve(d, rill_int(4));
  turn();
  ck_log("p(4) again(4)");
  rill_deferred_reject(e, rill_error_new(RILL_ETYPE, "no"));
  turn();
  ck_log("q(RILL_ETYPE)");
  rill_unref(p);
  rill_unref(q);
  rill_unref(d);
  rill_unref(e);
  clock_close();
}

TEST(promise, aplus_2_3_2_adopts_one_that_is_settled) {
  clock_open();
  rill_promise_t *p = resolved(4), *q = rejected(RILL_ETYPE);
  WATCH(rill_then(resolved(0), FN(give, p), rill_no_fn()), "p");
  WATCH(rill_then(resolved(0), FN(give, q), rill_no_fn()), "q");
  turn();
  rill_unref(p);
  rill_unref(q);
  ck_log("p(4) q(RILL_ETYPE)");
  clock_close();
}

TEST(promise, aplus_2_3_4_any_other_value_fulfils) {
  clock_open();
  WATCH(rill_promise_resolve(clock_, rill_string("text")), "a");
  WATCH(rill_promise_resolve(clock_, rill_none()), "b");
  WATCH(rill_promise_resolve(clock_, rill_double(2.5)), "c");
  turn();
  ck_log("a(text) b(none) c(2.5)");
  clock_close();
}
