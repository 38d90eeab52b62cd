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

/* Of streams whose items are there, no lists are made. */
static rill_observable_t *zipped(int64_t count) {
  return rill_pipe(rill_range(1, 9), rill_zip(rill_range(4, count)),
                   rill_starmap(add));
}

TEST(starmap, takes_both_from_a_zip) {
  ck_source(zipped(3), "(579|)");
  ck_source(zipped(0), "|");
  ck_source(rill_pipe(zipped(4), rill_take(2)), "(57|)");
  ck_flow(zipped(3), "(579|)", .demand = 1, .again = 1);
  ck_source(rill_pipe(zipped(2), rill_repeat(2)), "(5757|)");
  ck_source(rill_pipe(rill_zip_of(RILL_OBSERVABLES(rill_range(1, 2),
                                                   rill_range(3, 2)),
                                  NULL),
                      rill_starmap(add)),
            "(46|)");
}

TEST(starmap, takes_values_of_any_kind_from_a_zip) {
  const rill_value_t texts[] = {rill_string("a"), rill_string("b")};
  ck_source(rill_pipe(rill_range(1, 9), rill_zip(rill_from_array(texts, 2)),
                      rill_starmap(rill_call(second))),
            "({\"a\"}{\"b\"}|)");
  ck_source(rill_pipe(rill_from_array(texts, 2), rill_zip(rill_range(7, 9)),
                      rill_starmap(rill_call(second))),
            "(78|)");
  ck_fails(rill_pipe(rill_from_array(texts, 2), rill_zip(rill_range(7, 9)),
                     rill_starmap(add)),
           RILL_ETYPE, "item is string a, not int", "(starmap)");
  rill_value_unref(texts[0]);
  rill_value_unref(texts[1]);
}

TEST(starmap, fails_with_a_zip_of_three) {
  ck_fails(rill_pipe(rill_range(1, 9),
                     rill_zip(rill_range(1, 9), rill_range(1, 9)),
                     rill_starmap(add)),
           RILL_ETYPE, "rill_starmap", "list [1, 1, 1]");
}
