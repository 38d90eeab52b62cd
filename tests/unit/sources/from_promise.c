/* SPDX-License-Identifier: MIT */
/* from_promise: one item, or an error. */
#include "promise/promises.h"

static void next(rill_value_t item, void *name) { log_add(name, item); }
static void complete(void *name) {
  (void) name;
  log_add("end", rill_none());
}
static void error(rill_error_t *e, void *name) {
  (void) name;
  rill_value_t value = rill_fail(rill_ref(e));
  log_add("error", value);
  rill_value_unref(value);
}

#define RUN(observable, name)                                                  \
 rill_subscribe(clock_, (observable), .next = next, .complete = complete,      \
                .error = error, .context = (void *) (uintptr_t) (name))

TEST(from_promise, emits_the_value_and_completes) {
  clock_open();
  rill_unref(RUN(rill_from_promise(after(5, 1)), "x"));
  rill_virtual_advance_to(clock_, 4);
  ck_log("");
  rill_virtual_advance_to(clock_, 5);
  ck_log("x(1) end(none)");
  clock_close();
}

TEST(from_promise, of_a_settled_promise) {
  clock_open();
  rill_unref(RUN(rill_from_promise(resolved(1)), "x"));
  rill_unref(RUN(rill_from_promise(rejected(RILL_ETYPE)), "y"));
  turn();
  ck_log("x(1) end(none) error(RILL_ETYPE)");
  clock_close();
}

TEST(from_promise, a_rejection_is_an_error) {
  clock_open();
  rill_unref(RUN(rill_from_promise(fails_after(5, RILL_ETYPE)), "x"));
  rill_virtual_run(clock_);
  ck_log("error(RILL_ETYPE)");
  clock_close();
}

TEST(from_promise, null_is_an_error) {
  clock_open();
  rill_unref(RUN(rill_from_promise(NULL), "x"));
  ck_log("error(RILL_EINVAL)");
  clock_close();
}

static rill_subscription_t *running;
static void keep(rill_subscription_t *subscription, void *context) {
  (void) context;
  running = subscription;
}

TEST(from_promise, waits_for_demand) {
  clock_open();
  rill_subscription_t *run = rill_subscribe(
      clock_, rill_from_promise(after(5, 1)), .next = next,
      .complete = complete, .subscribed = keep, .context = (void *) "x");
  rill_virtual_run(clock_);
  ck_log("");
  rill_request(running, 1);
  ck_log("x(1) end(none)");
  rill_unref(run);
  clock_close();
}

TEST(from_promise, two_subscribers) {
  clock_open();
  rill_observable_t *o = rill_from_promise(after(5, 1));
  rill_unref(RUN(rill_ref(o), "x"));
  rill_unref(RUN(rill_ref(o), "y"));
  rill_virtual_run(clock_);
  rill_unref(RUN(o, "z"));
  ck_log("x(1) end(none) y(1) end(none) z(1) end(none)");
  clock_close();
}

TEST(from_promise, a_cancelled_run_leaves_the_promise_to_the_next) {
  clock_open();
  rill_observable_t *o = rill_from_promise(after(5, 1));
  rill_subscription_t *run = RUN(rill_ref(o), "never");
  rill_cancel(run);
  rill_unref(run);
  rill_unref(RUN(o, "x"));
  rill_virtual_run(clock_);
  ck_log("x(1) end(none)");
  clock_close();
}

TEST(from_promise, cancels_the_promise_with_its_last_run) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  rill_subscription_t *run = RUN(rill_from_promise(p), "never");
  rill_cancel(run);
  rill_unref(run);
  ck_log("stop(none)");
  rill_unref(d);
  clock_close();
}

TEST(from_promise, dropped_without_a_run_leaves_the_promise) {
  clock_open();
  rill_promise_t *p = after(5, 1);
  rill_unref(rill_from_promise(rill_ref(p)));
  WATCH(p, "x");
  rill_virtual_run(clock_);
  ck_log("x(1)");
  clock_close();
}
