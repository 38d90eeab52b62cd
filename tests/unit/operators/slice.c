/* SPDX-License-Identifier: MIT */
/* slice: a part of the stream, counted from either end. */
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(slice, passes_from_an_index_on) {
  ck_marbles("-0-1-2-3-|", rill_slice(0), "-0-1-2-3-|");
  ck_marbles("-0-1-2-3-|", rill_slice(2), "-----2-3-|");
  ck_marbles("-0-1-2-3-|", rill_slice(9), "---------|");
}

TEST(slice, completes_with_the_last_item_that_can_be_in) {
  ck_marbles("-0-1-2-3-|", rill_slice(1, .stop = 3), "---1-(2|)");
  ck_marbles("-0-1-2-3-|", rill_slice(1, .stop = 9), "---1-2-3-|");
  ck_marbles("012345678|", rill_slice(1, .stop = 8, .step = 3), "-1--4--(7|)");
  ck_marbles("012345678|", rill_slice(1, .stop = 7, .step = 3), "-1--(4|)");
}

TEST(slice, passes_every_so_many_th) {
  ck_marbles("0123456|", rill_slice(0, .step = 2), "0-2-4-6|");
  ck_marbles("0123456|", rill_slice(1, .step = 4), "-1---5-|");
  ck_marbles("0123456|", rill_slice(1, .step = INT64_MAX), "-1-----|");
}

TEST(slice, that_is_empty_never_subscribes) {
  rill_observable_t *flow = rill_throw(rill_error_new(1, "subscribed"));
  rill_observable_t *again = rill_ref(flow);
  ck_source(rill_pipe(flow, rill_slice(3, .stop = 3)), "|");
  flow = rill_ref(again);
  ck_source(rill_pipe(flow, rill_slice(-2, .stop = -2)), "|");
  ck_source(rill_pipe(again, rill_slice(-2, .stop = INT64_MIN)), "|");
}

TEST(slice, stops_before_the_end) {
  ck_marbles("-0-1-2-3-|", rill_slice(0, .stop = -1), "---0-1-2-|");
  ck_marbles("-0-1-2-3-|", rill_slice(1, .stop = -2), "-------1-|");
  ck_marbles("-0-1-2-3-|", rill_slice(2, .stop = -2), "---------|");
  ck_marbles("-0-1-2-3-|", rill_slice(0, .stop = INT64_MIN), "---------|");
  ck_marbles("01234567|", rill_slice(1, .stop = -1, .step = 2), "--1-3-5-|");
  ck_marbles("01234567|", rill_slice(0, .stop = -3, .step = 2), "---0-2-4|");
}

TEST(slice, begins_before_the_end) {
  ck_marbles("-0-1-2-3-|", rill_slice(-1), "---------(3|)");
  ck_marbles("-0-1-2-3-|", rill_slice(-3), "---------(123|)");
  ck_marbles("-0-1-2-3-|", rill_slice(-9), "---------(0123|)");
  ck_marbles("-0-1-|", rill_slice(INT64_MIN), "-----(01|)");
  ck_marbles("01234567|", rill_slice(-5, .step = 2), "--------(357|)");
  ck_marbles("01234567|", rill_slice(-5, .step = INT64_MAX), "--------(3|)");
}

TEST(slice, counts_both_ends_from_the_end) {
  ck_marbles("-0-1-2-3-|", rill_slice(-3, .stop = -1), "---------(12|)");
  ck_marbles("-0-1-|", rill_slice(-9, .stop = -1), "-----(0|)");
  ck_marbles("-0-1-|", rill_slice(-9, .stop = -2), "-----|");
  ck_marbles("-0-1-|", rill_slice(-9, .stop = -3), "-----|");
  ck_marbles("01234567|", rill_slice(-6, .stop = -1, .step = 2),
             "--------(246|)");
}

TEST(slice, from_the_end_up_to_an_index) {
  ck_marbles("-0-1-2-3-|", rill_slice(-2, .stop = 3), "---------(2|)");
  ck_marbles("-0-1-2-3-|", rill_slice(-9, .stop = 3), "---------(012|)");
  ck_marbles("-0-1-2-3-|", rill_slice(-2, .stop = 9), "---------(23|)");
  /* with the fifth item, the last two begin at 3 */
  ck_marbles("012345678|", rill_slice(-2, .stop = 3), "----|");
  ck_marbles("0123|", rill_slice(-2, .stop = 3), "----(2|)");
  ck_marbles("012|", rill_slice(-2, .stop = 3, .step = 2), "---(1|)");
}

static void slice_at(int64_t count, int64_t start, int64_t stop, int64_t step) {
  probe_t probe = {0};
  char expected[64] = "", word[8];
  int64_t from = start < 0 ? start + count : start;
  int64_t to = stop < 0 ? stop + count : stop == 0 ? count : stop;
  for (int64_t i = from < 0 ? 0 : from; i < to && i < count; i += step) {
    snprintf(word, sizeof word, "%d ", (int) i);
    strcat(expected, word);
  }
  strcat(expected, "|");
  probe_run(&probe, rill_pipe(rill_range(0, count),
                              rill_slice(start, .stop = stop, .step = step)));
  ck_assert_msg(strcmp(probe.text, expected) == 0,
                "slice(%d, %d, %d) of %d: %s, not %s", (int) start, (int) stop,
                (int) step, (int) count, probe.text, expected);
}

TEST(slice, is_that_of_an_array) {
  for (int64_t count = 0; count <= 6; count++)
    for (int64_t start = -7; start <= 7; start++)
      for (int64_t stop = -7; stop <= 7; stop++)
        for (int64_t step = 1; step <= 4; step++)
          slice_at(count, start, stop, step);
}

static rill_value_t add(rill_value_t request, void *context) {
  *(int64_t *) context += rill_as_int(request);
  return rill_none();
}

TEST(slice, asks_for_no_more_than_it_passes) {
  int64_t asked = 0;
  rill_fn_t note = rill_call_with(add, rill_borrow(&asked));
  ck_source(rill_pipe(rill_range(0, 9), rill_do(.request = note),
                      rill_slice(1, .stop = 8, .step = 3)),
            "(147|)");
  ck_assert_int_eq(asked, 3);
}

TEST(slice, keeps_to_demand) {
  ck_marbles_stepwise("0123456|", rill_slice(1, .stop = 6, .step = 2),
                      "-1-3-(5|)");
  ck_marbles_stepwise("0123456|", rill_slice(1, .stop = -1, .step = 2),
                      "--1-3-5|");
  ck_asking("012|", rill_slice(-2), "-----1--(2|)", {5, 1}, {8, 1});
}

TEST(slice, passes_an_error_on_at_once) {
  ck_marbles("-0-1-#", rill_slice(1), "---1-#");
  ck_marbles("-0-1-#", rill_slice(0, .stop = -1), "---0-#");
  ck_marbles("-0-1-#", rill_slice(-1), "-----#");
}

TEST(slice, owns_what_it_holds) {
  ck_marbles_of("abc|", rill_slice(0, .stop = -1, .step = 2), "-a-|",
                rill_string("one"), rill_string("two"), rill_string("three"));
  ck_marbles_of("abc--|", rill_slice(0, .stop = -2), "--a!", rill_string("one"),
                rill_string("two"), rill_string("three"));
  ck_marbles_of("abc|", rill_slice(-1), "---(c|)", rill_string("one"),
                rill_string("two"), rill_string("three"));
  ck_marbles_of("abc|", rill_slice(-3, .step = 2), "---(ac|)",
                rill_string("one"), rill_string("two"), rill_string("three"));
  ck_marbles_of("abc--|", rill_slice(-2, .stop = 1), "--|", rill_string("one"),
                rill_string("two"), rill_string("three"));
}

TEST(slice, ends_with_an_error_or_well_without_memory) {
  static const int64_t ends[][3] = {/* start, stop, items */
                                    {1, -99, 134},
                                    {-99, 0, 33},
                                    {-99, 450, 17},
                                    {-99, -9, 30}};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    failing_each(FAILING_ONE) {
      probe_t probe = {0};
      rill_scheduler_t *clock = rill_virtual_scheduler_new();
      if (clock != NULL) {
        rill_operator_t *slice =
            rill_slice(ends[i][0], .stop = ends[i][1], .step = 3);
        probe_subscribe(&probe, clock, rill_pipe(rill_range(0, 500), slice),
                        RILL_UNBOUNDED);
        ck_assert_int_eq(probe.ends, 1);
        ck_assert((int64_t) probe.items == ends[i][2] ||
                  probe.error_code == RILL_ENOMEM);
      }
      rill_scheduler_close(clock);
    }
}

TEST(slice, refuses_a_negative_step) {
  ck_operator_fails(rill_slice(0, .step = -1), RILL_EINVAL,
                    "rill_slice: step is -1 (must be >= 0)");
  ck_operator_fails(rill_slice(-1, .step = -2), RILL_EINVAL,
                    "rill_slice: step is -2 (must be >= 0)");
}
