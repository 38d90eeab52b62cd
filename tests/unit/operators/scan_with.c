/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"

RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

/* 10, 20, 30… */
static rill_value_t next_ten(void *context) {
  int64_t *calls = context;
  return rill_int(10 * ++*calls);
}

static rill_value_t no_seed(void *context) {
  (void) context;
  return rill_fail(rill_error_new(5, "no seed"));
}

static rill_value_t text(void *context) {
  (void) context;
  return rill_string("x");
}

static rill_value_t join(rill_value_t a, rill_value_t x, void *context) {
  (void) context;
  return rill_stringf("%s%s", rill_as_string(a), rill_as_string(x));
}

static rill_value_t cancel_run(void *context) {
  probe_t *probe = context;
  rill_cancel(probe->subscription);
  return rill_string("unused");
}

TEST(scan_with, each_run_makes_its_seed) {
  int64_t calls = 0;
  rill_fn_t seed = rill_call_with(next_ten, rill_borrow(&calls));
  ck_marbles("1---2---|", rill_scan_with(seed, add), "{11}{13}|");
  ck_assert_int_eq(calls, 1);
  ck_marbles("1---|", rill_compose(rill_scan_with(seed, add), rill_repeat(2)),
             "{21}{31}|");
}

TEST(scan_with, folds_counted_values) {
  ck_marbles("-a---b----#", rill_scan_with(rill_call(text), rill_call(join)),
             "-{xa}{xab}#");
  ck_marbles_stepwise("-a---b----|",
                      rill_scan_with(rill_call(text), rill_call(join)),
                      "-{xa}{xab}|");
}

TEST(scan_with, of_nothing_is_nothing) {
  ck_marbles("-|", rill_scan_with(rill_call(text), rill_call(join)), "-|");
}

TEST(scan_with, fails_with_its_functions) {
  ck_marbles("1|", rill_scan_with(rill_call(no_seed), add), "#");
  ck_marbles("-1-|", rill_scan_with(rill_call(text), add), "-#");
}

TEST(scan_with, the_seed_may_cancel_the_run) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(
          &probe,
          rill_pipe(rill_range(1, 3),
                    rill_scan_with(
                        rill_call_with(cancel_run, rill_borrow(&probe)), add))),
      "");
}

TEST(scan_with, refuses_wrong_functions) {
  ck_operator_fails(rill_scan_with(rill_no_fn(), add), RILL_EINVAL,
                    "rill_scan_with", "seed is NULL");
  ck_operator_fails(rill_scan_with(rill_call(text), rill_call(text)),
                    RILL_EINVAL, "rill_scan_with", "acc takes 0 arguments");
}
