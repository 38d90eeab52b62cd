/* SPDX-License-Identifier: MIT */
/* Rows that the driver takes a fast way through give what any other would. */
#include "rows.h"

enum { MAPS = 12, LATE = 5, ITEMS = 300 };

/* --- Rows of maps: item by item, through all of them ---------------------- */

struct maps {
  struct row row; /* its items are at map LATE */
  int64_t item, wrong;
};

static rill_value_t first_map(rill_value_t x, void *context) {
  struct maps *maps = context;
  if (rill_as_int(x) != maps->item || maps->row.calls != maps->item * MAPS)
    maps->wrong++; /* the item before has not been through all of them */
  maps->row.calls++;
  return rill_value_ref(x);
}

static rill_value_t middle_map(rill_value_t x, void *context) {
  ((struct maps *) context)->row.calls++;
  return rill_value_ref(x);
}

static rill_value_t late_map(rill_value_t x, void *context) {
  return row_call(&((struct maps *) context)->row, rill_as_int(x),
                  rill_as_int(x));
}

static rill_value_t last_map(rill_value_t x, void *context) {
  ((struct maps *) context)->item++;
  return middle_map(x, context);
}

static rill_observable_t *row_of_maps(struct maps *maps) {
  rill_observable_t *flow = rill_range(0, ITEMS);
  for (int i = 0; i < MAPS; i++)
    flow = rill_pipe(flow, rill_map(rill_call_with(i == 0          ? first_map
                                                   : i == LATE     ? late_map
                                                   : i == MAPS - 1 ? last_map
                                                                   : middle_map,
                                                   rill_borrow(maps))));
  return flow;
}

static struct row hear_maps(struct row row) {
  struct maps maps = {.row = row};
  row_hear(&maps.row, row_of_maps(&maps));
  ck_assert_int_eq(maps.wrong, 0);
  return maps.row;
}

TEST(driver, a_row_of_maps_runs_item_by_item) {
  struct row row = hear_maps(plain);
  ck_assert_int_eq(row.items, ITEMS);
  ck_assert_int_eq(row.ends, 1);
  ck_assert_int_eq(row.calls, ITEMS * MAPS);
}

TEST(driver, a_row_of_maps_stops_where_it_is_cancelled) {
  ck_row_stops(hear_maps(cancelling(20)), 20, 0, 20 * MAPS + LATE + 1);
}

TEST(driver, a_row_of_maps_fails_behind_the_items_before) {
  ck_row_stops(hear_maps(failing(20)), 20, 1, 20 * MAPS + LATE + 1);
}

TEST(driver, a_row_of_maps_passes_on_what_is_counted) {
  struct row row = hear_maps(texting(20));
  ck_assert_int_eq(row.items, ITEMS);
  ck_assert_int_eq(row.texts, 1);
  ck_assert_int_eq(row.calls, ITEMS * MAPS);
}

/* --- Kernels: a column of bare numbers, or items -------------------------- */

RILL_MAP_FN(twice, int64_t, int64_t, x) { return 2 * x; }
RILL_MAP_FN(half, double, int64_t, x) { return (double) x / 2; }
RILL_MAP_FN(less_one, double, double, x) { return x - 1; }
RILL_FILTER_FN(is_big, double, x) { return x > 140; }
RILL_FOLD_FN(add, double, double, sum, x) { return sum + x; }
RILL_FOLD_FN(add_ints, int64_t, int64_t, sum, x) { return sum + x; }

static rill_value_t twice_of(rill_value_t x, void *context) {
  (void) context;
  return rill_int(2 * rill_as_int(x));
}

static void ck_flow(rill_observable_t *flow, const char *text) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, flow, RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, text);
  clock_close(clock);
}

TEST(driver, kernels_change_the_kind_on_their_way) {
  ck_flow(rill_pipe(rill_range(0, 145), rill_map(twice), rill_map(half),
                    rill_map(less_one), rill_filter(is_big)),
          "141.0 142.0 143.0 |");
}

TEST(driver, kernels_fold_with_a_seed_and_without) {
  ck_flow(rill_pipe(rill_range(1, 600), rill_map(twice), rill_reduce(add_ints)),
          "360600 |");
  ck_flow(rill_pipe(rill_range(1, 600), rill_map(half),
                    rill_reduce(add, .seed = rill_double(0.5), .seeded = true)),
          "90150.5 |");
  ck_flow(rill_pipe(rill_range(1, 600), rill_map(half),
                    rill_reduce(add, .seed = rill_int(1), .seeded = true)),
          "90151.0 |");
}

TEST(driver, kernels_and_callbacks_take_turns) {
  ck_flow(rill_pipe(rill_range(0, 5), rill_map(twice), rill_map(twice),
                    rill_map(rill_call(twice_of)), rill_map(twice),
                    rill_take(4)),
          "0 16 32 48 |");
}

TEST(driver, kernels_take_ints_and_doubles_mixed) {
  const rill_value_t mixed[] = {rill_double(282), rill_int(283),
                                rill_double(284), rill_int(100), rill_int(285)};
  ck_flow(rill_pipe(rill_from_array(mixed, 5), rill_map(less_one),
                    rill_filter(is_big)),
          "281.0 282.0 283.0 284.0 |");
}

TEST(driver, a_kernel_refuses_an_item_behind_those_before_it) {
  const rill_value_t mixed[] = {rill_int(1), rill_int(2), rill_int(3),
                                rill_double(4), rill_int(5)};
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_from_array(mixed, 5), rill_map(twice), rill_map(twice)),
      RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "4 8 12 #");
  clock_close(clock);
}

/* --- A fold alone --------------------------------------------------------- */

static rill_value_t add_until(rill_value_t sum, rill_value_t x, void *context) {
  int64_t i = rill_as_int(x);
  return row_call(context, i, rill_as_int(sum) + i);
}

static struct row hear_fold(struct row row) {
  rill_fn_t add_up = rill_call_with(add_until, rill_borrow(&row));
  return row_hear(&row, rill_pipe(rill_range(0, ITEMS),
                                  rill_reduce(add_up, .seed = rill_int(0),
                                              .seeded = true)));
}

TEST(driver, a_fold_stops_where_it_is_cancelled_or_fails) {
  ck_row_stops(hear_fold(cancelling(20)), 0, 0, 21);
  ck_row_stops(hear_fold(failing(20)), 0, 1, 21);
}

TEST(driver, a_fold_may_come_to_a_sum_that_is_counted) {
  ck_assert_int_eq(hear_fold(texting(ITEMS - 1)).texts, 1);
  struct row back = hear_fold(texting(20));
  ck_assert_int_eq(back.items, 1);
  ck_assert_int_eq(back.texts, 0);
}

/* --- Scans ---------------------------------------------------------------- */

static rill_value_t same(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

/* A scan alone, below a map, and above one. */
static struct row hear_scan(struct row row, int shape, bool seeded) {
  rill_observable_t *flow = rill_range(0, ITEMS);
  if (shape == 1) flow = rill_pipe(flow, rill_map(rill_call(same)));
  flow = rill_pipe(flow, rill_scan(rill_call_with(add_until, rill_borrow(&row)),
                                   .seed = rill_int(0), .seeded = seeded));
  if (shape == 2) flow = rill_pipe(flow, rill_map(rill_call(same)));
  return row_hear(&row, flow);
}

TEST(driver, a_scan_stops_where_it_is_cancelled_or_fails) {
  for (int shape = 0; shape < 3; shape++) {
    ck_row_stops(hear_scan(cancelling(20), shape, true), 20, 0, 21);
    ck_row_stops(hear_scan(failing(20), shape, true), 20, 1, 21);
  }
}

TEST(driver, a_scan_stops_with_the_sum_that_is_enough) {
  for (int shape = 0; shape < 3; shape++)
    ck_row_stops(hear_scan(enough(7), shape, true), 7, 0, 7);
}

TEST(driver, a_scan_may_come_to_a_sum_that_is_counted) {
  for (int shape = 0; shape < 3; shape++) {
    struct row row = hear_scan(texting(20), shape, true);
    ck_assert_int_eq(row.items, ITEMS);
    ck_assert_int_eq(row.texts, 1);
    row = hear_scan(texting(20), shape, false);
    ck_assert_int_eq(row.items, ITEMS);
    ck_assert_int_eq(row.calls, ITEMS - 1);
    ck_assert_int_eq(row.ends, 1);
  }
}

/* --- One item ------------------------------------------------------------- */

static rill_value_t cancel_for_a_text(rill_value_t x, void *context) {
  const probe_t *probe = context;
  (void) x;
  rill_cancel(probe->subscription);
  return rill_string("text");
}

/* What a map has made for nobody goes at once. */
TEST(driver, one_item_that_cancels_is_dropped) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_just(rill_int(1)),
                            rill_map(rill_call_with(cancel_for_a_text,
                                                    rill_borrow(&probe))),
                            rill_to_list()),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "");
  ck_assert_int_eq(probe.released, 1);
  clock_close(clock);
}
