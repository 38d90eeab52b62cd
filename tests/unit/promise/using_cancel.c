/* SPDX-License-Identifier: MIT */
/* using: cancelled in each of its steps, and between them. */
#include "resources.h"

TEST(promise_using_cancel, cancelled_before_it_begins) {
  clock_open();
  rill_promise_t *p = rill_promise_using(clock_, TAKE, USE, DROP);
  rill_promise_cancel(p);
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  clock_close();
}

TEST(promise_using_cancel, cancelling_reaches_what_acquires) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *file = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  rill_promise_t *p = rill_promise_using(clock_, GIVE0(file), USE, DROP);
  turn();
  rill_promise_cancel(p);
  ck_log("stop(none)");
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  rill_unref(file);
  rill_unref(d);
  clock_close();
}

TEST(promise_using_cancel, a_resource_that_comes_after_all_is_disposed_of) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *file = pending(&d);
  WATCH(rill_ref(file), "other");
  rill_promise_t *p = rill_promise_using(clock_, GIVE0(file), USE, DROP);
  turn();
  rill_promise_cancel(p);
  WATCH(p, "x");
  turn();
  ck_log("");
  rill_deferred_resolve(d, rill_string("file"));
  turn();
  ck_log("other(file) dispose(file) x(RILL_ECANCELED)");
  rill_unref(file);
  rill_unref(d);
  clock_close();
}

/* One that was cancelled and waits for the end keeps nothing alive. */
TEST(promise_using_cancel, cancelled_it_does_not_count_as_a_consumer) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *file = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  rill_promise_t *other =
      rill_then(rill_ref(file), NOTE("never"), rill_no_fn());
  rill_promise_t *p = rill_promise_using(clock_, GIVE0(file), USE, DROP);
  turn();
  rill_promise_cancel(p);
  ck_log("");
  rill_promise_cancel(other);
  ck_log("stop(none)");
  WATCH(p, "x");
  turn();
  ck_log("x(RILL_ECANCELED)");
  rill_unref(other);
  rill_unref(file);
  rill_unref(d);
  clock_close();
}

/* The resource has come, but has not been handed over. */
TEST(promise_using_cancel, a_resource_on_its_way_is_disposed_of) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *file = pending(&d);
  rill_promise_t *p = rill_promise_using(clock_, GIVE0(file), USE, DROP);
  turn();
  rill_deferred_resolve(d, rill_string("file"));
  rill_promise_cancel(p);
  ck_log("");
  WATCH(p, "x");
  turn();
  ck_log("dispose(file) x(RILL_ECANCELED)");
  rill_unref(file);
  rill_unref(d);
  clock_close();
}

static rill_value_t use_work(rill_value_t resource, void *work) {
  log_add("use", resource);
  return P(rill_ref((rill_promise_t *) work));
}

TEST(promise_using_cancel, cancelling_waits_for_the_end_of_use) {
  clock_open();
  rill_deferred_t *d, *e;
  rill_promise_t *work = pending(&d), *cleanup = pending(&e);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  work = rill_promise_finally(work, GIVE0(cleanup));
  rill_promise_t *p =
      rill_promise_using(clock_, TAKE, FN(use_work, work), DROP);
  turn();
  rill_promise_cancel(p);
  ck_log("acquire(none) use(file) stop(none)");
  WATCH(p, "x");
  turn();
  ck_log("");
  rill_deferred_resolve(e, rill_none());
  turn();
  ck_log("dispose(file) x(RILL_ECANCELED)");
  rill_unref(work);
  rill_unref(cleanup);
  rill_unref(d);
  rill_unref(e);
  clock_close();
}

TEST(promise_using_cancel, cancelling_lets_the_cleanup_finish) {
  clock_open();
  rill_promise_t *p =
      rill_promise_using(clock_, TAKE, USE, rill_call(slow_drop));
  turn();
  rill_promise_cancel(p);
  WATCH(p, "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 5);
  ck_log("acquire(none) use(file) dispose(file) x(RILL_ECANCELED)");
  clock_close();
}

struct inside {
  rill_promise_t *self;
  rill_value_t result;
};

static rill_value_t cancel0(void *context) {
  struct inside *inside = context;
  rill_promise_cancel(inside->self);
  return rill_value_ref(inside->result);
}
static rill_value_t cancel1(rill_value_t x, void *context) {
  log_add("f", x);
  return cancel0(context);
}

TEST(promise_using_cancel, cancelled_inside_of_each_function) {
  clock_open();
  struct inside a = {NULL, rill_int(1)}, b = a, c = a;
  a.self = rill_promise_using(clock_, FN(cancel0, &a), USE, DROP);
  b.self = rill_promise_using(clock_, TAKE, FN(cancel1, &b), DROP);
  c.self = rill_promise_using(clock_, TAKE, USE, FN(cancel1, &c));
  WATCH(rill_ref(a.self), "a");
  WATCH(rill_ref(b.self), "b");
  WATCH(rill_ref(c.self), "c");
  turn();
  ck_log("dispose(1) acquire(none) f(file) dispose(file) acquire(none) "
         "use(file) f(file) a(RILL_ECANCELED) b(RILL_ECANCELED) "
         "c(RILL_ECANCELED)");
  rill_unref(a.self);
  rill_unref(b.self);
  rill_unref(c.self);
  clock_close();
}

TEST(promise_using_cancel, cancelled_inside_of_acquire_with_a_pending_promise) {
  clock_open();
  rill_deferred_t *d;
  struct inside a = {NULL, P(pending(&d))};
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  a.self = rill_promise_using(clock_, FN(cancel0, &a), USE, DROP);
  turn();
  WATCH(a.self, "x");
  turn();
  ck_log("stop(none) x(RILL_ECANCELED)");
  rill_value_unref(a.result);
  rill_unref(d);
  clock_close();
}

TEST(promise_using_cancel, a_timeout_settles_at_once_and_cleans_up) {
  clock_open();
  WATCH(
      rill_promise_timeout(rill_promise_using(clock_, TAKE, rill_call(slow_use),
                                              rill_call(slow_drop)),
                           4),
      "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 9);
  ck_log("acquire(none) use(file) x(RILL_ETIMEDOUT) dispose(file)");
  clock_close();
}
