/* SPDX-License-Identifier: MIT */
/* What operators let go of a row, and that they let nothing else go. */
#include "support/told.h"

static void ck_told(rill_observable_t *flow, const char *heard,
                    const char *expected) {
  probe_t probe = {0};
  rill_scheduler_t *clock = told_clock();
  probe_subscribe(&probe, clock, flow, RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, heard);
  clock_close(clock);
  ck_assert_str_eq(told, expected);
}

TEST(dropped_rows, of_those_that_choose) {
  ck_told(rill_pipe(rill_range(1, 3), rill_last()), "3 |", "1@last 2@last ");
  ck_told(rill_pipe(rill_range(1, 3), rill_min()), "1 |", "2@min 3@min ");
  ck_told(rill_pipe(rill_range(1, 3), rill_max()), "3 |", "1@max 2@max ");
  ck_told(rill_pipe(rill_range(1, 4), rill_slice(-2, .stop = 2)), "|",
          "1@slice 3@slice 4@slice 2@slice ");
}

TEST(dropped_rows, of_those_that_wait_for_others) {
  ck_told(rill_pipe(rill_range(1, 3), rill_fork_join(rill_just(rill_int(9)))),
          "[3, 9] |", "1@fork_join 2@fork_join ");
}

TEST(dropped_rows, nothing_of_what_went_on) {
  ck_told(rill_pipe(rill_range(1, 3), rill_pairwise()), "[1, 2] [2, 3] |", "");
  ck_told(rill_pipe(rill_range(1, 3), rill_to_list()), "[1, 2, 3] |", "");
}

static rill_value_t next(rill_value_t state, void *context) {
  (void) context;
  return rill_int(rill_as_int(state) + 1);
}

static rill_value_t yes(rill_value_t state, void *context) {
  (void) state;
  (void) context;
  return rill_bool(true);
}

static rill_value_t is_three(rill_value_t item, void *context) {
  (void) context;
  return rill_bool(rill_as_int(item) == 3);
}

TEST(dropped_rows, nothing_of_what_a_source_has_made) {
  rill_observable_t *source =
      rill_generate(rill_int(1), rill_call(yes), rill_call(next));
  ck_told(rill_pipe(source, rill_take_until_value(rill_call(is_three))),
          "1 2 3 |", "");
}
