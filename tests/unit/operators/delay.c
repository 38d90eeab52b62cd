/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/reenter.h"

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

TEST(delay, of_nothing_is_asynchronous) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_pipe(rill_range(1, 3), rill_delay(0)),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "");
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  ck_assert_str_eq(probe.text, "1 2 3 |");
  clock_close(clock);
}

TEST(delay, may_have_a_date_for_what_came_with_the_subscription) {
  ck_marbles("1-2---3|", rill_delay(0, .at = 3), "---1-2---3|");
  ck_marbles("1-2---3|",
             rill_compose(rill_delay_subscription(2), rill_delay(0, .at = 3)),
             "-----1-2---3|");
  ck_marbles("1-2|",
             rill_compose(rill_delay(0, .at = 2), rill_repeat(2)),
             "--1-21-2|");
}

static void fail_a(reenter_t *r, int64_t item) {
  (void) item;
  rill_subject_error(r->a, rill_error_new(7, "from inside"));
}

TEST(delay, fails_after_the_item_that_brought_it_about) {
  reenter_t r;
  reenter_open(&r, fail_a);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a), rill_delay(2)));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.a, rill_int(2));
  rill_virtual_advance_to(r.clock, 9);
  ck_assert_str_eq(r.text, "1 2 #");
  reenter_close(&r);
}

TEST(delay, names_bad_arguments) {
  ck_operator_fails(rill_delay(-1), RILL_EINVAL, "rill_delay", "span", "-1 ns");
  ck_operator_fails(rill_delay(1, .capacity = -2), RILL_EINVAL, "rill_delay",
                    "capacity", "-2");
  ck_operator_fails(rill_delay(0, .at = -1), RILL_EINVAL, "rill_delay",
                    "at is -1");
  ck_operator_fails(rill_delay(5, .at = 9), RILL_EINVAL, "rill_delay",
                    "span is 5 ns and at is 9");
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
