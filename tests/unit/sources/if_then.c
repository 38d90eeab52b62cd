/* SPDX-License-Identifier: MIT */
/* if_then: asked by each run. */
#include "support/asking.h"
#include "support/conditions.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_value_t turn(void *context) {
  return rill_bool(++*(int *) context % 2 == 1);
}

static rill_value_t text(void *context) {
  (void) context;
  return rill_string("yes");
}

static rill_observable_t *marbles(const char *text_) {
  return rill_from_marbles(text_);
}

TEST(if_then, is_one_of_two_streams) {
  ck_source(rill_if_then(rill_call(yes), marbles("-1-|"),
                         .otherwise = marbles("--2-|")),
            "-1-|");
  ck_source(rill_if_then(rill_call(no), marbles("-1-|"),
                         .otherwise = marbles("--2-#")),
            "--2-#");
}

TEST(if_then, is_empty_without_the_other) {
  ck_source(rill_if_then(rill_call(no), marbles("-1-|")), "|");
}

TEST(if_then, asks_in_each_run) {
  int calls = 0;
  rill_fn_t f = rill_call_with(turn, rill_borrow(&calls));
  rill_observable_t *flow = rill_if_then(f, rill_just(rill_int(1)),
                                         .otherwise = rill_just(rill_int(2)));
  ck_assert_int_eq(calls, 0);
  ck_source(rill_pipe(flow, rill_repeat(3)), "(121|)");
}

TEST(if_then, gives_what_is_asked_for) {
  ck_asking_flow(rill_if_then(rill_call(yes), rill_range(1, 3)), "-1--(23|)",
                 {1, 1}, {4, 2});
  ck_flow(rill_if_then(rill_call(yes), marbles("-1-2-|")), "-1!",
          .cancel_at = 2);
}

TEST(if_then, fails_with_the_condition) {
  ck_fails(rill_if_then(rill_call(spill), rill_never()), 7, "spilt",
           "(if_then)");
  ck_fails(rill_if_then(rill_call(text), rill_never()), RILL_ETYPE, "if_then",
           "string", "not bool");
}

static rill_value_t cancels(void *context) {
  rill_cancel(((probe_t *) context)->subscription);
  return rill_bool(true);
}

TEST(if_then, is_cancelled_from_inside_of_the_condition) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  ck_assert_str_eq(probe_run(&probe, rill_if_then(f, rill_range(1, 2))), "");
}

TEST(if_then, refuses_what_does_not_fit) {
  ck_fails(rill_if_then(rill_no_fn(), rill_never(), .otherwise = rill_never()),
           RILL_EINVAL, "rill_if_then: cond is NULL");
  ck_fails(rill_if_then(rill_call(yes), NULL), RILL_EINVAL,
           "rill_if_then: then is NULL");
}
