/* SPDX-License-Identifier: MIT */
/* Promises beyond Promises/A+: finally, try, long chains, bad arguments, no
 * memory. */
#include "promises.h"
#include "support/failing.h"

/* --- finally -------------------------------------------------------------- */

static rill_value_t fail0(void *name) {
  log_add(name, rill_none());
  return rill_fail(rill_error_new(RILL_ERANGE, "cleanup failed"));
}

TEST(promise_finally, passes_either_outcome) {
  clock_open();
  WATCH(rill_promise_finally(resolved(1), FN(note0, "f")), "x");
  WATCH(rill_promise_finally(rejected(RILL_ETYPE), FN(note0, "g")), "y");
  turn();
  ck_log("f(none) g(none) x(1) y(RILL_ETYPE)");
  clock_close();
}

TEST(promise_finally, may_look_at_the_outcome) {
  clock_open();
  WATCH(rill_promise_finally(resolved(1), FN(recover, "f")), "x");
  WATCH(rill_promise_finally(rejected(RILL_ETYPE), FN(recover, "g")), "y");
  turn();
  ck_log("f(1) g(RILL_ETYPE) x(1) y(RILL_ETYPE)");
  clock_close();
}

TEST(promise_finally, its_failure_replaces_the_outcome) {
  clock_open();
  WATCH(rill_promise_finally(resolved(1), FN(fail0, "f")), "x");
  WATCH(rill_promise_finally(rejected(RILL_ETYPE), FN(fail0, "g")), "y");
  turn();
  ck_log("f(none) g(none) x(RILL_ERANGE) y(RILL_ERANGE)");
  clock_close();
}

TEST(promise_finally, waits_for_the_promise_it_returns) {
  clock_open();
  rill_promise_t *slow = after(10, 5), *broken = fails_after(10, RILL_ERANGE);
  WATCH(rill_promise_finally(resolved(1), FN(give0, slow)), "x");
  WATCH(rill_promise_finally(resolved(2), FN(give0, broken)), "y");
  rill_virtual_advance_to(clock_, 9);
  ck_log("");
  rill_virtual_advance_to(clock_, 10);
  ck_log("x(1) y(RILL_ERANGE)");
  rill_unref(slow);
  rill_unref(broken);
  clock_close();
}

static rill_value_t seven(void *unused) {
  (void) unused;
  log_add("tried", rill_none());
  return rill_int(7);
}

TEST(promise_try, calls_at_once) {
  clock_open();
  WATCH(rill_promise_try(clock_, rill_call(seven)), "x");
  ck_log("tried(none)");
  WATCH(rill_promise_try(clock_, FN(fail0, "f")), "y");
  turn();
  ck_log("f(none) x(7) y(RILL_ERANGE)");
  clock_close();
}

/* --- Contexts and handles ------------------------------------------------- */

TEST(promise, contexts_are_dropped_once_whatever_happens) {
  clock_open();
  rill_deferred_t *d, *e;
  static char f[] = "f", r[] = "r", c[] = "c", u[] = "u";
#define OWNED(name) rill_call_with(increment, rill_own((void *) name, log_drop))
  rill_unref(rill_then(pending(&d), OWNED(f), OWNED(r)));
  rill_promise_t *p = rill_then(pending(&e), OWNED(c), rill_no_fn());
  rill_promise_cancel(p);
  rill_unref(p);
  turn();
  ck_log("c(none)");
  rill_deferred_resolve(d, rill_int(1));
  turn();
  ck_log("f(none) r(none)");
  rill_unref(rill_then(NULL, OWNED(u), rill_no_fn()));
  ck_log("u(none)");
  rill_unref(d);
  rill_unref(e);
  clock_close();
}

TEST(promise, is_released_with_all_its_handles) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  for (int i = 0; i < 1000; i++)
    p = rill_then(p, rill_call(increment), rill_no_fn());
  rill_unref(p);
  rill_unref(d);
  turn();
  ck_log("unhandled(RILL_EBROKEN)");
  ck_assert_live(&rill_promise_type, 0);
  clock_close();
}

/* --- Length --------------------------------------------------------------- */

TEST(promise, chain_of_a_million) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  for (int i = 0; i < 1000000; i++)
    p = rill_then(p, rill_call(increment), rill_no_fn());
  rill_deferred_resolve(d, rill_int(0));
  rill_unref(d);
  turn();
  ck_assert_int_eq(rill_as_int(rill_promise_value(p)), 1000000);
  rill_unref(p);
  clock_close();
}

TEST(promise, pending_chain_of_a_million_can_be_dropped_and_cancelled) {
  for (int cancel = 0; cancel < 2; cancel++) {
    clock_open();
    rill_deferred_t *d;
    rill_promise_t *p = pending(&d);
    for (int i = 0; i < 1000000; i++)
      p = rill_then(p, rill_call(increment), rill_no_fn());
    if (cancel) rill_promise_cancel(p);
    rill_unref(p);
    if (cancel) rill_unref(d);
    clock_close();
    if (!cancel) rill_unref(d); /* after the end: released, not run */
    ck_assert_live(NULL, 0);
  }
}

/* `again` returns a promise of itself, a million times. */
static int64_t rounds;
static uint64_t most_alive;

static rill_value_t again(rill_value_t x, void *unused) {
  uint64_t alive = rill_live_objects(&rill_promise_type);
  (void) unused;
  if (alive > most_alive) most_alive = alive;
  if (++rounds == 1000000) return rill_value_ref(x);
  return rill_object(rill_then(after(0, rounds), rill_call(again),
                               rill_no_fn()));
}

TEST(promise, loop_of_a_million_rounds_holds_memory_constant) {
  clock_open();
  rounds = 0;
  most_alive = 0;
  rill_promise_t *p = rill_then(after(0, 0), rill_call(again), rill_no_fn());
  rill_virtual_run(clock_);
  ck_assert_int_eq(rill_as_int(rill_promise_value(p)), 999999);
  ck_assert_uint_le(most_alive, 5);
  rill_unref(p);
  clock_close();
}

/* --- Bad arguments -------------------------------------------------------- */

TEST(promise, refuses_bad_arguments_by_name) {
  clock_open();
  ck_refused(rill_then(NULL, NOTE("x"), rill_no_fn()),
             "rill_then: the promise is NULL");
  ck_refused(rill_promise_catch(NULL, NOTE("x")),
             "rill_promise_catch: the promise is NULL");
  ck_refused(rill_promise_finally(NULL, NOTE("x")),
             "rill_promise_finally: the promise is NULL");
  ck_refused(rill_promise_timeout(NULL, 5),
             "rill_promise_timeout: the promise is NULL");
  ck_refused(rill_promise_shield(NULL),
             "rill_promise_shield: the promise is NULL");
  ck_refused(rill_then(resolved(1), rill_call(two), rill_no_fn()),
             "rill_then: fulfilled takes 2 arguments (must be 1)");
  ck_refused(rill_then(resolved(1), rill_no_fn(), FN(note0, "x")),
             "rill_then: rejected takes 0 arguments (must be 1)");
  ck_refused(rill_promise_finally(resolved(1), rill_call(two)),
             "rill_promise_finally: f takes 2 arguments (must be 0 or 1)");
  ck_refused(rill_promise_resolve(NULL, rill_string("x")),
             "rill_promise_resolve: the scheduler is NULL");
  ck_refused(rill_promise_reject(clock_, NULL), "error is NULL");
  ck_refused(rill_promise_try(clock_, rill_no_fn()), "f is missing");
  ck_refused(rill_promise_timeout(resolved(1), -5), "span is -5 ns");
  rill_deferred_t *d = rill_deferred_new(NULL);
  ck_refused(rill_deferred_promise(d), "the scheduler is NULL");
  ck_assert_int_eq(rill_deferred_resolve(d, rill_int(1)), RILL_EINVAL);
  rill_unref(d);
  ck_assert_int_eq(rill_deferred_resolve(NULL, rill_string("x")), RILL_EINVAL);
  turn();
  ck_log("");
  clock_close();
}

TEST(promise, one_of_another_scheduler_cannot_be_adopted) {
  clock_open();
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_promise_t *far = rill_promise_delay(other, 5, rill_int(1));
  rill_promise_t *p =
      rill_then(resolved(0), FN(give, far), rill_no_fn());
  WATCH(rill_ref(p), "x");
  WATCH(rill_promise_tap(resolved(0), FN(give, far)), "tap");
  WATCH(rill_promise_finally(resolved(0), FN(give, far)), "finally");
  turn();
  ck_log("x(RILL_EWRONGTHREAD) tap(RILL_EWRONGTHREAD) "
         "finally(RILL_EWRONGTHREAD)");
  ck_refused(p, "a promise was resolved with one that lives on another "
                "scheduler (virtual) than the result (virtual)");
  rill_unref(far);
  rill_scheduler_close(other);
  clock_close();
}

/* --- No memory ------------------------------------------------------------ */

static rill_value_t one_more(rill_value_t x, void *unused) {
  (void) unused;
  return rill_object(after(1, rill_as_int(x) + 1));
}

static void everything(void) {
  rill_deferred_t *d, *e;
  clock_open();
  if (clock_ == NULL) return;
  rill_promise_t *p = pending(&d), *q = pending(&e);
  static char hook[] = "hook";
  rill_deferred_on_cancel(
      e, rill_call_with(note0, rill_own((void *) hook, log_drop)));
  p = rill_then(p, rill_call(one_more), rill_no_fn());
  p = rill_promise_finally(p, rill_call_with(give0, rill_own(after(2, 1),
                                                             rill_unref)));
  p = rill_promise_timeout(p, 100);
  rill_promise_t *both[] = {p, rill_promise_catch(q, FN(recover, "r")),
                            rill_promise_shield(resolved(3)), rejected(7)};
  p = rill_promise_all_settled(clock_, both, 4);
  rill_promise_t *again_[] = {rill_ref(p), rill_ref(p)};
  rill_unref(rill_promise_any(clock_, again_, 2));
  rill_unref(rill_first_to_promise(clock_, rill_from_promise(rill_ref(p))));
  rill_unref(rill_to_promise(clock_, rill_range(1, 3)));
  rill_deferred_resolve(d, rill_int(1));
  rill_virtual_advance_to(clock_, 2);
  rill_promise_cancel(p);
  rill_unref(d);
  rill_unref(e);
  rill_unref(p);
  rill_virtual_run(clock_);
  clock_close();
}

TEST(promise, every_failing_allocation_gives_an_error_and_leaks_nothing) {
  failing_each(FAILING_ONE) everything();
  failing_each(FAILING_FROM) everything();
}

TEST(promise, without_memory_then_is_the_static_rejection) {
  clock_open();
  rill_promise_t *p = resolved(1);
  failing_start(1, FAILING_FROM);
  rill_promise_t *q = rill_then(p, NOTE("never"), rill_no_fn());
  failing_stop();
  ck_assert_int_eq(rill_error_code(rill_promise_error(q)), RILL_ENOMEM);
  q = rill_then(q, NOTE("never"), FN(recover, "never"));
  ck_assert_int_eq(rill_error_code(rill_promise_error(q)), RILL_ENOMEM);
  WATCH(rill_promise_all_of(clock_, resolved(1), q), "x");
  turn();
  ck_log("unhandled(RILL_ENOMEM) x(RILL_ENOMEM)");
  clock_close();
}
