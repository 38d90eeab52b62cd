/* SPDX-License-Identifier: MIT */
/* Thenables: foreign eventual values, Promises/A+ 2.3.3. */
#include <pthread.h>

#include "promises.h"

struct foreign {
  void (*behave)(rill_settle_fn settle, void *context);
};

static int looked_up;

static void foreign_then(void *payload, rill_settle_fn settle, void *context) {
  looked_up++;
  log_add("called", rill_none());
  ((struct foreign *) payload)->behave(settle, context);
}

static const rill_type_t foreign_type = {
    .name = "foreign",
    .size = sizeof(struct foreign),
    .then = foreign_then,
};

static rill_value_t foreign(void (*behave)(rill_settle_fn, void *)) {
  struct foreign f = {behave};
  return rill_box(&foreign_type, &f);
}

static void answer(rill_settle_fn settle, void *context) {
  settle(context, rill_int(1));
}
static void answer_twice(rill_settle_fn settle, void *context) {
  settle(context, rill_string("first"));
  settle(context, rill_string("second"));
}
static void fail_then_answer(rill_settle_fn settle, void *context) {
  settle(context, rill_fail(rill_error_new(RILL_ETYPE, "thrown")));
  settle(context, rill_int(2));
}
static void answer_never(rill_settle_fn settle, void *context) {
  (void) settle;
  (void) context;
}
static void answer_with_thenable(rill_settle_fn settle, void *context) {
  settle(context, foreign(answer));
}

TEST(thenable, is_called_once_as_a_job) {
  clock_open();
  looked_up = 0;
  rill_promise_t *p = rill_promise_resolve(clock_, foreign(answer));
  ck_assert(rill_promise_is_pending(p));
  ck_log("");
  WATCH(p, "x");
  turn();
  ck_assert_int_eq(looked_up, 1);
  ck_log("called(none) x(1)");
  clock_close();
}

TEST(thenable, first_answer_counts) {
  clock_open();
  WATCH(rill_promise_resolve(clock_, foreign(answer_twice)), "x");
  WATCH(rill_promise_resolve(clock_, foreign(fail_then_answer)), "y");
  turn();
  ck_log("called(none) called(none) x(first) y(RILL_ETYPE)");
  clock_close();
}

TEST(thenable, may_answer_with_a_thenable) {
  clock_open();
  WATCH(rill_promise_resolve(clock_, foreign(answer_with_thenable)), "x");
  turn();
  ck_log("called(none) called(none) x(1)");
  clock_close();
}

static rill_value_t give_foreign(rill_value_t x, void *unused) {
  (void) x;
  (void) unused;
  return foreign(answer);
}
static rill_value_t give_foreign0(void *unused) {
  (void) unused;
  return foreign(fail_then_answer);
}

TEST(thenable, may_be_returned_by_handlers) {
  clock_open();
  WATCH(rill_then(resolved(0), rill_call(give_foreign), rill_no_fn()), "x");
  WATCH(rill_promise_finally(resolved(0), rill_call(give_foreign0)), "y");
  turn();
  ck_log("called(none) called(none) x(1) y(RILL_ETYPE)");
  clock_close();
}

TEST(thenable, that_never_answers_can_be_cancelled) {
  clock_open();
  rill_promise_t *p = rill_promise_resolve(clock_, foreign(answer_never));
  WATCH(rill_ref(p), "x");
  turn();
  rill_promise_cancel(p);
  rill_unref(p);
  turn();
  ck_log("called(none) x(RILL_ECANCELED)");
  clock_close();
}

TEST(thenable, cancelled_before_its_turn_is_not_called) {
  clock_open();
  rill_promise_t *p = rill_promise_resolve(clock_, foreign(answer));
  rill_promise_cancel(p);
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  clock_close();
}

TEST(thenable, is_not_called_by_a_closing_scheduler) {
  clock_open();
  WATCH(rill_promise_resolve(clock_, foreign(answer)), "x");
  clock_close();
  ck_log("");
}

static struct {
  rill_settle_fn settle;
  void *context;
} late;

static void remember(rill_settle_fn settle, void *context) {
  late.settle = settle;
  late.context = context;
}

static void *answer_from_thread(void *unused) {
  late.settle(late.context, rill_string("elsewhere"));
  late.settle(late.context, rill_string("ignored"));
  return unused;
}

TEST(thenable, may_answer_from_another_thread) {
  clock_open();
  pthread_t thread;
  WATCH(rill_promise_resolve(clock_, foreign(remember)), "x");
  turn();
  pthread_create(&thread, NULL, answer_from_thread, NULL);
  pthread_join(thread, NULL);
  turn();
  late.settle(late.context, rill_string("much too late"));
  ck_log("called(none) x(elsewhere)");
  clock_close();
}
