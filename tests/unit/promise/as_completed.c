/* SPDX-License-Identifier: MIT */
/* as_completed: outcomes in the order in which they come. */
#include "promises.h"
#include "support/failing.h"

/* A value, or the error of an outcome. */
static void log_next(rill_value_t item, void *name) {
  const rill_notification_t *outcome =
      rill_unbox(item, &rill_notification_type);
  ck_assert_ptr_nonnull(outcome);
  ck_assert_int_eq(outcome->signal, rill_is_error(outcome->value)
                                        ? RILL_SIGNAL_ERROR
                                        : RILL_SIGNAL_NEXT);
  log_add(name, outcome->value);
}
static void log_complete(void *name) {
  (void) name;
  log_add("end", rill_none());
}
static void log_error(rill_error_t *error, void *name) {
  (void) name;
  log_unhandled(error, NULL);
}

static rill_observable_t *three(rill_promise_t *a, rill_promise_t *b,
                                rill_promise_t *c) {
  rill_promise_t *promises[] = {a, b, c};
  return rill_promise_as_completed(clock_, promises, 3);
}

TEST(promise_as_completed, emits_in_the_order_of_settling) {
  clock_open();
  char name[] = "x";
  rill_unref(rill_subscribe(
      clock_, three(after(30, 1), fails_after(10, RILL_ETYPE), after(20, 3)),
      .next = log_next, .complete = log_complete, .context = name));
  rill_virtual_advance_to(clock_, 10);
  ck_log("x(RILL_ETYPE)");
  rill_virtual_advance_to(clock_, 20);
  ck_log("x(3)");
  rill_virtual_advance_to(clock_, 30);
  ck_log("x(1) end(none)");
  clock_close();
}

TEST(promise_as_completed, begins_with_those_that_have_settled) {
  clock_open();
  char name[] = "x";
  rill_unref(rill_subscribe(
      clock_, three(after(5, 1), resolved(2), rejected(RILL_ETYPE)),
      .next = log_next, .complete = log_complete, .context = name));
  ck_log("x(2) x(RILL_ETYPE)");
  rill_virtual_run(clock_);
  ck_log("x(1) end(none)");
  clock_close();
}

TEST(promise_as_completed, of_none_is_empty) {
  clock_open();
  char name[] = "x";
  rill_unref(rill_subscribe(clock_, rill_promise_as_completed(clock_, NULL, 0),
                            .next = log_next, .complete = log_complete,
                            .context = name));
  ck_log("end(none)");
  clock_close();
}

TEST(promise_as_completed, outcomes_wait_until_they_are_asked_for) {
  clock_open();
  char name[] = "x";
  rill_subscription_t *run = rill_subscribe(
      clock_, three(after(3, 1), after(2, 2), after(1, 3)), .next = log_next,
      .complete = log_complete, .context = name, .demand = 1);
  rill_virtual_run(clock_);
  ck_log("x(3)");
  rill_request(run, 1);
  ck_log("x(2)");
  rill_request(run, 5);
  ck_log("x(1) end(none)");
  rill_unref(run);
  clock_close();
}

/* What is taken is waited for, and the rest is cancelled. */
TEST(promise_as_completed, take_waits_for_n_of_them) {
  clock_open();
  char name[] = "x";
  rill_deferred_t *d;
  rill_promise_t *never = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  rill_unref(rill_subscribe(
      clock_, rill_pipe(three(after(2, 1), never, after(1, 3)), rill_take(2)),
      .next = log_next, .complete = log_complete, .context = name));
  rill_virtual_advance_to(clock_, 1);
  ck_log("x(3)");
  rill_virtual_advance_to(clock_, 2);
  ck_log("x(1) end(none) stop(none)");
  rill_unref(d);
  clock_close();
}

TEST(promise_as_completed, cancelling_leaves_what_others_wait_for) {
  clock_open();
  char name[] = "x";
  rill_promise_t *shared = after(5, 1), *mine = after(5, 2);
  WATCH(rill_ref(shared), "other");
  rill_subscription_t *run = rill_subscribe(
      clock_, three(rill_ref(shared), rill_ref(mine), resolved(3)),
      .next = log_next, .context = name);
  rill_cancel(run);
  rill_unref(run);
  ck_assert(rill_promise_is_pending(shared));
  ck_assert(!rill_promise_is_pending(mine));
  rill_virtual_run(clock_);
  ck_log("x(3) other(1)");
  rill_unref(shared);
  rill_unref(mine);
  clock_close();
}

TEST(promise_as_completed, runs_are_independent) {
  clock_open();
  char a[] = "a", b[] = "b";
  rill_observable_t *outcomes = three(after(2, 1), after(1, 2), resolved(3));
  rill_observable_t *again = rill_ref(outcomes);
  rill_unref(rill_subscribe(clock_, outcomes, .next = log_next, .context = a));
  rill_virtual_advance_to(clock_, 1);
  rill_unref(rill_subscribe(clock_, again, .next = log_next, .context = b));
  rill_virtual_run(clock_);
  ck_log("a(3) a(2) b(2) b(3) a(1) b(1)");
  clock_close();
}

TEST(promise_as_completed, holds_no_rejection_against_itself) {
  clock_open();
  rill_promise_t *p = rejected(RILL_ETYPE);
  rill_observable_t *outcomes = three(p, resolved(1), fails_after(1, 7));
  rill_unref(outcomes);
  rill_virtual_run(clock_);
  ck_log("unhandled(RILL_ETYPE) unhandled(error)");
  clock_close();
}

static void log_failure(rill_error_t *error, void *unused) {
  (void) unused;
  ck_assert_str_has(rill_error_message(error), "rill_promise_as_completed: ");
  log_add(strchr(rill_error_message(error), ':') + 2, rill_none());
}

TEST(promise_as_completed, refuses_bad_arguments) {
  clock_open();
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_promise_t *far = rill_promise_resolve(other, rill_int(1));
  rill_observable_t *bad[] = {
      three(resolved(1), NULL, resolved(3)),
      rill_promise_as_completed(clock_, NULL, 1),
      rill_promise_as_completed(NULL, NULL, 0),
      three(resolved(1), far, resolved(3)),
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    rill_unref(rill_subscribe(clock_, bad[i], .error = log_failure));
  ck_log("promises[1] is NULL(none) promises is NULL(none) the scheduler is "
         "NULL(none) promises[1] lives on another scheduler (virtual) than the "
         "result (virtual)(none)");
  rill_scheduler_close(other);
  clock_close();
}

TEST(promise_as_completed, of_many) {
  enum { MANY = 100000 };
  clock_open();
  static rill_promise_t *promises[MANY];
  static rill_deferred_t *deferreds[MANY];
  for (size_t i = 0; i < MANY; i++) promises[i] = pending(&deferreds[i]);
  rill_promise_t *last = rill_to_promise(
      clock_, rill_promise_as_completed(clock_, promises, MANY));
  for (size_t i = 0; i < MANY; i++) {
    rill_deferred_resolve(deferreds[i], rill_int((int64_t) i));
    rill_unref(deferreds[i]);
  }
  turn();
  const rill_notification_t *outcome =
      rill_unbox(rill_promise_value(last), &rill_notification_type);
  ck_assert_int_eq(rill_as_int(outcome->value), MANY - 1);
  rill_unref(last);
  clock_close();
}

TEST(promise_as_completed, every_failing_allocation_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_unref(rill_subscribe(clock_,
                                three(after(2, 1), after(1, 2), rejected(7)),
                                .error = log_error));
      rill_virtual_run(clock_);
      log_clear();
      clock_close();
    }
}
