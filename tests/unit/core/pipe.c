/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/probe.h"

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }
RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }
RILL_MAP_FN(half, double, double, x) { return x / 2; }
RILL_MAP_FN(negate, bool, bool, x) { return !x; }

static rill_value_t square_call(rill_value_t x, void *context) {
  (void) context;
  return square_item(x, NULL);
}

static rill_value_t fail_at_5(rill_value_t x, void *context) {
  (void) context;
  if (rill_as_int(x) == 5)
    return rill_fail(rill_error_new(7, "no %d here", 5));
  return rill_int(rill_as_int(x));
}

TEST(pipe, runs_the_stages_in_order) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 10),
                                               rill_map(square),
                                               rill_filter(is_even),
                                               rill_take(3))),
                   "4 16 36 |");
}

TEST(pipe, compose_is_the_stages_in_a_row) {
  probe_t probe = {0};
  rill_operator_t *even_squares =
      rill_compose(rill_map(square), rill_filter(is_even));
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 5), even_squares)), "4 16 |");
}

TEST(pipe, an_operator_may_stand_in_two_pipes) {
  probe_t one = {0}, two = {0};
  rill_operator_t *first = rill_take(1);
  rill_operator_t *again = rill_ref(first);
  ck_assert_str_eq(probe_run(&one, rill_pipe(rill_range(1, 5), first)), "1 |");
  ck_assert_str_eq(probe_run(&two, rill_pipe(rill_range(7, 5), again)), "7 |");
}

TEST(pipe, a_bad_argument_names_operator_argument_site_and_stage) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_range(1, 5), rill_map(square),
                              rill_take(-1), rill_filter(is_even)));
  ck_assert_str_eq(probe.text, "#");
  ck_assert_int_eq(probe.error_code, RILL_EINVAL);
  ck_assert_str_has(probe.error, "rill_take: count is -1 (must be >= 0), at ");
  ck_assert_str_has(probe.error, "pipe.c:");
  ck_assert_str_has(probe.error, ", stage 2");
}

TEST(pipe, null_stages_are_named) {
  probe_t source = {0}, stage = {0};
  probe_run(&source, rill_pipe(NULL, rill_take(1)));
  ck_assert_str_has(source.error, "rill_pipe: the source is NULL");
  probe_run(&stage, rill_pipe(rill_range(1, 5), rill_take(1), NULL));
  ck_assert_str_has(stage.error, "rill_pipe: operator 2 is NULL");
}

TEST(pipe, a_failing_callback_is_placed) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_range(4, 5), rill_map(rill_call(fail_at_5)),
                              rill_map(square)));
  ck_assert_str_eq(probe.text, "16 #");
  ck_assert_int_eq(probe.error_code, 7);
  ck_assert_str_has(probe.error, "no 5 here, at ");
  ck_assert_str_has(probe.error, "stage 1 (map)");
}

TEST(pipe, an_item_of_the_wrong_kind_is_an_error) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 2),
                                               rill_map(half))),
                   "0.5 1.0 |");
  probe_t wrong = {0};
  probe_run(&wrong, rill_pipe(rill_range(1, 9), rill_map(negate)));
  ck_assert_str_eq(wrong.text, "#");
  ck_assert_int_eq(wrong.error_code, RILL_ETYPE);
  ck_assert_str_has(wrong.error, "negate: the item is int 1, not bool");
}

/* Kernels and callbacks must not be told apart. */
TEST(pipe, kernels_and_callbacks_agree) {
  probe_t batch = {0}, single = {0};
  rill_fn_t plain = square;
  plain.kernel = NULL;
  probe_run(&batch, rill_pipe(rill_range(1, 1000), rill_map(square),
                              rill_filter(is_even),
                              rill_reduce(add)));
  probe_run(&single,
            rill_pipe(rill_range(1, 1000), rill_map(plain),
                      rill_filter(rill_call_with(is_even.as.call1,
                                                 rill_borrow(NULL))),
                      rill_reduce(rill_call_with(add.as.call2,
                                                 rill_borrow(NULL)))));
  ck_assert_str_eq(batch.text, single.text);
  ck_assert_str_eq(batch.text, "167167000 |");
}

/* As a kernel would be that meets an item it cannot take. */
static size_t square_below_5(const rill_value_t *in, rill_value_t *out,
                             size_t count) {
  size_t i = 0;
  for (; i < count && rill_as_int(in[i]) < 5; i++)
    out[i] = rill_int(rill_as_int(in[i]) * rill_as_int(in[i]));
  return i;
}

/* Item 5 of a batch fails: the four before it are delivered first. */
TEST(pipe, a_kernel_fails_after_the_items_before) {
  static const rill_kernel_t kernel = {.map = square_below_5};
  probe_t probe = {0};
  rill_fn_t fails = rill_call(fail_at_5);
  fails.kernel = &kernel;
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 100), rill_map(fails))),
      "1 4 9 16 #");
}

static rill_value_t note(rill_value_t x, void *context) {
  probe_t *probe = context;
  size_t length = strlen(probe->text);
  snprintf(probe->text + length, sizeof probe->text - length, "f%d ",
           (int) rill_as_int(x));
  return rill_int(rill_as_int(x));
}

static void note_item(rill_value_t x, void *context) {
  probe_t *probe = context;
  size_t length = strlen(probe->text);
  snprintf(probe->text + length, sizeof probe->text - length, "n%d ",
           (int) rill_as_int(x));
}

TEST(pipe, callbacks_run_item_by_item) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_unref(rill_subscribe(
      clock,
      rill_pipe(rill_range(1, 3),
                rill_map(rill_call_with(note, rill_borrow(&probe)))),
      .next = note_item, .context = &probe));
  ck_assert_str_eq(probe.text, "f1 n1 f2 n2 f3 n3 ");
  clock_close(clock);
}

static rill_value_t cancel_inside(rill_value_t x, void *context) {
  probe_t *probe = context;
  if (rill_as_int(x) == 2) rill_cancel(probe->subscription);
  return rill_int(rill_as_int(x));
}

TEST(pipe, cancel_inside_a_stage_lets_nothing_through) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe,
                rill_pipe(rill_range(1, 9),
                          rill_map(rill_call_with(cancel_inside,
                                                  rill_borrow(&probe))))),
      "1");
}

static rill_value_t to_text(rill_value_t x, void *context) {
  (void) context;
  return rill_stringf("<%d>", (int) rill_as_int(x));
}

static rill_value_t itself(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

TEST(pipe, counted_items_are_dropped) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 3),
                                  rill_map(rill_call(to_text)),
                                  rill_map(rill_call(itself)),
                                  rill_take(2))),
      "<1> <2> |");
}

static rill_value_t latest(rill_value_t sum, rill_value_t item, void *context) {
  (void) sum;
  (void) context;
  return rill_value_ref(item);
}

/* A scan keeps its sum until the run is over. */
TEST(pipe, a_stage_lets_go_wherever_it_stands) {
  probe_t first = {0}, middle = {0}, last = {0};
  rill_value_t a = rill_string("a"), b = rill_string("b");
  rill_observable_t *of = rill_of(a, b), *scan;
  rill_fn_t f = rill_call(latest);
  scan = rill_pipe(rill_ref(of), rill_scan(f), rill_take(2), rill_skip(1));
  ck_assert_str_eq(probe_run(&first, scan), "b |");
  scan = rill_pipe(rill_ref(of), rill_take(2), rill_scan(f), rill_skip(1));
  ck_assert_str_eq(probe_run(&middle, scan), "b |");
  scan = rill_pipe(of, rill_take(2), rill_skip(1), rill_scan(f));
  ck_assert_str_eq(probe_run(&last, scan), "b |");
}

static void drop(void *context) { ++*(int *) context; }

TEST(pipe, a_context_is_dropped_once_with_the_last_operator) {
  int dropped = 0;
  probe_t probe = {0};
  rill_operator_t *op =
      rill_map(rill_call_with(square_call, rill_own(&dropped, drop)));
  rill_operator_t *again = rill_ref(op);
  probe_run(&probe, rill_pipe(rill_range(1, 2), op));
  ck_assert_int_eq(dropped, 0);
  rill_unref(again);
  ck_assert_int_eq(dropped, 1);
  rill_unref(rill_map(rill_call_with((rill_call1_fn) NULL,
                                     rill_own(&dropped, drop))));
  ck_assert_int_eq(dropped, 2);
}

/* Operators and the source are made first; the row of them is one block more,
 * with whatever stands in a part. */
TEST(pipe, a_row_costs_one_allocation) {
  rill_operator_t *part =
      rill_compose(rill_compose(rill_skip(1), rill_take(4)), rill_map(square));
  rill_operator_t *last = rill_filter(is_even);
  rill_observable_t *flow = rill_range(1, 100);
  probe_t probe = {0};
  failing_start(0, FAILING_ONE);
  flow = rill_pipe(flow, part, last);
  ck_assert_uint_eq(failing_count(), 1);
  failing_stop();
  ck_assert_str_eq(probe_run(&probe, flow), "4 16 |");
}

/* A row that two have is not changed by what one of them adds. */
TEST(pipe, a_row_is_its_own) {
  rill_observable_t *row = rill_pipe(rill_range(1, 9), rill_map(square));
  rill_observable_t *again = rill_ref(row);
  rill_observable_t *longer = rill_pipe(again, rill_take(3), rill_skip(1));
  probe_t first = {0}, second = {0}, third = {0};
  ck_assert_str_eq(probe_run(&first, rill_ref(longer)), "4 9 |");
  ck_assert_str_eq(probe_run(&second, rill_pipe(row, rill_take(1))), "1 |");
  ck_assert_str_eq(probe_run(&third, longer), "4 9 |");
}

/* One block for the chain; items cost none. */
TEST(pipe, a_run_costs_one_allocation) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  failing_start(0, FAILING_ONE);
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 100000), rill_map(rill_call(square_call)),
                rill_filter(is_even), rill_reduce(add));
  size_t built = failing_count();
  probe_subscribe(&probe, clock, flow, RILL_UNBOUNDED);
  ck_assert_uint_eq(failing_count() - built, 1);
  failing_stop();
  ck_assert_int_eq(probe.ends, 1);
  clock_close(clock);
}

TEST(pipe, each_allocation_may_fail) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    int dropped = 0;
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    rill_observable_t *flow = rill_pipe(
        rill_range(1, 10),
        rill_map(rill_call_with(square_call, rill_own(&dropped, drop))),
        rill_compose(rill_filter(is_even), rill_take(2)));
    probe_subscribe(&probe, clock, flow, RILL_UNBOUNDED);
    rill_scheduler_close(clock);
    ck_assert_int_eq(dropped, 1);
    ck_assert_int_eq(probe.released, 1);
    ck_assert_int_eq(probe.ends, 1);
    if (probe.error_code != 0 && clock != NULL)
      ck_assert_int_eq(probe.error_code, RILL_ENOMEM);
  }
}

/* A kernel that ends in the middle of a batch delivers what comes before. */
TEST(pipe, take_ends_a_batch_of_kernels) {
  probe_t one = {0}, two = {0};
  ck_assert_str_eq(probe_run(&one, rill_pipe(rill_range(1, 9), rill_take(4))),
                   "1 2 3 4 |");
  ck_assert_str_eq(probe_run(&two, rill_pipe(rill_range(1, 9), rill_take(5),
                                             rill_map(square))),
                   "1 4 9 16 25 |");
}
