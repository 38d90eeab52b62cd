/* SPDX-License-Identifier: MIT */
/* loader: loads that nobody waits for. */
#include "batches.h"

TEST(loader_cancel, a_key_that_nobody_waits_for_is_taken_out) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  rill_promise_t *a = rill_loader_load(loader, rill_int(1));
  rill_promise_t *b = rill_loader_load(loader, rill_int(1));
  rill_promise_t *c = rill_loader_load(loader, rill_int(2));
  rill_promise_t *d = rill_loader_load(loader, rill_int(3));
  rill_promise_cancel(a);
  rill_promise_cancel(c);
  WATCH(a, "a");
  WATCH(b, "b");
  WATCH(c, "c");
  WATCH(d, "d");
  turn();
  ck_log("a(RILL_ECANCELED) c(RILL_ECANCELED) batch([1, 3]) b(10) d(30)");
  LOAD(loader, 2, "e");
  turn();
  ck_log("batch([2]) e(20)");
  rill_unref(loader);
  clock_close();
}

TEST(loader_cancel, a_batch_that_nobody_waits_for_is_not_called) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold));
  rill_promise_t *a = rill_loader_load(loader, rill_int(1));
  rill_promise_cancel(a);
  rill_unref(a);
  turn();
  ck_log("");
  LOAD(loader, 1, "b");
  turn();
  ck_log("batch([1]) b(10)");
  rill_unref(loader);
  clock_close();
}

static rill_value_t give_work(rill_value_t keys, void *work) {
  log_add("batch", keys);
  return P(rill_ref((rill_promise_t *) work));
}

TEST(loader_cancel, a_call_that_nobody_waits_for_is_cancelled) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *work = pending(&d);
  rill_deferred_on_cancel(d, FN(note0, "stop"));
  rill_loader_t *loader = rill_loader_new(clock_, FN(give_work, work));
  rill_promise_t *a = rill_loader_load(loader, rill_int(1));
  rill_promise_t *b = rill_loader_load(loader, rill_int(2));
  turn();
  rill_promise_cancel(a);
  ck_log("batch([1, 2])");
  rill_promise_cancel(b);
  ck_log("stop(none)");
  WATCH(a, "a");
  WATCH(b, "b");
  turn();
  ck_log("a(RILL_ECANCELED) b(RILL_ECANCELED)");
  rill_unref(work);
  rill_unref(d);
  rill_unref(loader);
  clock_close();
}

TEST(loader_cancel, one_cancelled_on_the_way_leaves_the_others) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold_later));
  rill_promise_t *a = rill_loader_load(loader, rill_int(1));
  LOAD(loader, 2, "b");
  turn();
  rill_promise_cancel(a);
  WATCH(a, "a");
  rill_virtual_run(clock_);
  ck_log("batch([1, 2]) a(RILL_ECANCELED) b(20)");
  rill_unref(loader);
  clock_close();
}

TEST(loader_cancel, a_timeout_cancels_what_it_gave_up_on) {
  clock_open();
  rill_loader_t *loader = rill_loader_new(clock_, rill_call(tenfold_later));
  WATCH(rill_promise_timeout(rill_loader_load(loader, rill_int(1)), 3), "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 3);
  ck_log("batch([1]) x(RILL_ETIMEDOUT)");
  rill_unref(loader);
  clock_close();
}

struct canceling {
  rill_promise_t *load;
};

static rill_value_t cancel_load(rill_value_t keys, void *context) {
  rill_promise_cancel(((struct canceling *) context)->load);
  return tenfold_later(keys, NULL);
}

TEST(loader_cancel, cancelled_inside_of_the_batch_function) {
  clock_open();
  struct canceling canceling;
  rill_loader_t *loader = rill_loader_new(clock_, FN(cancel_load, &canceling));
  canceling.load = rill_loader_load(loader, rill_int(1));
  turn();
  WATCH(canceling.load, "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("batch([1]) x(RILL_ECANCELED)");
  rill_unref(loader);
  clock_close();
}
