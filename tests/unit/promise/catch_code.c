/* SPDX-License-Identifier: MIT */
/* catch_code: a handler for the errors of one code. */
#include "promises.h"
#include "support/failing.h"

TEST(promise_catch_code, handles_errors_of_that_code) {
  clock_open();
  WATCH(rill_promise_catch_code(rejected(RILL_ETYPE), RILL_ETYPE,
                                FN(recover, "r")),
        "x");
  turn();
  ck_log("r(RILL_ETYPE) x(0)");
  clock_close();
}

TEST(promise_catch_code, passes_other_errors_and_values) {
  clock_open();
  WATCH(rill_promise_catch_code(rejected(RILL_ERANGE), RILL_ETYPE,
                                FN(recover, "never")),
        "x");
  WATCH(rill_promise_catch_code(resolved(1), RILL_ETYPE, FN(recover, "never")),
        "y");
  turn();
  ck_log("x(RILL_ERANGE) y(1)");
  clock_close();
}

TEST(promise_catch_code, of_several_the_one_that_fits_runs) {
  clock_open();
  rill_promise_t *p = rejected(8);
  p = rill_promise_catch_code(p, 7, FN(recover, "seven"));
  p = rill_promise_catch_code(p, 8, FN(recover, "eight"));
  p = rill_promise_catch_code(p, 9, FN(recover, "nine"));
  WATCH(p, "x");
  turn();
  ck_log("eight(error) x(0)");
  clock_close();
}

TEST(promise_catch_code, its_failure_and_its_promise_count) {
  clock_open();
  rill_promise_t *slow = after(10, 5);
  WATCH(rill_promise_catch_code(rejected(RILL_ETYPE), RILL_ETYPE,
                                FN(failing, "f")),
        "x");
  WATCH(
      rill_promise_catch_code(rejected(RILL_ETYPE), RILL_ETYPE, FN(give, slow)),
      "y");
  rill_virtual_run(clock_);
  ck_log("f(RILL_ETYPE) x(error) y(5)");
  rill_unref(slow);
  clock_close();
}

TEST(promise_catch_code, drops_the_handler_once) {
  clock_open();
  static char a[] = "a", b[] = "b", c[] = "c";
#define OWNED(name) rill_call_with(recover, rill_own((void *) name, log_drop))
  rill_unref(rill_promise_catch_code(resolved(1), 7, OWNED(a)));
  rill_promise_t *p = rill_promise_catch_code(after(5, 1), 7, OWNED(b));
  rill_promise_cancel(p);
  rill_unref(p);
  turn();
  ck_log("a(none) b(none)");
  rill_unref(rill_promise_catch_code(NULL, 7, OWNED(c)));
  ck_log("c(none)");
  clock_close();
}

TEST(promise_catch_code, refuses_bad_arguments) {
  clock_open();
  ck_refused(rill_promise_catch_code(NULL, 7, NOTE("f")),
             "rill_promise_catch_code: the promise is NULL");
  ck_refused(rill_promise_catch_code(resolved(1), 7, rill_call(two)),
             "rill_promise_catch_code: handler takes 2 arguments (must be 1)");
  WATCH(rill_promise_catch_code(rejected(RILL_ETYPE), 7, rill_no_fn()), "x");
  turn();
  ck_log("x(RILL_ETYPE)");
  clock_close();
}

TEST(promise_catch_code, every_failing_allocation_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_unref(rill_promise_catch_code(
          rejected(7), 7, rill_call_with(recover, rill_own("r", log_drop))));
      rill_unref(rill_promise_catch_code(NULL, 7, NOTE("r")));
      turn();
      clock_close();
    }
}
