/* SPDX-License-Identifier: MIT */
/* some: the first one decides. */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(some, is_true_at_the_first_that_holds) {
  ck_marbles("-1-2-3-|", rill_some(is_even), "---({true}|)");
  ck_marbles_stepwise("-1-2-3-|", rill_some(is_even), "---({true}|)");
  ck_marbles("(1223|)", rill_some(is_even), "({true}|)");
}

TEST(some, is_false_at_the_end) {
  ck_marbles("-1-3-|", rill_some(is_even), "-----({false}|)");
  ck_marbles("--|", rill_some(is_even), "--({false}|)");
}

TEST(some, without_a_predicate_asks_for_any_item) {
  ck_marbles("-1-2-|", rill_some(), "-({true}|)");
  ck_marbles("--|", rill_some(), "--({false}|)");
}

TEST(some, looks_only_from_its_subscription_on) {
  ck_marbles("-2-^1-3-|", rill_some(is_even), "-----({false}|)");
}

TEST(some, waits_to_be_asked) {
  ck_asking("-1-2-|", rill_some(is_even), "------({true}|)", {6, 1});
  ck_asking("-1-3-|", rill_some(is_even), "-----({false}|)", {-1, 1});
  ck_marbles("-1---2|", rill_some(is_even), "---!");
}

static rill_value_t pulled(void *context) {
  int64_t *count = context;
  return rill_int(++*count);
}

TEST(some, takes_no_more_than_it_needs) {
  int64_t count = 0;
  rill_fn_t next = rill_call_with(pulled, rill_borrow(&count));
  ck_source(rill_pipe(rill_from_pull(next), rill_some(is_even)), "({true}|)");
  ck_assert_int_eq(count, 2);
}

TEST(some, passes_an_error_on) {
  ck_marbles("-1-#", rill_some(is_even), "---#");
}

static rill_value_t cancel(rill_value_t item, void *recorder) {
  (void) item;
  rill_recorder_t **r = recorder;
  rill_cancel(rill_recorder_subscription(*r));
  return rill_bool(true);
}

TEST(some, may_be_canceled_by_its_predicate) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_recorder_t *recorder = NULL;
  rill_fn_t pred = rill_call_with(cancel, rill_borrow(&recorder));
  char text[64];
  recorder = rill_recorder_new(
      clock, rill_pipe(rill_from_marbles("-1-2-|"), rill_some(pred)));
  rill_virtual_run(clock);
  rill_recorder_draw(recorder, rill_none(), text, sizeof text);
  ck_assert_str_eq(text, "-!");
  rill_scheduler_close(clock);
  rill_unref(recorder);
}

TEST(some, fails_with_the_predicate) {
  ck_operator_fails(rill_some(square), RILL_ETYPE, "some", "bool");
  ck_marbles("-1-a-", rill_some(is_even), "---#");
}

static rill_value_t two(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) b;
  (void) context;
  return rill_bool(true);
}

TEST(some, refuses_a_predicate_of_two) {
  ck_operator_fails(rill_some(rill_call(two)), RILL_EINVAL,
                    "rill_some: the predicate takes 2 arguments (must take 1)");
}
