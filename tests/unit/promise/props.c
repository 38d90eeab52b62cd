/* SPDX-License-Identifier: MIT */
/* props: a map of promises becomes a map of values. */
#include "promises.h"
#include "support/failing.h"

/* A map from "a", "b" to two values, which are taken over. */
static rill_value_t map_of(rill_value_t a, rill_value_t b) {
  rill_value_t pairs[] = {rill_string("a"), a, rill_string("b"), b};
  rill_value_t map = rill_map_of(pairs, 2);
  for (size_t i = 0; i < 4; i++) rill_value_unref(pairs[i]);
  return map;
}

TEST(promise_props, waits_for_all_values) {
  clock_open();
  WATCH(rill_promise_props(clock_, map_of(P(after(10, 1)), P(after(5, 2)))),
        "x");
  rill_virtual_advance_to(clock_, 9);
  ck_log("");
  rill_virtual_advance_to(clock_, 10);
  ck_log("x({\"a\": 1, \"b\": 2})");
  clock_close();
}

TEST(promise_props, takes_plain_values_too) {
  clock_open();
  WATCH(rill_promise_props(clock_, map_of(rill_int(1), P(resolved(2)))), "x");
  WATCH(rill_promise_props(clock_, rill_map_of(NULL, 0)), "y");
  turn();
  ck_log("x({\"a\": 1, \"b\": 2}) y({})");
  clock_close();
}

TEST(promise_props, rejects_with_the_first_rejection) {
  clock_open();
  WATCH(rill_promise_props(clock_, map_of(P(fails_after(5, RILL_ETYPE)),
                                          P(fails_after(9, RILL_ERANGE)))),
        "x");
  WATCH(rill_promise_props(
            clock_, map_of(P(rejected(RILL_ERANGE)), P(rejected(RILL_ETYPE)))),
        "y");
  rill_virtual_run(clock_);
  ck_log("y(RILL_ERANGE) x(RILL_ETYPE)");
  clock_close();
}

static rill_promise_t *props_of(rill_promise_t *mine, rill_promise_t *shared) {
  return rill_promise_props(clock_, map_of(P(mine), P(shared)));
}

TEST(promise_props, cancelling_it_cancels_what_nobody_else_waits_for) {
  ck_cancels_its_own(props_of);
}

TEST(promise_props, refuses_bad_arguments) {
  clock_open();
  ck_refused(rill_promise_props(clock_, rill_string("text")),
             "rill_promise_props: map is string (must be a map)");
  ck_refused(rill_promise_props(NULL, map_of(rill_int(1), rill_int(2))),
             "rill_promise_props: the scheduler is NULL");
  rill_scheduler_t *other = rill_virtual_scheduler_new();
  rill_promise_t *far = rill_promise_resolve(other, rill_int(1));
  ck_refused(rill_promise_props(clock_, map_of(rill_int(1), P(far))),
             "rill_promise_props: the promise of b lives on another scheduler "
             "(virtual) than the result (virtual)");
  rill_scheduler_close(other);
  turn();
  ck_log("");
  clock_close();
}

TEST(promise_props, an_error_as_the_map_is_the_rejection) {
  clock_open();
  WATCH(rill_promise_props(clock_,
                           rill_fail(rill_error_new(RILL_ERANGE, "no map"))),
        "x");
  turn();
  ck_log("x(RILL_ERANGE)");
  clock_close();
}

TEST(promise_props, every_failing_allocation_gives_an_error_and_leaks_nothing) {
  for (failing_mode_t mode = FAILING_ONE; mode <= FAILING_FROM; mode++)
    failing_each(mode) {
      clock_open();
      if (clock_ == NULL) continue;
      rill_unref(
          rill_promise_props(clock_, map_of(P(after(1, 1)), P(resolved(2)))));
      rill_virtual_run(clock_);
      clock_close();
    }
}
