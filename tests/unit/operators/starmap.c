/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/values.h"

RILL_FOLD_FN(add, int64_t, int64_t, a, b) { return a + b; }

static rill_value_t second(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) context;
  return rill_value_ref(b);
}

TEST(starmap, calls_with_both) {
  ck_marbles("-[1,2]-[3,4]-|", rill_starmap(add), "-3-----7-----|");
  ck_marbles("-[1,a]-#", rill_starmap(rill_call(second)), "-a-----#");
  ck_marbles_stepwise("-|", rill_starmap(add), "-|");
}

TEST(starmap, fails_with_the_function) {
  ck_marbles("-[1,2]-[a,4]-|", rill_starmap(add), "-3-----#");
}

TEST(starmap, fails_with_anything_but_a_list_of_two) {
  ck_operator_fails(rill_starmap(add), RILL_ETYPE, "rill_starmap", "int 1",
                    "not a list of two");
  ck_fails(rill_pipe(rill_just(LIST(rill_int(1), rill_int(2), rill_int(3))),
                     rill_starmap(add)),
           RILL_ETYPE, "rill_starmap", "list [1, 2, 3]");
}

TEST(starmap, refuses_a_wrong_function) {
  ck_operator_fails(rill_starmap(rill_no_fn()), RILL_EINVAL, "rill_starmap",
                    "function is NULL");
}
