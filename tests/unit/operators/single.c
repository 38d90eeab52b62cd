/* SPDX-License-Identifier: MIT */
/* single: one item, no more and no less. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(single, gives_the_only_item_at_the_end) {
  ck_marbles("-1---|", rill_single(), "-----(1|)");
  ck_marbles_stepwise("-1---|", rill_single(), "-----(1|)");
  ck_marbles("-1-2-3-|", rill_single(is_even), "-------(2|)");
}

TEST(single, fails_at_the_second_at_once) {
  ck_marbles("-1-2-3-|", rill_single(), "---#");
  ck_marbles("-1-2-3-4---|", rill_single(is_even), "-------#");
  ck_fails(rill_pipe(rill_range(5, 9), rill_single()), RILL_ERANGE,
           "rill_single: a second item came: 6 (there must be one only)");
}

TEST(single, cancels_upstream_at_the_second) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_interval(1), rill_single()));
  ck_assert_int_eq(probe.error_code, RILL_ERANGE);
}

TEST(single, says_a_long_item_in_short) {
  char text[200] = "";
  memset(text, 'x', sizeof text - 1);
  rill_value_t items[] = {rill_int(1), rill_string(text)};
  ck_fails(rill_pipe(rill_from_list(rill_list_own(items, 2)), rill_single()),
           RILL_ERANGE, "a second item came: xxx", "xxx (there");
}

TEST(single, fails_when_there_is_none) {
  ck_marbles("-1-3-|", rill_single(is_even), "-----#");
  ck_fails(rill_pipe(rill_empty(), rill_single()), RILL_EEMPTY,
           "rill_single: the stream ended without an item");
  ck_fails(rill_pipe(rill_just(rill_int(1)), rill_single(is_even)), RILL_EEMPTY,
           "rill_single: the stream ended without an item that "
           "pred holds for");
}

TEST(single, waits_to_be_asked) {
  ck_asking("12|", rill_single(is_even), "----(2|)", {4, 1});
}

TEST(single, owns_what_it_keeps) {
  ck_marbles_of("a-|", rill_single(), "--(a|)", rill_string("one"));
  ck_marbles_of("a-ab|", rill_single(), "--#", rill_string("one"),
                rill_string("two"));
}

TEST(single, passes_an_error_on) {
  ck_marbles("-2-#", rill_single(is_even), "---#");
}

TEST(single, fails_with_the_predicate) {
  ck_operator_fails(rill_single(square), RILL_ETYPE, "single", "bool");
  ck_marbles("-2-a-", rill_single(is_even), "---#");
}

static rill_value_t cancels_at_2(rill_value_t item, void *context) {
  if (rill_as_int(item) == 2) rill_cancel(((probe_t *) context)->subscription);
  return rill_bool(true);
}

static void count(rill_error_t *error, void *context) {
  (void) error;
  ++*(int *) context;
}

TEST(single, is_cancelled_from_inside_of_the_predicate) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  int unhandled = 0;
  rill_scheduler_on_unhandled(clock, count, &unhandled);
  rill_fn_t f = rill_call_with(cancels_at_2, rill_borrow(&probe));
  probe_subscribe(&probe, clock, rill_pipe(rill_range(1, 9), rill_single(f)),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "");
  ck_assert_int_eq(unhandled, 0);
  clock_close(clock);
}

TEST(single, refuses_a_function_that_does_not_fit) {
  rill_fn_t two = square;
  two.arity = 2;
  ck_operator_fails(rill_single(two), RILL_EINVAL,
                    "rill_single: the predicate takes 2 arguments");
}
