/* SPDX-License-Identifier: MIT */
/* Maps whose repeated integers are dropped, and pairs that are no lists: each
 * in one loop of the driver's. */
#include "rows.h"

enum { ITEMS = 600, EACH = 4 };

static rill_value_t quarter(rill_value_t x, void *context) {
  int64_t i = rill_as_int(x);
  return row_call(context, i, i / EACH);
}

static rill_value_t add(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_as_int(a) + rill_as_int(b));
}

/* Observed at once, or with one more operator. */
static struct row hear_row(struct row row, rill_operator_t *more) {
  rill_observable_t *flow =
      rill_pipe(rill_range(0, ITEMS),
                rill_map(rill_call_with(quarter, rill_borrow(&row))),
                rill_distinct_until_changed());
  if (more != NULL) flow = rill_pipe(flow, more);
  return row_hear(&row, flow);
}

TEST(own, repeated_integers_are_dropped) {
  struct row row = hear_row(plain, NULL);
  ck_assert_int_eq(row.items, ITEMS / EACH);
  ck_assert_int_eq(row.sum, ITEMS / EACH * (ITEMS / EACH - 1) / 2);
  ck_assert_int_eq(row.ends, 1);
  ck_assert_int_eq(row.calls, ITEMS);
}

TEST(own, repeated_integers_are_dropped_before_any_operator) {
  struct row sum = hear_row(plain, rill_reduce(rill_call(add)));
  ck_assert_int_eq(sum.items, 1);
  ck_assert_int_eq(sum.sum, ITEMS / EACH * (ITEMS / EACH - 1) / 2);
  struct row pairs = hear_row(plain, rill_pairwise());
  ck_assert_int_eq(pairs.items, ITEMS / EACH - 1);
  struct row few = hear_row(plain, rill_take(3));
  ck_assert_int_eq(few.items, 3);
  ck_assert_int_eq(few.ends, 1);
  ck_assert_int_eq(few.calls, 2 * EACH + 1);
}

TEST(own, repeated_integers_end_where_the_map_cancels_or_fails) {
  ck_row_stops(hear_row(cancelling(21), NULL), 6, 0, 22);
  ck_row_stops(hear_row(failing(21), NULL), 6, 1, 22);
}

TEST(own, repeated_integers_end_with_the_item_that_is_enough) {
  ck_row_stops(hear_row(enough(7), NULL), 7, 0, 6 * EACH + 1);
}

/* Behind it, the integer before it is no longer the last one. */
TEST(own, repeated_integers_may_have_a_text_among_them) {
  struct row texts = hear_row(texting(21), NULL);
  ck_assert_int_eq(texts.items, ITEMS / EACH + 2);
  ck_assert_int_eq(texts.texts, 1);
  ck_assert_int_eq(texts.ends, 1);
}

/* --- Pairs ---------------------------------------------------------------- */

static rill_value_t quarter_of_two(rill_value_t a, rill_value_t b,
                                   void *context) {
  struct row *row = context;
  ck_assert_int_eq(rill_as_int(b), rill_as_int(a) + 1);
  ck_assert_int_eq(row->items, rill_as_int(a)); /* the one before is through */
  return quarter(a, context);
}

static rill_observable_t *pairs_of(struct row *row) {
  return rill_pipe(
      rill_range(0, ITEMS), rill_zip(rill_range(1, ITEMS)),
      rill_starmap(rill_call_with(quarter_of_two, rill_borrow(row))));
}

static struct row hear_pairs(struct row row) {
  return row_hear(&row, pairs_of(&row));
}

TEST(own, pairs_come_one_by_one) {
  struct row row = hear_pairs(plain);
  ck_assert_int_eq(row.items, ITEMS);
  ck_assert_int_eq(row.ends, 1);
}

TEST(own, pairs_end_where_the_function_cancels_or_fails) {
  ck_row_stops(hear_pairs(cancelling(21)), 21, 0, 22);
  ck_row_stops(hear_pairs(failing(21)), 21, 1, 22);
}

TEST(own, pairs_of_an_inner_run_end_where_the_function_cancels_the_outer_one) {
  struct row row = cancelling(21);
  row_hear(&row, rill_concat_of(RILL_OBSERVABLES(pairs_of(&row)), NULL));
  ck_row_stops(row, 21, 0, 22);
}

TEST(own, pairs_end_with_the_item_that_is_enough) {
  ck_row_stops(hear_pairs(enough(7)), 7, 0, 7);
}

TEST(own, pairs_may_become_a_text) {
  struct row texts = hear_pairs(texting(21));
  ck_assert_int_eq(texts.items, ITEMS);
  ck_assert_int_eq(texts.texts, 1);
}
