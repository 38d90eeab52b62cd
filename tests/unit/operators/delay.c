/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill/time.h>

TEST(delay, shifts_items_and_the_end) {
  ck_marbles("-1-2---3|",
             rill_delay(3),
             "----1-2---3|");
  ck_marbles("|", rill_delay(3), "---|");
}

TEST(delay, keeps_what_came_together_together) {
  ck_marbles("-(12)--3-|", rill_delay(3), "----(12)--3-|");
}

TEST(delay, lets_an_error_overtake) {
  ck_marbles("-1-2-#", rill_delay(3), "----1#");
}

TEST(delay, of_errors_on_demand) {
  ck_marbles("-1-2-#", rill_delay(3, .delay_error = true), "----1-2-#");
}

TEST(delay, waits_for_a_slow_consumer) {
  ck_asking("-1-2-3-|", rill_delay(2), "----1----(23|)", {4, 1}, {9, 9});
}

/* The source holds back 2 until 1 has left, and so on. */
TEST(delay, has_upstream_wait_when_it_is_full) {
  ck_marbles("(1234|)", rill_delay(3, .capacity = 1), "---1--2--3--(4|)");
  ck_marbles("(1234|)", rill_delay(3, .capacity = 2), "@3:(12) @6:(34|)");
}

TEST(delay, names_bad_arguments) {
  ck_operator_fails(rill_delay(-1), RILL_EINVAL, "rill_delay", "span", "-1 ns");
  ck_operator_fails(rill_delay(1, .capacity = -2), RILL_EINVAL, "rill_delay",
                    "capacity", "-2");
}

TEST(delay, asks_for_three_quarters_once_they_have_left) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_recorder_t *recorder =
      rill_recorder_new(clock, rill_pipe(rill_range(0, 1000),
                                   rill_delay(5, .capacity = 8)),
                  .demand = 5);
  rill_virtual_advance_to(clock, 100);
  ck_assert_uint_eq(rill_recorder_count(recorder), 5);
  rill_recorder_request(recorder, 1);
  rill_recorder_request(recorder, 9);
  ck_assert_uint_eq(rill_recorder_count(recorder), 8); /* six more are on */
  rill_virtual_advance_to(clock, 105);
  ck_assert_uint_eq(rill_recorder_count(recorder), 14);
  rill_scheduler_close(clock);
  rill_unref(recorder);
}
