/* SPDX-License-Identifier: MIT */
/* for_each: every item, then a promise kept. */
#include "promise/promises.h"
#include "support/failing.h"

#include <rill/test.h>

TEST(for_each, calls_with_each_item_and_promises_the_end) {
  clock_open();
  WATCH(rill_for_each(clock_, rill_range(1, 3), NOTE("item")), "end");
  ck_log("item(1) item(2) item(3)");
  turn();
  ck_log("end(none)");
  clock_close();
}

TEST(for_each, of_an_empty_stream_is_fulfilled) {
  clock_open();
  WATCH(rill_for_each(clock_, rill_empty(), NOTE("item")), "end");
  turn();
  ck_log("end(none)");
  clock_close();
}

TEST(for_each, rejects_with_the_error) {
  clock_open();
  WATCH(rill_for_each(clock_, rill_from_marbles("1#"), NOTE("item")), "end");
  rill_virtual_run(clock_);
  ck_log("item(1) end(RILL_EFOREIGN)");
  clock_close();
}

TEST(for_each, stops_with_a_failure_of_its_function) {
  clock_open();
  WATCH(rill_for_each(clock_, rill_from_marbles("-12-|"), FN(failing, "item")),
        "end");
  rill_virtual_run(clock_);
  ck_assert_int_eq(rill_now(clock_), 1);
  ck_log("item(1) end(error)");
  clock_close();
}

TEST(for_each, cancelling_cancels_the_run) {
  clock_open();
  rill_promise_t *p =
      rill_for_each(clock_, rill_from_marbles("-1-2-3|"), NOTE("item"));
  rill_virtual_advance_to(clock_, 3);
  rill_promise_cancel(p);
  ck_assert_uint_eq(rill_scheduler_runs(clock_), 0);
  WATCH(p, "end");
  rill_virtual_run(clock_);
  ck_log("item(1) item(2) end(RILL_ECANCELED)");
  clock_close();
}

static void count_drop(void *context) { ++*(int *) context; }
static rill_value_t same(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

TEST(for_each, drops_what_it_was_given_once) {
  int drops = 0;
  clock_open();
  WATCH(rill_for_each(clock_, rill_of(rill_string("a")),
                      rill_call_with(same, rill_own(&drops, count_drop))),
        "end");
  turn();
  ck_assert_int_eq(drops, 1);
  WATCH(rill_for_each(clock_, NULL,
                      rill_call_with(same, rill_own(&drops, count_drop))),
        "end");
  ck_assert_int_eq(drops, 2);
  turn();
  clock_close();
}

TEST(for_each, refuses_bad_arguments) {
  clock_open();
  rill_promise_t *p = rill_for_each(clock_, NULL, NOTE("x"));
  ck_assert_str_eq(rill_error_message(rill_promise_error(p)),
                   "rill_for_each: the observable is NULL");
  rill_unref(p);
  p = rill_for_each(clock_, rill_range(1, 3), rill_no_fn());
  ck_assert_str_eq(rill_error_message(rill_promise_error(p)),
                   "rill_for_each: the function is NULL");
  rill_unref(p);
  p = rill_for_each(NULL, rill_range(1, 3), NOTE("x"));
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_EINVAL);
  rill_unref(p);
  clock_close();
}

TEST(for_each, rejects_without_memory) {
  failing_each(FAILING_ONE) {
    clock_open();
    if (clock_ != NULL) {
      rill_promise_t *p = rill_for_each(
          clock_, rill_of(rill_string("a"), rill_string("b")), FN(same, NULL));
      rill_virtual_run(clock_);
      ck_assert(!rill_promise_is_pending(p));
      rill_promise_error(p);
      rill_unref(p);
    }
    clock_close();
  }
}
