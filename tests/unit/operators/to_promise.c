/* SPDX-License-Identifier: MIT */
/* to_promise: the last item, or the first. */
#include "promise/promises.h"

TEST(to_promise, gives_the_last_item) {
  clock_open();
  WATCH(rill_to_promise(clock_, rill_range(1, 5)), "x");
  turn();
  ck_log("x(5)");
  clock_close();
}

TEST(to_promise, of_an_empty_stream_rejects) {
  clock_open();
  rill_promise_t *p = rill_to_promise(clock_, rill_range(1, 0));
  ck_assert_str_eq(rill_error_message(rill_promise_error(p)),
                   "rill_to_promise: the stream ended without an item");
  rill_unref(p);
  WATCH(rill_first_to_promise(clock_, rill_range(1, 0)), "y");
  turn();
  ck_log("y(RILL_EEMPTY)");
  clock_close();
}

TEST(to_promise, passes_the_error) {
  clock_open();
  WATCH(rill_to_promise(clock_, rill_range(1, -1)), "x");
  WATCH(rill_to_promise(clock_, NULL), "y");
  WATCH(rill_to_promise(clock_, rill_from_promise(fails_after(5, RILL_ETYPE))),
        "z");
  rill_virtual_run(clock_);
  ck_log("x(RILL_EINVAL) y(RILL_EINVAL) z(RILL_ETYPE)");
  clock_close();
}

static int64_t asked;
static rill_value_t count_calls(rill_value_t x, void *unused) {
  (void) unused;
  asked++;
  return rill_value_ref(x);
}

TEST(first_to_promise, asks_for_one_item_and_cancels) {
  clock_open();
  asked = 0;
  WATCH(rill_first_to_promise(
            clock_, rill_pipe(rill_range(1, 5),
                              rill_map(rill_call(count_calls)))),
        "x");
  ck_assert_int_eq(asked, 1);
  ck_assert_uint_eq(rill_scheduler_runs(clock_), 0);
  turn();
  ck_log("x(1)");
  clock_close();
}

TEST(to_promise, cancelling_cancels_the_run) {
  clock_open();
  rill_promise_t *p =
      rill_to_promise(clock_, rill_from_promise(after(10, 1)));
  ck_assert_uint_eq(rill_scheduler_runs(clock_), 1);
  rill_promise_cancel(p);
  ck_assert_uint_eq(rill_scheduler_runs(clock_), 0);
  WATCH(p, "x");
  ck_assert_int_eq(rill_virtual_run(clock_), 0);
  ck_log("x(RILL_ECANCELED)");
  clock_close();
}

TEST(to_promise, closing_the_scheduler_rejects) {
  clock_open();
  rill_promise_t *p =
      rill_to_promise(clock_, rill_from_promise(after(10, 1)));
  clock_close();
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  rill_unref(p);
}
