/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/reenter.h"

static rill_value_t later(rill_value_t x, void *context) {
  (void) context;
  (void) x;
  return rill_object(rill_from_marbles("-x-y|"));
}

static rill_value_t three(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_range(10 * rill_as_int(x), 3));
}

/* 0 is a subject, the others are three numbers. */
static rill_value_t subject_or_three(rill_value_t x, void *context) {
  reenter_t *r = context;
  if (rill_as_int(x) > 0) return three(x, NULL);
  return rill_object(rill_subject_observable(r->a));
}

/* 0 is a subject of three numbers at once. */
static rill_value_t threes_or_three(rill_value_t x, void *context) {
  reenter_t *r = context;
  if (rill_as_int(x) > 0) return three(x, NULL);
  return rill_object(rill_pipe(rill_subject_observable(r->a),
                               rill_concat_map(rill_call(three))));
}

static rill_value_t no_threes(rill_value_t x, void *context) {
  if (rill_as_int(x) != 3) return later(x, context);
  return rill_fail(rill_error_new(3, "no threes"));
}

TEST(switch_map, leaves_the_one_before) {
  ck_marbles("1-----2-3----|", rill_switch_map(rill_call(later)),
             "-x-y---x-x-y-|");
  ck_marbles_stepwise("1-----2-3----|", rill_switch_map(rill_call(later)),
                      "-x-y---x-x-y-|");
}

TEST(switch_map, ends_with_the_last_one) {
  ck_marbles("1-|", rill_switch_map(rill_call(later)), "-x-y|");
  ck_marbles("1-#", rill_switch_map(rill_call(later)), "-x#");
  ck_marbles("1-3-|", rill_switch_map(rill_call(no_threes)), "-x#");
}

static void switch_to_three(reenter_t *r, int64_t item) {
  if (item < 5) rill_subject_next(r->b, rill_int(3));
}

TEST(switch_map, switched_inside_of_next_goes_on_after_its_return) {
  reenter_t r;
  reenter_open(&r, switch_to_three);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.b),
                            rill_switch_map(rill_call_with(
                                subject_or_three, rill_borrow(&r)))));
  rill_subject_next(r.b, rill_int(0));
  rill_subject_next(r.a, rill_int(1));
  ck_assert_str_eq(r.text, "1 30 31 32");
  rill_subject_complete(r.b);
  ck_assert_str_eq(r.text, "1 30 31 32 |");
  reenter_close(&r);
}

static void switch_at_eleven(reenter_t *r, int64_t item) {
  if (item == 11) rill_subject_next(r->b, rill_int(5));
}

TEST(switch_map, drops_the_rest_of_a_batch) {
  reenter_t r;
  reenter_open(&r, switch_at_eleven);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.b),
                            rill_switch_map(rill_call_with(
                                threes_or_three, rill_borrow(&r)))));
  rill_subject_next(r.b, rill_int(0));
  rill_subject_next(r.a, rill_int(1));
  ck_assert_str_eq(r.text, "10 11 50 51 52");
  reenter_close(&r);
}

TEST(switch_map, refuses_no_function) {
  ck_operator_fails(rill_switch_map(rill_no_fn()), RILL_EINVAL,
                    "rill_switch_map", "function is NULL");
}
