/* SPDX-License-Identifier: MIT */
/* Promises whose scheduler closes. */
#include "promises.h"

#include <pthread.h>

static rill_value_t close_clock(rill_value_t x, void *unused) {
  (void) unused;
  log_add("close", x);
  clock_close();
  return rill_none();
}

TEST(promise_close, closing_rejects_what_is_under_way) {
  clock_open();
  rill_promise_t *slow = after(10, 1);
  rill_promise_t *p = rill_then(resolved(1), NOTE("never"), rill_no_fn());
  rill_promise_t *q = rill_then(rill_ref(slow), NOTE("never"), rill_no_fn());
  rill_promise_t *late = rill_promise_timeout(rill_ref(q), 5);
  rill_unref(rill_promise_finally(rill_ref(q), FN(note0, "cleanup")));
  clock_close();
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  ck_assert_int_eq(rill_error_code(rill_promise_error(late)), RILL_ECLOSED);
  ck_assert(!rill_promise_is_pending(slow) && !rill_promise_is_pending(q));
  rill_unref(slow);
  rill_unref(p);
  rill_unref(q);
  rill_unref(late);
  ck_log("cleanup(none)");
}

TEST(promise_close, closing_inside_of_a_handler) {
  clock_open();
  rill_scheduler_t *kept = rill_ref(clock_);
  rill_promise_t *p = resolved(1);
  rill_unref(rill_then(rill_ref(p), rill_call(close_clock), rill_no_fn()));
  WATCH(rill_ref(p), "never");
  WATCH(resolved(2), "never");
  rill_promise_t *last = rill_then(p, NOTE("never"), rill_no_fn());
  rill_virtual_run(clock_);
  ck_log("close(1)");
  ck_assert_int_eq(rill_error_code(rill_promise_error(last)), RILL_ECLOSED);
  rill_unref(last);
  rill_unref(kept);
}

TEST(promise_close, after_closing_settling_still_releases) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = rill_then(pending(&d), NOTE("never"), rill_no_fn());
  p = rill_promise_finally(p, FN(note0, "cleanup"));
  clock_close();
  rill_deferred_resolve(d, rill_int(1));
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  rill_unref(p);
  rill_unref(d);
  ck_log("cleanup(none)");
}

static void *resolve_elsewhere(void *deferred) {
  ck_assert_int_eq(rill_deferred_resolve(deferred, rill_int(1)), RILL_ECLOSED);
  return NULL;
}

/* Its cleanup will never end: what it has kept is dropped with it. */
TEST(promise_close, after_closing_a_forgotten_cleanup_is_released) {
  clock_open();
  pthread_t thread;
  rill_deferred_t *d;
  rill_promise_t *cleanup = pending(&d);
  rill_promise_t *p = rill_promise_resolve(clock_, rill_string("kept"));
  rill_unref(rill_promise_finally(p, FN(give0, cleanup)));
  turn();
  clock_close();
  pthread_create(&thread, NULL, resolve_elsewhere, d);
  pthread_join(thread, NULL);
  rill_unref(cleanup);
  rill_unref(d);
}
