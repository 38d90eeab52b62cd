/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

static rill_value_t join(rill_value_t a, rill_value_t x, void *context) {
  (void) context;
  return rill_stringf("%s%d", rill_as_string(a), (int) rill_as_int(x));
}

TEST(scan, passes_each_sum) {
  ck_marbles("-1-2-3-|", rill_scan(add), "-1-3-6-|");
}

TEST(scan, with_a_seed_starts_from_it) {
  ck_marbles("-1-2-|", rill_scan(add, .seed = rill_int(5), .seeded = true),
             "-6-8-|");
}

TEST(scan, folds_counted_values) {
  ck_marbles(
      "-1-----2------|",
      rill_scan(rill_call(join), .seed = rill_string("x"), .seeded = true),
      "-{x1}--{x12}--|");
}

/* A kernel above may leave nothing of a batch. */
TEST(scan, of_a_batch_of_which_nothing_is_left) {
  ck_source(rill_pipe(rill_range(1, 6), rill_skip(9), rill_scan(add)), "|");
  ck_source(rill_pipe(rill_range(1, 300), rill_skip(298), rill_scan(add)),
            "({299}{599}|)");
}

RILL_FOLD_FN(add_halves, double, int64_t, sum, x) {
  return sum + (double) x / 2;
}
RILL_MAP_FN(negate, int64_t, int64_t, x) { return -x; }

/* As a kernel among others, and from one batch to the next. */
TEST(scan, sums_up_many_at_once) {
  ck_source(rill_pipe(rill_range(1, 5), rill_map(negate), rill_scan(add),
                      rill_map(negate)),
            "(136{10}{15}|)");
  ck_source(rill_pipe(rill_range(1, 600), rill_map(negate), rill_scan(add),
                      rill_skip(598)),
            "({-179700}{-180300}|)");
  ck_source(rill_pipe(rill_range(1, 600), rill_scan(add), rill_reduce(add)),
            "({36180200}|)");
  ck_source(rill_pipe(rill_range(1, 600),
                      rill_scan(add_halves, .seed = rill_double(0.25),
                                .seeded = true),
                      rill_skip(599)),
            "({90150.25}|)");
  ck_source(
      rill_pipe(rill_range(1, 600), rill_scan(add_halves), rill_map(negate)),
      "({-1}#)");
}
