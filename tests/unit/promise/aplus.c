/* SPDX-License-Identifier: MIT */
/* Promises/A+ 1.1, clause by clause. "Throws" is: returns rill_fail(…). What
 * JavaScript alone has stands in its clause's test: 2.2.5, 2.3.3.2. */
#include "promises.h"

/* What happens to a promise that gets a value, or an error. */
typedef void (*act_fn)(rill_promise_t *promise);

enum timing { BEFORE, AFTER, LATER };

/* It is settled before the act, right after it, or some time later. */
static void act_in_time(enum timing timing, act_fn act, rill_value_t value) {
  rill_deferred_t *d = NULL;
  clock_open();
  if (timing == BEFORE)
    act(rill_promise_resolve(clock_, rill_value_ref(value)));
  else if (timing == LATER)
    act(rill_promise_delay(clock_, 5, rill_value_ref(value)));
  else
    act(pending(&d));
  if (d != NULL) rill_deferred_resolve(d, rill_value_ref(value));
  rill_unref(d);
  rill_virtual_run(clock_);
  clock_close();
}

#define ck_clause(act, value, expected)                                        \
 do {                                                                          \
  rill_value_t value_ = (value);                                               \
  for (int timing_ = BEFORE; timing_ <= LATER; timing_++) {                    \
   act_in_time((enum timing) timing_, (act), value_);                          \
   ck_log(expected);                                                           \
  }                                                                            \
  rill_value_unref(value_);                                                    \
 } while (0)

static rill_value_t reason(void) {
  return rill_fail(rill_error_new(RILL_ETYPE, "reason"));
}

/* --- 2.1 States ----------------------------------------------------------- */

TEST(promise, aplus_2_1_1_1_pending_may_become_either) {
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

TEST(promise, aplus_2_1_2_1_fulfilled_stays_so) {
  clock_open();
  rill_deferred_t *d;
  WATCH(pending(&d), "x");
  ck_assert_int_eq(rill_deferred_resolve(d, rill_int(1)), 0);
  ck_assert_int_eq(rill_deferred_reject(d, rill_error_new(7, "no")),
                   RILL_EALREADY);
  turn();
  ck_assert_uint_eq(rill_deferred_ignored(d), 1);
  rill_unref(d);
  ck_log("x(1)");
  clock_close();
}

TEST(promise, aplus_2_1_2_2_its_value_does_not_change) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_deferred_resolve(d, rill_int(1));
  ck_assert_int_eq(rill_deferred_resolve(d, rill_int(2)), RILL_EALREADY);
  ck_assert_uint_eq(rill_deferred_ignored(d), 1);
  ck_assert_int_eq(rill_as_int(rill_promise_value(p)), 1);
  turn();
  ck_assert_int_eq(rill_as_int(rill_promise_value(p)), 1);
  rill_unref(p);
  rill_unref(d);
  clock_close();
}

TEST(promise, aplus_2_1_3_1_rejected_stays_so) {
  clock_open();
  rill_deferred_t *d;
  WATCH(pending(&d), "x");
  rill_deferred_reject(d, rill_error_new(RILL_ETYPE, "no"));
  ck_assert_int_eq(rill_deferred_resolve(d, rill_int(2)), RILL_EALREADY);
  turn();
  ck_assert_uint_eq(rill_deferred_ignored(d), 1);
  rill_unref(d);
  ck_log("x(RILL_ETYPE)");
  clock_close();
}

TEST(promise, aplus_2_1_3_2_its_reason_does_not_change) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_error_t *first = rill_error_new(7, "first");
  rill_deferred_reject(d, rill_ref(first));
  rill_deferred_reject(d, rill_error_new(8, "second"));
  ck_assert_ptr_eq(rill_promise_error(p), first);
  turn();
  ck_assert_ptr_eq(rill_promise_error(p), first);
  rill_unref(first);
  rill_unref(p);
  rill_unref(d);
  clock_close();
}

/* --- 2.2.1 to 2.2.3 When handlers run ------------------------------------- */

static void without_fulfilled(rill_promise_t *p) {
  WATCH(rill_then(p, rill_no_fn(), FN(recover, "r")), "x");
}
static void without_rejected(rill_promise_t *p) {
  WATCH(rill_then(p, NOTE("f"), rill_no_fn()), "x");
}
static void with_both(rill_promise_t *p) {
  rill_unref(rill_then(p, NOTE("f"), FN(recover, "r")));
}

TEST(promise, aplus_2_2_1_1_fulfilled_is_optional) {
  ck_clause(without_fulfilled, rill_int(5), "x(5)");
  ck_clause(without_fulfilled, reason(), "r(RILL_ETYPE) x(0)");
}

TEST(promise, aplus_2_2_1_2_rejected_is_optional) {
  ck_clause(without_rejected, reason(), "x(RILL_ETYPE)");
  ck_clause(without_rejected, rill_int(5), "f(5) x(5)");
}

TEST(promise, aplus_2_2_2_1_fulfilled_is_called_with_the_value) {
  ck_clause(with_both, rill_int(5), "f(5)");
  ck_clause(with_both, rill_string("text"), "f(text)");
  ck_clause(with_both, rill_none(), "f(none)");
}

TEST(promise, aplus_2_2_2_2_fulfilled_is_not_called_before) {
  clock_open();
  rill_deferred_t *d;
  with_both(pending(&d));
  turn();
  ck_log("");
  rill_deferred_resolve(d, rill_int(3));
  turn();
  ck_log("f(3)");
  rill_unref(d);
  clock_close();
}

TEST(promise, aplus_2_2_2_3_fulfilled_is_called_once) {
  clock_open();
  rill_deferred_t *d;
  with_both(pending(&d));
  for (int i = 0; i < 3; i++) {
    rill_deferred_resolve(d, rill_int(i));
    turn();
  }
  ck_log("f(0)");
  rill_unref(d);
  clock_close();
}

TEST(promise, aplus_2_2_3_1_rejected_is_called_with_the_reason) {
  ck_clause(with_both, reason(), "r(RILL_ETYPE)");
}

TEST(promise, aplus_2_2_3_2_rejected_is_not_called_before) {
  clock_open();
  rill_deferred_t *d;
  with_both(pending(&d));
  turn();
  ck_log("");
  rill_deferred_resolve(d, reason());
  turn();
  ck_log("r(RILL_ETYPE)");
  rill_unref(d);
  clock_close();
}

TEST(promise, aplus_2_2_3_3_rejected_is_called_once) {
  clock_open();
  rill_deferred_t *d;
  with_both(pending(&d));
  for (int i = 0; i < 3; i++) {
    rill_deferred_resolve(d, reason());
    turn();
  }
  ck_log("r(RILL_ETYPE)");
  rill_unref(d);
  clock_close();
}

/* --- 2.2.4, 2.2.5 How handlers run ---------------------------------------- */

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

static rill_value_t then_and_note(rill_value_t x, void *unused) {
  (void) unused;
  WATCH(resolved(9), "inner");
  log_add("outer", x);
  return rill_none();
}

TEST(promise, aplus_2_2_4_also_handlers_that_handlers_add) {
  clock_open();
  rill_unref(rill_then(resolved(1), rill_call(then_and_note), rill_no_fn()));
  WATCH(resolved(2), "next");
  turn();
  ck_log("outer(1) next(2) inner(9)");
  clock_close();
}

/* There is no `this`: a handler gets its own context, and nothing else. */
TEST(promise, aplus_2_2_5_handlers_are_called_as_functions) {
  clock_open();
  rill_promise_t *p = resolved(1);
  WATCH(rill_ref(p), "a");
  WATCH(p, "b");
  turn();
  ck_log("a(1) b(1)");
  clock_close();
}

/* --- 2.2.6 Several handlers ----------------------------------------------- */

static void with_several(rill_promise_t *p) {
  const char *names[] = {"a", "b", "c"};
  for (size_t i = 0; i < 3; i++) WATCH(rill_ref(p), names[i]);
  rill_unref(rill_then(rill_ref(p), FN(failing, "d"), FN(failing, "d")));
  WATCH(p, "e");
}

TEST(promise, aplus_2_2_6_1_fulfilled_in_the_order_of_then) {
  ck_clause(with_several, rill_int(1),
            "a(1) b(1) c(1) d(1) e(1) unhandled(error)");
}

TEST(promise, aplus_2_2_6_2_rejected_in_the_order_of_then) {
  ck_clause(with_several, reason(),
            "a(RILL_ETYPE) b(RILL_ETYPE) c(RILL_ETYPE) d(RILL_ETYPE) "
            "e(RILL_ETYPE) unhandled(error)");
}

TEST(promise, aplus_2_2_6_one_that_is_added_meanwhile_comes_last) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  WATCH(rill_ref(p), "a");
  WATCH(rill_ref(p), "b");
  rill_deferred_resolve(d, rill_int(1));
  WATCH(p, "c");
  turn();
  rill_unref(d);
  ck_log("a(1) b(1) c(1)");
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

/* --- 2.2.7 What then returns ---------------------------------------------- */

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

static void both_return(rill_promise_t *p) {
  WATCH(rill_then(p, rill_call(increment), FN(recover, "r")), "x");
}
static void both_throw(rill_promise_t *p) {
  WATCH(rill_then(p, FN(failing, "f"), FN(failing, "g")), "x");
}
static void no_fulfilled(rill_promise_t *p) {
  WATCH(rill_promise_catch(p, FN(recover, "never")), "x");
}
static void no_rejected(rill_promise_t *p) {
  WATCH(rill_then(p, NOTE("never"), rill_no_fn()), "x");
}

TEST(promise, aplus_2_2_7_1_result_of_either_handler_fulfils) {
  ck_clause(both_return, rill_int(1), "x(2)");
  ck_clause(both_return, reason(), "r(RILL_ETYPE) x(0)");
}

TEST(promise, aplus_2_2_7_2_failing_handler_rejects) {
  ck_clause(both_throw, rill_int(1), "f(1) x(error)");
  ck_clause(both_throw, reason(), "g(RILL_ETYPE) x(error)");
}

TEST(promise, aplus_2_2_7_3_value_passes_a_missing_handler) {
  ck_clause(no_fulfilled, rill_int(1), "x(1)");
  ck_clause(no_fulfilled, rill_string("text"), "x(text)");
}

TEST(promise, aplus_2_2_7_4_reason_passes_a_missing_handler) {
  ck_clause(no_rejected, reason(), "x(RILL_ETYPE)");
}

/* --- 2.3.1 Resolved with itself ------------------------------------------- */

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
  rill_promise_t *self = NULL, *other = NULL;
  self = rill_then(resolved(1), FN(give_slot, &self), rill_no_fn());
  other = rill_promise_catch(rejected(7), FN(give_slot, &other));
  turn();
  ck_assert_int_eq(rill_error_code(rill_promise_error(self)), RILL_EINVAL);
  ck_assert_int_eq(rill_error_code(rill_promise_error(other)), RILL_EINVAL);
  rill_unref(self);
  rill_unref(other);
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

/* --- 2.3.2 Resolved with a promise ---------------------------------------- */

/* It is resolved with the promise by a handler, and by a deferred. */
static void adopt(rill_promise_t *p) {
  rill_deferred_t *d;
  WATCH(pending(&d), "d");
  WATCH(rill_then(resolved(0), FN(give, p), rill_no_fn()), "h");
  rill_deferred_resolve(d, rill_object(rill_ref(p)));
  rill_unref(d);
  rill_virtual_run(clock_);
  rill_unref(p);
}

TEST(promise, aplus_2_3_2_1_stays_pending_as_long_as_the_promise) {
  clock_open();
  rill_deferred_t *d, *e;
  rill_promise_t *p = pending(&d);
  rill_promise_t *q = rill_then(resolved(0), FN(give, p), rill_no_fn());
  rill_promise_t *r = pending(&e);
  rill_deferred_resolve(e, rill_object(rill_ref(p)));
  rill_virtual_advance_by(clock_, 100);
  ck_assert(rill_promise_is_pending(q) && rill_promise_is_pending(r));
  ck_assert_int_eq(rill_deferred_resolve(e, rill_int(9)), RILL_EALREADY);
  rill_deferred_resolve(d, rill_int(4));
  turn();
  ck_assert_int_eq(rill_as_int(rill_promise_value(q)), 4);
  ck_assert_int_eq(rill_as_int(rill_promise_value(r)), 4);
  rill_unref(p);
  rill_unref(q);
  rill_unref(r);
  rill_unref(d);
  rill_unref(e);
  clock_close();
}

TEST(promise, aplus_2_3_2_2_fulfils_with_the_same_value) {
  clock_open();
  adopt(resolved(4));
  ck_log("d(4) h(4)");
  adopt(after(5, 4));
  ck_log("d(4) h(4)");
  clock_close();
}

TEST(promise, aplus_2_3_2_3_rejects_with_the_same_reason) {
  clock_open();
  adopt(rejected(RILL_ETYPE));
  ck_log("d(RILL_ETYPE) h(RILL_ETYPE)");
  adopt(fails_after(5, RILL_ETYPE));
  ck_log("d(RILL_ETYPE) h(RILL_ETYPE)");
  clock_close();
}

/* --- 2.3.3 Resolved with a thenable --------------------------------------- */

struct foreign {
  void (*behave)(rill_settle_fn settle, void *context);
};

static void foreign_then(void *payload, rill_settle_fn settle, void *context) {
  log_add("called", rill_none());
  ((struct foreign *) payload)->behave(settle, context);
}

static const rill_type_t foreign_type = {
    .name = "foreign", .size = sizeof(struct foreign), .then = foreign_then};

static rill_value_t foreign(void (*behave)(rill_settle_fn, void *)) {
  struct foreign f = {behave};
  return rill_box(&foreign_type, &f);
}

/* Answers kept for later. */
static rill_settle_fn settle_later;
static void *settle_context;

static void keep(rill_settle_fn settle, void *context) {
  settle_later = settle;
  settle_context = context;
}
static void answer(rill_settle_fn settle, void *context) {
  settle(context, rill_int(1));
}
static void refuse(rill_settle_fn settle, void *context) {
  settle(context, reason());
}
static void answer_twice(rill_settle_fn settle, void *context) {
  answer(settle, context);
  settle(context, rill_int(2));
}
static void answer_and_fail(rill_settle_fn settle, void *context) {
  answer(settle, context);
  refuse(settle, context);
}
static void fail_and_answer(rill_settle_fn settle, void *context) {
  refuse(settle, context);
  answer(settle, context);
}
static void fail_twice(rill_settle_fn settle, void *context) {
  refuse(settle, context);
  settle(context, rill_fail(rill_error_new(RILL_ERANGE, "second")));
}
static void answer_with_promise_and_fail(rill_settle_fn settle,
                                         void *context) {
  settle(context, rill_object(after(5, 3)));
  refuse(settle, context);
}
static void answer_with_rejection(rill_settle_fn settle, void *context) {
  settle(context, rill_object(fails_after(5, RILL_ERANGE)));
}
static void answer_with_thenable(rill_settle_fn settle, void *context) {
  settle(context, foreign(answer));
}
static void answer_with_failing_thenable(rill_settle_fn settle,
                                         void *context) {
  settle(context, foreign(refuse));
}

static void resolve_with(void (*behave)(rill_settle_fn, void *)) {
  WATCH(rill_promise_resolve(clock_, foreign(behave)), "x");
  rill_virtual_run(clock_);
}

#define ck_thenable(behave, expected)                                          \
 do {                                                                          \
  clock_open();                                                                \
  resolve_with(behave);                                                        \
  ck_log(expected);                                                            \
  clock_close();                                                               \
 } while (0)

TEST(promise, aplus_2_3_3_1_then_is_looked_up_and_called_once) {
  ck_thenable(answer, "called(none) x(1)");
}

/* `then` is a field of the type: looking it up runs no code that could throw,
 * so nothing of the thenable's has run when resolving returns. */
TEST(promise, aplus_2_3_3_2_looking_up_then_cannot_throw) {
  clock_open();
  rill_promise_t *p = rill_promise_resolve(clock_, foreign(refuse));
  ck_log("");
  ck_assert(rill_promise_is_pending(p));
  WATCH(p, "x");
  turn();
  ck_log("called(none) x(RILL_ETYPE)");
  clock_close();
}

TEST(promise, aplus_2_3_3_3_then_is_called_as_a_job) {
  clock_open();
  WATCH(resolved(1), "before");
  WATCH(rill_promise_resolve(clock_, foreign(answer)), "x");
  ck_log("");
  turn();
  ck_log("before(1) called(none) x(1)");
  clock_close();
}

TEST(promise, aplus_2_3_3_3_1_its_answer_is_resolved_in_turn) {
  ck_thenable(answer, "called(none) x(1)");
  ck_thenable(answer_with_rejection, "called(none) x(RILL_ERANGE)");
  ck_thenable(answer_with_thenable, "called(none) called(none) x(1)");
  ck_thenable(answer_with_failing_thenable,
              "called(none) called(none) x(RILL_ETYPE)");
}

TEST(promise, aplus_2_3_3_3_1_it_may_answer_later) {
  clock_open();
  resolve_with(keep);
  ck_log("called(none)");
  settle_later(settle_context, rill_int(7));
  ck_log("");
  turn();
  ck_log("x(7)");
  clock_close();
}

TEST(promise, aplus_2_3_3_3_2_its_failure_rejects) {
  ck_thenable(refuse, "called(none) x(RILL_ETYPE)");
}

TEST(promise, aplus_2_3_3_3_3_the_first_answer_counts) {
  ck_thenable(answer_twice, "called(none) x(1)");
  ck_thenable(answer_and_fail, "called(none) x(1)");
  ck_thenable(fail_and_answer, "called(none) x(RILL_ETYPE)");
  ck_thenable(fail_twice, "called(none) x(RILL_ETYPE)");
}

TEST(promise, aplus_2_3_3_3_3_also_when_the_others_come_later) {
  clock_open();
  resolve_with(keep);
  settle_later(settle_context, rill_int(1));
  settle_later(settle_context, reason());
  turn();
  settle_later(settle_context, rill_int(2));
  turn();
  ck_log("called(none) x(1)");
  clock_close();
}

TEST(promise, aplus_2_3_3_3_4_1_throwing_after_an_answer_is_ignored) {
  ck_thenable(answer_and_fail, "called(none) x(1)");
  ck_thenable(answer_with_promise_and_fail, "called(none) x(3)");
}

TEST(promise, aplus_2_3_3_3_4_2_throwing_before_an_answer_rejects) {
  ck_thenable(fail_and_answer, "called(none) x(RILL_ETYPE)");
}

/* An object whose type has no `then`. */
static const rill_type_t plain_type = {
    .name = "plain", .size = sizeof(struct foreign)};

TEST(promise, aplus_2_3_3_4_any_other_object_fulfils) {
  clock_open();
  struct foreign f = {answer};
  rill_value_t plain = rill_box(&plain_type, &f);
  rill_promise_t *p = rill_promise_resolve(clock_, rill_value_ref(plain));
  turn();
  ck_assert_ptr_eq(rill_promise_value(p).as.o, plain.as.o);
  rill_unref(p);
  rill_value_unref(plain);
  clock_close();
}

/* --- 2.3.4 Resolved with anything else ------------------------------------ */

static void pass(rill_promise_t *p) { WATCH(p, "x"); }

TEST(promise, aplus_2_3_4_any_other_value_fulfils) {
  ck_clause(pass, rill_string("text"), "x(text)");
  ck_clause(pass, rill_none(), "x(none)");
  ck_clause(pass, rill_bool(false), "x(false)");
  ck_clause(pass, rill_int(0), "x(0)");
  ck_clause(pass, rill_double(2.5), "x(2.5)");
}
