/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/endless.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill/create.h>
#include <rill/filter.h>
#include <rill/recover.h>

TEST(repeat, runs_again_on_completion) {
  ck_marbles("-1-2|", rill_repeat(2), "-1-2-1-2|");
  ck_marbles("-1-2|", rill_repeat(1), "-1-2|");
  ck_marbles("--|", rill_repeat(3), "------|");
}

TEST(repeat, waits_between_runs) {
  ck_marbles("1-|", rill_repeat(3, .delay = 3), "1----1----1-|");
}

TEST(repeat, ends_with_the_first_error) {
  ck_marbles("-1#", rill_repeat(9), "-1#");
}

TEST(repeat, of_zero_goes_on_for_ever) {
  ck_marbles_with("-1|", rill_repeat(0), "-1-1-1-1-1!", .cancel_at = 10);
}

TEST(repeat, asks_the_next_run_for_what_is_left) {
  ck_asking("-1-2|", rill_repeat(2), "-1-2-1-----(2|)", {0, 3}, {11, 1});
}

TEST(repeat, may_be_cancelled_while_it_waits) {
  ck_marbles_with("1-|", rill_repeat(0, .delay = 9), "1---!", .cancel_at = 4);
}

static void count_item(rill_value_t item, void *context) {
  (void) item;
  ++*(int64_t *) context;
}

TEST(repeat, a_million_times_in_constant_stack) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  int64_t items = 0;
  rill_unref(rill_subscribe(clock,
                            rill_pipe(rill_range(7, 1), rill_repeat(1000000)),
                            .next = count_item, .context = &items));
  ck_assert_int_eq(items, 1000000);
  rill_scheduler_close(clock);
}

/* Each item asks for the next, so each run is started from inside of a call. */
TEST(repeat, a_million_times_asked_one_by_one) {
  probe_t probe = {.text = "", .again = 1};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(7, 1), rill_repeat(1000000),
                            rill_skip(999999)),
                  1);
  ck_assert_str_eq(probe.text, "7 |");
  clock_close(clock);
}

TEST(repeat, of_synchronous_runs_stops_when_cancelled) {
  probe_t probe = {.text = "", .cancel_at = 4};
  probe_run(&probe, rill_pipe(rill_range(0, 3), rill_repeat(0)));
  ck_assert_str_eq(probe.text, "0 1 2 0");
}

TEST(repeat, for_ever_lets_the_loop_breathe) {
  ck_breathes(rill_pipe(rill_empty(), rill_repeat(0)), NULL, 0);
}

TEST(repeat, names_bad_arguments) {
  ck_operator_fails(rill_repeat(-1), RILL_EINVAL, "rill_repeat", "count is -1");
  ck_operator_fails(rill_repeat(1, .delay = -1), RILL_EINVAL, "rill_repeat",
                    "delay is -1 ns");
}
