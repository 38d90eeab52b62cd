/* SPDX-License-Identifier: MIT */
/* Maps whose repeated integers are dropped, and pairs that are no lists: each
 * in one loop of the driver's. */
#include "support/probe.h"

enum { ITEMS = 600, EACH = 4 };

struct row {
  rill_subscription_t *run;
  int64_t cancel_at, fail_at, text_at, enough;
  int64_t calls, items, sum, texts, ends, errors;
};

static rill_value_t quarter(rill_value_t x, void *context) {
  struct row *row = context;
  int64_t i = rill_as_int(x);
  row->calls++;
  if (i == row->cancel_at) rill_cancel(row->run);
  if (i == row->fail_at) return rill_fail(rill_error_new(7, "no"));
  if (i == row->text_at) return rill_string("text");
  return rill_int(i / EACH);
}

static rill_value_t add(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_as_int(a) + rill_as_int(b));
}

static void hear_run(rill_subscription_t *run, void *context) {
  ((struct row *) context)->run = run;
  rill_request(run, RILL_UNBOUNDED);
}

static void hear(rill_value_t v, void *context) {
  struct row *row = context;
  row->items++;
  row->sum += rill_as_int(v);
  row->texts += rill_as_object(v, &rill_string_type) != NULL;
  if (row->items == row->enough) rill_cancel(row->run);
}

static void hear_end(void *context) { ((struct row *) context)->ends++; }

static void hear_error(rill_error_t *error, void *context) {
  (void) error;
  ((struct row *) context)->errors++;
}

static struct row hear_flow(struct row *row, rill_observable_t *flow) {
  rill_scheduler_t *clock = clock_new();
  rill_unref(rill_subscribe(clock, flow, .subscribed = hear_run, .next = hear,
                            .complete = hear_end, .error = hear_error,
                            .context = row));
  clock_close(clock);
  return *row;
}

/* Observed at once, or with one more operator. */
static struct row hear_row(struct row row, rill_operator_t *more) {
  rill_observable_t *flow =
      rill_pipe(rill_range(0, ITEMS),
                rill_map(rill_call_with(quarter, rill_borrow(&row))),
                rill_distinct_until_changed());
  if (more != NULL) flow = rill_pipe(flow, more);
  return hear_flow(&row, flow);
}

static const struct row plain = {.cancel_at = -1, .fail_at = -1, .text_at = -1};

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
  struct row row = plain;
  row.cancel_at = 21;
  struct row cancelled = hear_row(row, NULL);
  ck_assert_int_eq(cancelled.items, 6);
  ck_assert_int_eq(cancelled.ends + cancelled.errors, 0);
  ck_assert_int_eq(cancelled.calls, 22);
  row = plain;
  row.fail_at = 21;
  struct row failed = hear_row(row, NULL);
  ck_assert_int_eq(failed.items, 6);
  ck_assert_int_eq(failed.errors, 1);
  ck_assert_int_eq(failed.calls, 22);
}

TEST(own, repeated_integers_end_with_the_item_that_is_enough) {
  struct row row = plain;
  row.enough = 7;
  struct row enough = hear_row(row, NULL);
  ck_assert_int_eq(enough.items, 7);
  ck_assert_int_eq(enough.ends + enough.errors, 0);
  ck_assert_int_eq(enough.calls, 6 * EACH + 1);
}

/* Behind it, the integer before it is no longer the last one. */
TEST(own, repeated_integers_may_have_a_text_among_them) {
  struct row row = plain;
  row.text_at = 21;
  struct row texts = hear_row(row, NULL);
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
  return hear_flow(&row, pairs_of(&row));
}

TEST(own, pairs_come_one_by_one) {
  struct row row = hear_pairs(plain);
  ck_assert_int_eq(row.items, ITEMS);
  ck_assert_int_eq(row.ends, 1);
}

TEST(own, pairs_end_where_the_function_cancels_or_fails) {
  struct row row = plain;
  row.cancel_at = 21;
  struct row cancelled = hear_pairs(row);
  ck_assert_int_eq(cancelled.items, 21);
  ck_assert_int_eq(cancelled.ends + cancelled.errors, 0);
  ck_assert_int_eq(cancelled.calls, 22);
  row = plain;
  row.fail_at = 21;
  struct row failed = hear_pairs(row);
  ck_assert_int_eq(failed.items, 21);
  ck_assert_int_eq(failed.errors, 1);
  ck_assert_int_eq(failed.calls, 22);
}

TEST(own, pairs_of_an_inner_run_end_where_the_function_cancels_the_outer_one) {
  struct row row = plain;
  row.cancel_at = 21;
  hear_flow(&row, rill_concat_of(RILL_OBSERVABLES(pairs_of(&row)), NULL));
  ck_assert_int_eq(row.items, 21);
  ck_assert_int_eq(row.ends + row.errors, 0);
  ck_assert_int_eq(row.calls, 22);
}

TEST(own, pairs_end_with_the_item_that_is_enough) {
  struct row row = plain;
  row.enough = 7;
  struct row enough = hear_pairs(row);
  ck_assert_int_eq(enough.items, 7);
  ck_assert_int_eq(enough.calls, 7);
}

TEST(own, pairs_may_become_a_text) {
  struct row row = plain;
  row.text_at = 21;
  struct row texts = hear_pairs(row);
  ck_assert_int_eq(texts.items, ITEMS);
  ck_assert_int_eq(texts.texts, 1);
}
