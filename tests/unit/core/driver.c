/* SPDX-License-Identifier: MIT */
/* Rows that the driver takes a fast way through give what any other would. */
#include <stdio.h>

#include "support/probe.h"

enum { MAPS = 12, LATE = 5, ITEMS = 300 };

/* --- Rows of maps: item by item, through all of them ---------------------- */

struct row {
  rill_subscription_t *run;
  int64_t item, cancel_at, fail_at, text_at; /* at map LATE */
  int64_t calls, wrong;
  int64_t enough; /* cancelled with that many heard */
};

static rill_value_t first_map(rill_value_t x, void *context) {
  struct row *row = context;
  if (rill_as_int(x) != row->item || row->calls != row->item * MAPS)
    row->wrong++; /* the item before has not been through all of them */
  row->calls++;
  return rill_value_ref(x);
}

static rill_value_t middle_map(rill_value_t x, void *context) {
  ((struct row *) context)->calls++;
  return rill_value_ref(x);
}

static rill_value_t late_map(rill_value_t x, void *context) {
  struct row *row = context;
  row->calls++;
  if (row->item == row->cancel_at) rill_cancel(row->run);
  if (row->item == row->fail_at) return rill_fail(rill_error_new(7, "no"));
  if (row->item == row->text_at) return rill_string("text");
  return rill_value_ref(x);
}

static rill_value_t last_map(rill_value_t x, void *context) {
  struct row *row = context;
  row->calls++;
  row->item++;
  return rill_value_ref(x);
}

static rill_observable_t *row_of_maps(struct row *row) {
  rill_observable_t *flow = rill_range(0, ITEMS);
  for (int i = 0; i < MAPS; i++)
    flow = rill_pipe(flow, rill_map(rill_call_with(i == 0          ? first_map
                                                   : i == LATE     ? late_map
                                                   : i == MAPS - 1 ? last_map
                                                                   : middle_map,
                                                   rill_borrow(row))));
  return flow;
}

struct heard {
  int64_t items, texts, ends, errors;
  struct row *row;
};

static void hear_run(rill_subscription_t *run, void *context) {
  ((struct heard *) context)->row->run = run;
  rill_request(run, RILL_UNBOUNDED);
}

static void hear(rill_value_t v, void *context) {
  struct heard *heard = context;
  heard->items++;
  if (rill_as_object(v, &rill_string_type) != NULL) heard->texts++;
  if (heard->items == heard->row->enough) rill_cancel(heard->row->run);
}

static void hear_end(void *context) { ((struct heard *) context)->ends++; }

static void hear_error(rill_error_t *error, void *context) {
  (void) error;
  ((struct heard *) context)->errors++;
}

static struct heard hear_row(struct row *row) {
  rill_scheduler_t *clock = clock_new();
  struct heard heard = {.row = row};
  rill_unref(rill_subscribe(clock, row_of_maps(row), .subscribed = hear_run,
                            .next = hear, .complete = hear_end,
                            .error = hear_error, .context = &heard));
  clock_close(clock);
  ck_assert_int_eq(row->wrong, 0);
  return heard;
}

TEST(driver, a_row_of_maps_runs_item_by_item) {
  struct row row = {.cancel_at = -1, .fail_at = -1, .text_at = -1};
  struct heard heard = hear_row(&row);
  ck_assert_int_eq(heard.items, ITEMS);
  ck_assert_int_eq(heard.ends, 1);
  ck_assert_int_eq(row.calls, ITEMS * MAPS);
}

TEST(driver, a_row_of_maps_stops_where_it_is_cancelled) {
  struct row row = {.cancel_at = 20, .fail_at = -1, .text_at = -1};
  struct heard heard = hear_row(&row);
  ck_assert_int_eq(heard.items, 20);
  ck_assert_int_eq(heard.ends + heard.errors, 0);
  ck_assert_int_eq(row.calls, 20 * MAPS + LATE + 1);
}

TEST(driver, a_row_of_maps_fails_behind_the_items_before) {
  struct row row = {.cancel_at = -1, .fail_at = 20, .text_at = -1};
  struct heard heard = hear_row(&row);
  ck_assert_int_eq(heard.items, 20);
  ck_assert_int_eq(heard.errors, 1);
  ck_assert_int_eq(row.calls, 20 * MAPS + LATE + 1);
}

TEST(driver, a_row_of_maps_passes_on_what_is_counted) {
  struct row row = {.cancel_at = -1, .fail_at = -1, .text_at = 20};
  struct heard heard = hear_row(&row);
  ck_assert_int_eq(heard.items, ITEMS);
  ck_assert_int_eq(heard.texts, 1);
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
  struct row *row = context;
  int64_t i = rill_as_int(x);
  row->calls++;
  if (i == row->cancel_at) rill_cancel(row->run);
  if (i == row->fail_at) return rill_fail(rill_error_new(7, "no"));
  if (i == row->text_at) return rill_string("text");
  return rill_int(rill_as_int(sum) + i);
}

static struct heard hear_fold(struct row *row) {
  rill_scheduler_t *clock = clock_new();
  struct heard heard = {.row = row};
  rill_unref(rill_subscribe(
      clock,
      rill_pipe(rill_range(0, ITEMS),
                rill_reduce(rill_call_with(add_until, rill_borrow(row)),
                            .seed = rill_int(0), .seeded = true)),
      .subscribed = hear_run, .next = hear, .complete = hear_end,
      .error = hear_error, .context = &heard));
  clock_close(clock);
  return heard;
}

TEST(driver, a_fold_stops_where_it_is_cancelled_or_fails) {
  struct row cancelled = {.cancel_at = 20, .fail_at = -1, .text_at = -1};
  struct heard heard = hear_fold(&cancelled);
  ck_assert_int_eq(heard.items + heard.ends + heard.errors, 0);
  ck_assert_int_eq(cancelled.calls, 21);
  struct row failed = {.cancel_at = -1, .fail_at = 20, .text_at = -1};
  heard = hear_fold(&failed);
  ck_assert_int_eq(heard.errors, 1);
  ck_assert_int_eq(failed.calls, 21);
}

TEST(driver, a_fold_may_come_to_a_sum_that_is_counted) {
  struct row texts = {.cancel_at = -1, .fail_at = -1, .text_at = ITEMS - 1};
  struct heard heard = hear_fold(&texts);
  ck_assert_int_eq(heard.texts, 1);
  struct row back = {.cancel_at = -1, .fail_at = -1, .text_at = 20};
  heard = hear_fold(&back);
  ck_assert_int_eq(heard.items, 1);
  ck_assert_int_eq(heard.texts, 0);
}

/* --- Scans ---------------------------------------------------------------- */

static rill_value_t same(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

/* A scan alone, below a map, and above one. */
static struct heard hear_scan(struct row *row, int shape, bool seeded) {
  rill_scheduler_t *clock = clock_new();
  struct heard heard = {.row = row};
  rill_observable_t *flow = rill_range(0, ITEMS);
  row->calls = 0;
  if (shape == 1) flow = rill_pipe(flow, rill_map(rill_call(same)));
  flow = rill_pipe(flow, rill_scan(rill_call_with(add_until, rill_borrow(row)),
                                   .seed = rill_int(0), .seeded = seeded));
  if (shape == 2) flow = rill_pipe(flow, rill_map(rill_call(same)));
  rill_unref(rill_subscribe(clock, flow, .subscribed = hear_run, .next = hear,
                            .complete = hear_end, .error = hear_error,
                            .context = &heard));
  clock_close(clock);
  return heard;
}

TEST(driver, a_scan_stops_where_it_is_cancelled_or_fails) {
  for (int shape = 0; shape < 3; shape++) {
    struct row cancelled = {.cancel_at = 20, .fail_at = -1, .text_at = -1};
    struct heard heard = hear_scan(&cancelled, shape, true);
    ck_assert_int_eq(heard.items, 20);
    ck_assert_int_eq(heard.ends + heard.errors, 0);
    ck_assert_int_eq(cancelled.calls, 21);
    struct row failed = {.cancel_at = -1, .fail_at = 20, .text_at = -1};
    heard = hear_scan(&failed, shape, true);
    ck_assert_int_eq(heard.items, 20);
    ck_assert_int_eq(heard.errors, 1);
    ck_assert_int_eq(failed.calls, 21);
  }
}

TEST(driver, a_scan_stops_with_the_sum_that_is_enough) {
  for (int shape = 0; shape < 3; shape++) {
    struct row row = {.cancel_at = -1, .fail_at = -1, .text_at = -1, .enough = 7};
    struct heard heard = hear_scan(&row, shape, true);
    ck_assert_int_eq(heard.items, 7);
    ck_assert_int_eq(heard.ends + heard.errors, 0);
    ck_assert_int_eq(row.calls, 7);
  }
}

TEST(driver, a_scan_may_come_to_a_sum_that_is_counted) {
  for (int shape = 0; shape < 3; shape++) {
    struct row row = {.cancel_at = -1, .fail_at = -1, .text_at = 20};
    struct heard heard = hear_scan(&row, shape, true);
    ck_assert_int_eq(heard.items, ITEMS);
    ck_assert_int_eq(heard.texts, 1);
    heard = hear_scan(&row, shape, false);
    ck_assert_int_eq(heard.items, ITEMS);
    ck_assert_int_eq(row.calls, ITEMS - 1);
    ck_assert_int_eq(heard.ends, 1);
  }
}
