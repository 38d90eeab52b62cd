/* SPDX-License-Identifier: MIT */
/* deferred: the end of a promise that settles it. */
#include "promises.h"

TEST(deferred, dropping_the_last_one_breaks_the_promise) {
  clock_open();
  rill_deferred_t *d;
  WATCH(pending(&d), "x");
  rill_deferred_t *other = rill_ref(d);
  rill_unref(d);
  turn();
  ck_log("");
  rill_unref(other);
  turn();
  ck_log("x(RILL_EBROKEN)");
  clock_close();
}

TEST(deferred, resolved_with_a_promise_waits_for_it) {
  clock_open();
  rill_deferred_t *d;
  WATCH(pending(&d), "x");
  rill_deferred_resolve(d, rill_object(after(10, 1)));
  ck_assert_int_eq(rill_deferred_resolve(d, rill_int(2)), RILL_EALREADY);
  rill_unref(d);
  rill_virtual_advance_to(clock_, 9);
  ck_log("");
  rill_virtual_advance_to(clock_, 10);
  ck_log("x(1)");
  clock_close();
}

TEST(deferred, refuses_a_hook_of_the_wrong_shape) {
  clock_open();
  rill_deferred_t *d;
  WATCH(pending(&d), "x");
  rill_deferred_on_cancel(d, rill_call(increment));
  turn();
  rill_unref(d);
  ck_log("x(RILL_EINVAL)");
  clock_close();
}

TEST(deferred, a_second_hook_replaces_the_first) {
  clock_open();
  rill_deferred_t *d;
  rill_promise_t *p = pending(&d);
  char name[] = "dropped";
  rill_deferred_on_cancel(
      d, rill_call_with(note0, rill_own((void *) name, log_drop)));
  rill_deferred_on_cancel(d, FN(note0, "second"));
  ck_log("dropped(none)");
  rill_promise_cancel(p);
  rill_unref(p);
  rill_unref(d);
  ck_log("second(none)");
  clock_close();
}
