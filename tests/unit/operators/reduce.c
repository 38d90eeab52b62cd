/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

static rill_value_t join(rill_value_t a, rill_value_t x, void *context) {
  (void) context;
  return rill_stringf("%s%d", rill_as_string(a), (int) rill_as_int(x));
}

TEST(reduce, gives_the_sum_at_the_end) {
  ck_marbles("-1-2-3-|", rill_reduce(add), "-------(6|)");
}

TEST(reduce, starts_from_a_seed) {
  ck_marbles("-1-|", rill_reduce(add, .seed = rill_int(5), .seeded = true),
             "---(6|)");
  ck_marbles("-|", rill_reduce(add, .seed = rill_int(5), .seeded = true),
             "-(5|)");
}

TEST(reduce, waits_until_it_is_asked) {
  ck_marbles_with("-1-2-|", rill_reduce(add), "------", .demand = -1);
}

TEST(reduce, folds_counted_values) {
  ck_marbles("12|",
             rill_reduce(rill_call(join), .seed = rill_string("x"),
                         .seeded = true),
             "--({x12}|)");
}

TEST(reduce, of_nothing_without_a_seed_is_an_error) {
  ck_fails(rill_pipe(rill_empty(), rill_reduce(add)), RILL_EEMPTY,
           "there is no seed");
}
