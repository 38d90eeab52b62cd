/* SPDX-License-Identifier: MIT */
/* generate: states made when they are asked for. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(up_to_3, int64_t, x) { return x <= 3; }
RILL_FILTER_FN(below_9, int64_t, x) { return x < 9; }
RILL_FILTER_FN(always, int64_t, x) { return x >= 0; }
RILL_FILTER_FN(never, int64_t, x) { return x < 0; }
RILL_MAP_FN(next, int64_t, int64_t, x) { return x + 1; }
RILL_MAP_FN(twice, int64_t, int64_t, x) { return 2 * x; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

static rill_value_t spill(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t five(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_int(5);
}

static rill_value_t longer(rill_value_t text, void *context) {
  (void) context;
  return rill_stringf("%sa", rill_as_string(text));
}

static rill_value_t is_short(rill_value_t text, void *context) {
  (void) context;
  return rill_bool(rill_string_length(text) < 4);
}

static rill_observable_t *naturals(void) {
  return rill_generate(rill_int(0), always, next);
}

TEST(generate, goes_on_while_the_condition_holds) {
  ck_source(rill_generate(rill_int(0), up_to_3, next), "(0123|)");
  ck_source(rill_generate(rill_int(1), below_9, twice), "(1248|)");
  ck_source(rill_generate(rill_int(1), never, next), "|");
}

TEST(generate, makes_the_items_of_the_states) {
  ck_source(rill_generate(rill_int(0), up_to_3, next, .result = square),
            "(0149|)");
}

TEST(generate, owns_its_states) {
  probe_t probe = {0};
  probe_run(&probe, rill_generate(rill_string("a"), rill_call(is_short),
                                  rill_call(longer)));
  ck_assert_str_eq(probe.text, "a aa aaa |");
}

TEST(generate, gives_what_is_asked_for) {
  ck_asking_flow(rill_generate(rill_int(0), up_to_3, next), "--0--(12)--(3|)",
                 {2, 1}, {5, 2}, {11, 2});
  ck_flow(rill_generate(rill_int(0), up_to_3, next), "(0123|)", .demand = 1,
          .again = 1);
}

/* Nobody asked for the fourth. */
TEST(generate, makes_nothing_in_vain) {
  ck_source(rill_pipe(rill_generate(rill_int(0), up_to_3, rill_call(spill)),
                      rill_take(1)),
            "(0|)");
  ck_flow(naturals(), "(01!)", .cancel_after = 2);
}

TEST(generate, fails_with_a_function) {
  ck_source(rill_generate(rill_int(0), rill_call(spill), next), "#");
  ck_source(rill_generate(rill_int(0), always, rill_call(spill)), "(0#)");
  ck_source(
      rill_generate(rill_int(0), always, next, .result = rill_call(spill)),
      "#");
  ck_fails(rill_generate(rill_int(0), rill_call(five), next), RILL_ETYPE,
           "generate", "int 5, not bool");
  ck_fails(rill_generate(rill_int(0), always, rill_call(spill)), 7, "spilt",
           "(generate)");
}

TEST(generate, runs_anew_each_time) {
  ck_source(
      rill_pipe(rill_generate(rill_int(0), up_to_3, next), rill_repeat(2)),
      "(01230123|)");
}

static rill_value_t cancels(rill_value_t x, void *context) {
  rill_cancel(((probe_t *) context)->subscription);
  return rill_value_ref(x);
}

static rill_value_t cancels_and_agrees(rill_value_t x, void *context) {
  rill_value_unref(cancels(x, context));
  return rill_bool(true);
}

TEST(generate, is_cancelled_from_inside_of_its_functions) {
  probe_t a = {0}, b = {0}, c = {0};
  rill_fn_t cancel_a = rill_call_with(cancels_and_agrees, rill_borrow(&a)),
            cancel_b = rill_call_with(cancels, rill_borrow(&b)),
            cancel_c = rill_call_with(cancels, rill_borrow(&c));
  probe_run(&a, rill_generate(rill_int(0), cancel_a, next));
  ck_assert_str_eq(a.text, "");
  probe_run(&b, rill_generate(rill_int(0), always, cancel_b));
  ck_assert_str_eq(b.text, "0");
  probe_run(&c, rill_generate(rill_int(0), always, next, .result = cancel_c));
  ck_assert_str_eq(c.text, "");
}

static rill_value_t count_and_agree(rill_value_t x, void *context) {
  (void) x;
  ++*(int *) context;
  return rill_bool(true);
}

TEST(generate, calls_nothing_after_a_cancel) {
  int asked = 0;
  probe_t probe = {0};
  rill_fn_t cancel = rill_call_with(cancels, rill_borrow(&probe)),
            cond = rill_call_with(count_and_agree, rill_borrow(&asked));
  probe_run(&probe, rill_generate(rill_int(0), cond, cancel));
  ck_assert_int_eq(asked, 1);
}

TEST(generate, makes_a_million_one_by_one) {
  probe_t probe = {.again = 1};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(naturals(), rill_take(1000000), rill_count()), 1);
  ck_assert_str_eq(probe.text, "1000000 |");
  clock_close(clock);
}

TEST(generate, refuses_what_does_not_fit) {
  ck_fails(rill_generate(rill_int(0), rill_no_fn(), next), RILL_EINVAL,
           "rill_generate: cond is NULL");
  ck_fails(rill_generate(rill_int(0), always, rill_no_fn()), RILL_EINVAL,
           "rill_generate: iterate is NULL");
  ck_fails(rill_generate_opts(NULL), RILL_EINVAL, "rill_generate: cond");
  ck_fails(rill_generate(rill_fail(rill_error_new(7, "spilt")), always, next),
           7, "rill_generate: init is an error: spilt");
}
