/* SPDX-License-Identifier: MIT */
/* collect: a seed of its own for each run. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_value_t no_text(void *context) {
  (void) context;
  return rill_string("");
}

static rill_value_t append(rill_value_t text, rill_value_t item,
                           void *context) {
  (void) context;
  return rill_stringf("%s%lld", rill_as_string(text),
                      (long long) rill_as_int(item));
}

#define TEXT rill_collect(rill_call(no_text), rill_call(append))

TEST(collect, folds_from_its_seed) {
  ck_marbles("-1-2-3-|", TEXT, "-------({\"123\"}|)");
  ck_marbles_stepwise("-1-2-3-|", TEXT, "-------({\"123\"}|)");
  ck_marbles("(123|)", TEXT, "({\"123\"}|)");
  ck_marbles("--|", TEXT, "--({}|)");
}

static rill_value_t count_from(void *context) {
  return rill_int(++*(int64_t *) context);
}

RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

TEST(collect, makes_a_seed_for_each_run) {
  int64_t seeds = 0;
  rill_operator_t *op =
      rill_collect(rill_call_with(count_from, rill_borrow(&seeds)), add);
  ck_source(rill_pipe(rill_range(1, 3), op, rill_repeat(3)), "(789|)");
  ck_assert_int_eq(seeds, 3);
}

static rill_value_t latter(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) context;
  return rill_value_ref(b);
}

TEST(collect, may_go_from_an_object_to_a_number_and_back) {
  rill_operator_t *op = rill_collect(rill_call(no_text), rill_call(latter));
  ck_source(rill_pipe(rill_of(rill_int(1), rill_int(2), rill_string("a"),
                              rill_string("b"), rill_int(3)),
                      op),
            "(3|)");
}

/* A counter that is changed in place. */
static void box_destroy(void *box) { (void) box; }
static const rill_type_t box_type = {
    .name = "box", .size = sizeof(int64_t), .destroy = box_destroy};

static rill_value_t make_box(void *context) {
  int64_t zero = 0;
  (void) context;
  return rill_box(&box_type, &zero);
}

static rill_value_t put_in(rill_value_t box, rill_value_t item, void *context) {
  (void) context;
  *(int64_t *) rill_unbox(box, &box_type) += rill_as_int(item);
  return rill_value_ref(box);
}

static rill_value_t look_in(rill_value_t box, void *context) {
  (void) context;
  return rill_int(*(int64_t *) rill_unbox(box, &box_type));
}

TEST(collect, may_change_its_seed) {
  probe_t probe = {0};
  rill_observable_t *flow = rill_pipe(
      rill_range(1, 1000), rill_collect(rill_call(make_box), rill_call(put_in)),
      rill_map(rill_call(look_in)), rill_repeat(2));
  ck_assert_str_eq(probe_run(&probe, flow), "500500 500500 |");
}

static rill_value_t spill0(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t spill_at_2(rill_value_t text, rill_value_t item,
                               void *context) {
  (void) context;
  if (rill_as_int(item) != 2) return rill_value_ref(text);
  return rill_fail(rill_error_new(7, "spilt"));
}

TEST(collect, fails_with_its_functions) {
  ck_marbles("-1-2-|", rill_collect(rill_call(spill0), rill_call(append)), "#");
  ck_marbles("-1-2-|", rill_collect(rill_call(no_text), rill_call(spill_at_2)),
             "---#");
}

TEST(collect, does_not_subscribe_when_the_seed_fails) {
  ck_fails(rill_pipe(rill_throw(rill_error_new(8, "subscribed")),
                     rill_collect(rill_call(spill0), rill_call(append))),
           7, "spilt", "(collect)");
}

TEST(collect, passes_an_error_on) { ck_marbles("-1-#", TEXT, "---#"); }

TEST(collect, waits_to_be_asked) {
  ck_marbles_with("12|", TEXT, "------", .demand = -1);
  ck_marbles("-1---|", TEXT, "--!");
}

TEST(collect, refuses_bad_arguments) {
  ck_operator_fails(rill_collect(rill_no_fn(), add), RILL_EINVAL,
                    "rill_collect: seed is NULL");
  ck_operator_fails(rill_collect(rill_call(no_text), rill_call(no_text)),
                    RILL_EINVAL,
                    "rill_collect: acc takes 0 arguments (must take 2)");
}
