/* SPDX-License-Identifier: MIT */
/* case: the stream of a key. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>

static rill_value_t say(void *context) {
  return rill_string(*(const char **) context);
}

static rill_value_t spill(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t streams(void) {
  return MAP(rill_string("hot"), rill_object(rill_from_marbles("-1-|")),
             rill_string("cold"), rill_object(rill_from_marbles("--2-#")),
             rill_string("list"), LIST(rill_int(3), rill_int(4)));
}

static rill_fn_t saying(const char **word) {
  return rill_call_with(say, rill_borrow(word));
}

TEST(case, is_the_stream_of_the_key) {
  const char *hot = "hot", *cold = "cold", *list = "list";
  ck_source(rill_case(saying(&hot), streams()), "-1-|");
  ck_source(rill_case(saying(&cold), streams()), "--2-#");
  ck_source(rill_case(saying(&list), streams()), "(34|)");
}

TEST(case, is_another_without_the_key) {
  const char *word = "mild";
  ck_source(rill_case(saying(&word), streams(),
                      .otherwise = rill_from_marbles("-5-|")),
            "-5-|");
  ck_source(rill_case(saying(&word), streams()), "|");
}

TEST(case, asks_in_each_run) {
  const char *word = "hot";
  rill_observable_t *flow = rill_case(saying(&word), streams());
  rill_observable_t *again = rill_ref(flow);
  ck_source(flow, "-1-|");
  word = "list";
  ck_source(rill_pipe(again, rill_repeat(2)), "(3434|)");
}

TEST(case, gives_what_is_asked_for) {
  const char *list = "list", *hot = "hot";
  ck_asking_flow(rill_case(saying(&list), streams()), "-3--(4|)", {1, 1},
                 {4, 1});
  ck_flow(rill_case(saying(&hot), streams()), "-1!", .cancel_at = 2);
}

TEST(case, fails_with_the_function) {
  ck_fails(rill_case(rill_call(spill), streams(), .otherwise = rill_never()), 7,
           "spilt", "(case)");
}

static rill_value_t cancels(void *context) {
  rill_cancel(((probe_t *) context)->subscription);
  return rill_string("list");
}

TEST(case, is_cancelled_from_inside_of_the_function) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  ck_assert_str_eq(probe_run(&probe, rill_case(f, streams())), "");
}

TEST(case, refuses_what_does_not_fit) {
  const char *hot = "hot";
  ck_fails(rill_case(rill_no_fn(), streams(), .otherwise = rill_never()),
           RILL_EINVAL, "rill_case: select is NULL");
  ck_fails(rill_case(saying(&hot), LIST(rill_int(1))), RILL_ETYPE,
           "rill_case: got list (must be map)");
  ck_fails(rill_case(saying(&hot), MAP(rill_int(5), rill_string("x"))),
           RILL_ETYPE, "rill_case: the value of key 5 is string");
  ck_fails(rill_case(saying(&hot), rill_fail(rill_error_new(7, "spilt"))), 7,
           "spilt");
}
