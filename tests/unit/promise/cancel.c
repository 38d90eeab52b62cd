/* SPDX-License-Identifier: MIT */
/* Cancelling: up by the count of consumers, down as RILL_ECANCELED. */
#include "promises.h"

/* A promise whose producer logs "stop" when it is cancelled. */
static rill_promise_t *work(rill_deferred_t **d) {
  rill_promise_t *p = pending(d);
  rill_deferred_on_cancel(*d, FN(note0, "stop"));
  return p;
}

TEST(promise_cancel, stops_the_producer_once) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = work(&d);
  rill_promise_cancel(p);
  rill_promise_cancel(p);
  ck_assert(rill_deferred_is_settled(d));
  ck_assert_int_eq(rill_deferred_resolve(d, rill_int(1)), RILL_EALREADY);
  WATCH(p, "x");
  turn();
  rill_unref(d);
  ck_log("stop(none) x(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_cancel, climbs_a_chain_and_runs_only_finally) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = work(&d);
  p = rill_then(p, NOTE("then"), FN(recover, "never"));
  p = rill_promise_finally(p, FN(note0, "finally"));
  p = rill_promise_catch(p, FN(recover, "never"));
  rill_promise_cancel(p);
  ck_log("stop(none)");
  WATCH(p, "x");
  turn();
  rill_unref(d);
  ck_log("finally(none) x(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_cancel, needs_the_last_consumer) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = work(&d);
  rill_promise_t *a = rill_then(rill_ref(p), NOTE("a"), rill_no_fn());
  rill_promise_t *b = rill_then(rill_ref(p), NOTE("b"), rill_no_fn());
  rill_promise_t *c = rill_then(p, NOTE("c"), rill_no_fn());
  rill_promise_cancel(b);
  rill_promise_cancel(a);
  ck_log("");
  turn();
  ck_assert_int_eq(rill_error_code(rill_promise_error(a)), RILL_ECANCELED);
  ck_assert_int_eq(rill_error_code(rill_promise_error(b)), RILL_ECANCELED);
  ck_assert(rill_promise_is_pending(c));
  rill_promise_cancel(c);
  ck_log("stop(none)");
  turn();
  ck_assert_int_eq(rill_error_code(rill_promise_error(c)), RILL_ECANCELED);
  rill_unref(a);
  rill_unref(b);
  rill_unref(c);
  rill_unref(d);
  clock_close();
}

TEST(promise_cancel, of_one_consumer_leaves_the_others) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = work(&d);
  rill_promise_t *a = rill_promise_finally(rill_ref(p), FN(note0, "cleanup"));
  WATCH(rill_ref(p), "b");
  WATCH(p, "c");
  rill_promise_cancel(a);
  WATCH(a, "a");
  ck_log("");
  turn();
  ck_log("cleanup(none) a(RILL_ECANCELED)");
  rill_deferred_resolve(d, rill_int(1));
  turn();
  rill_unref(d);
  ck_log("b(1) c(1)");
  clock_close();
}

TEST(promise_cancel, of_a_promise_rejects_those_who_wait_for_it) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = work(&d);
  WATCH(rill_ref(p), "a");
  WATCH(rill_promise_catch(rill_ref(p), FN(recover, "b")), "c");
  rill_promise_cancel(p);
  rill_unref(p);
  turn();
  rill_unref(d);
  ck_log("stop(none) a(RILL_ECANCELED) b(RILL_ECANCELED) c(0)");
  clock_close();
}

TEST(promise_cancel, after_settling_stops_the_handlers) {
  clock_open();
  rill_promise_t *p = rill_then(resolved(1), NOTE("never"), rill_no_fn());
  rill_promise_t *q =
      rill_promise_finally(resolved(1), FN(note0, "cleanup"));
  rill_promise_cancel(p);
  rill_promise_cancel(q);
  WATCH(p, "p");
  WATCH(q, "q");
  turn();
  ck_log("cleanup(none) p(RILL_ECANCELED) q(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_cancel, of_a_settled_promise_changes_nothing) {
  clock_open();
  rill_promise_t *p = resolved(1);
  rill_promise_cancel(p);
  rill_promise_cancel(NULL);
  WATCH(p, "x");
  turn();
  ck_log("x(1)");
  clock_close();
}

static rill_value_t cancel_slot(rill_value_t x, void *slot) {
  rill_promise_cancel(*(rill_promise_t **) slot);
  return rill_value_ref(x);
}

TEST(promise_cancel, from_inside_of_the_own_handler) {
  clock_open();
  rill_promise_t *self = NULL;
  self = rill_then(resolved(1), FN(cancel_slot, &self), rill_no_fn());
  WATCH(rill_ref(self), "x");
  turn();
  rill_unref(self);
  ck_log("x(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_cancel, from_inside_of_a_handler_of_the_next_one) {
  clock_open();
  rill_promise_t *source = resolved(1), *victim = NULL;
  rill_unref(rill_then(rill_ref(source), FN(cancel_slot, &victim),
                       rill_no_fn()));
  victim = rill_then(rill_ref(source), NOTE("never"), rill_no_fn());
  WATCH(source, "last");
  WATCH(rill_ref(victim), "x");
  turn();
  rill_unref(victim);
  ck_log("last(1) x(RILL_ECANCELED)");
  clock_close();
}

struct inside {
  rill_promise_t *self;
  rill_promise_t *work;
};

static rill_value_t cancel_and_give(rill_value_t x, void *context) {
  struct inside *inside = context;
  (void) x;
  rill_promise_cancel(inside->self);
  return rill_object(inside->work);
}

TEST(promise_cancel, inside_of_a_handler_reaches_what_it_returns) {
  clock_open();
  rill_deferred_t *d;
  struct inside inside = {NULL, work(&d)};
  inside.self = rill_then(resolved(1), FN(cancel_and_give, &inside),
                          rill_no_fn());
  turn();
  ck_log("stop(none)");
  ck_assert_int_eq(rill_error_code(rill_promise_error(inside.self)),
                   RILL_ECANCELED);
  rill_unref(inside.self);
  rill_unref(d);
  clock_close();
}

TEST(promise_cancel, reaches_a_promise_that_a_handler_returned) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *inner = work(&d);
  rill_promise_t *p = rill_then(resolved(0), FN(give, inner), rill_no_fn());
  turn();
  rill_promise_cancel(p);
  ck_log("stop(none)");
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  rill_unref(inner);
  rill_unref(d);
  clock_close();
}

TEST(promise_cancel, lets_a_cleanup_finish) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *cleanup = work(&d);
  rill_promise_t *p = rill_promise_finally(resolved(1), FN(give, cleanup));
  turn();
  rill_promise_cancel(p);
  WATCH(p, "x");
  turn();
  ck_log("");
  rill_deferred_resolve(d, rill_none());
  turn();
  ck_log("x(RILL_ECANCELED)");
  rill_unref(cleanup);
  rill_unref(d);
  clock_close();
}

static rill_value_t resolve_it(void *deferred) {
  rill_deferred_resolve(deferred, rill_int(1));
  return rill_none();
}

TEST(promise_cancel, settling_in_the_hook_comes_too_late) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_deferred_on_cancel(d, FN(resolve_it, d));
  rill_promise_cancel(p);
  WATCH(p, "x");
  turn();
  ck_assert_uint_eq(rill_deferred_ignored(d), 1);
  rill_unref(d);
  ck_log("x(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_cancel, hook_does_not_run_after_settling) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  char name[] = "dropped";
  rill_deferred_on_cancel(
      d, rill_call_with(note0, rill_own((void *) name, log_drop)));
  rill_deferred_resolve(d, rill_int(1));
  rill_promise_cancel(p);
  rill_unref(p);
  rill_unref(d);
  ck_log("dropped(none)");
  clock_close();
}

TEST(promise_shield, cancelling_it_leaves_the_producer_alone) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = work(&d);
  rill_promise_t *shielded = rill_promise_shield(rill_ref(p));
  rill_promise_cancel(shielded);
  WATCH(shielded, "s");
  turn();
  ck_log("s(RILL_ECANCELED)");
  WATCH(p, "x");
  rill_deferred_resolve(d, rill_int(1));
  turn();
  rill_unref(d);
  ck_log("x(1)");
  clock_close();
}

TEST(promise_shield, is_not_counted_as_a_consumer) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = work(&d);
  WATCH(rill_promise_shield(rill_ref(p)), "s");
  rill_promise_t *q = rill_then(p, NOTE("never"), rill_no_fn());
  rill_promise_cancel(q);
  rill_unref(q);
  turn();
  rill_unref(d);
  ck_log("stop(none) s(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_cancel, of_many_consumers_in_any_order_is_quick) {
  enum { MANY = 100000 };
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = work(&d);
  static rill_promise_t *consumers[MANY];
  for (size_t i = 0; i < MANY; i++)
    consumers[i] = rill_then(rill_ref(p), rill_no_fn(), rill_no_fn());
  for (size_t i = 0; i < MANY; i++) {
    size_t at = i * 7919 % MANY;
    if (i == MANY - 1) ck_log("");
    rill_promise_cancel(consumers[at]);
    rill_unref(consumers[at]);
  }
  ck_log("stop(none)");
  rill_unref(p);
  rill_unref(d);
  turn();
  clock_close();
}
