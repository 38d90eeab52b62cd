/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/reenter.h"

#include <rill.h>

TEST(delay_each, leaves_a_span_between_items) {
  ck_marbles("(123)----4|",
             rill_delay_each(3),
             "1--2--3--4|");
  ck_marbles_stepwise("(123)----4|", rill_delay_each(3), "1--2--3--4|");
}

TEST(delay_each, passes_at_once_what_comes_late_enough) {
  ck_marbles("-1--2-----34|", rill_delay_each(3), "-1--2-----3--(4|)");
}

TEST(delay_each, completes_after_the_last_item) {
  ck_marbles("(12|)", rill_delay_each(3), "1--(2|)");
  ck_marbles("-1-|", rill_delay_each(3), "-1-|");
  ck_marbles("--|", rill_delay_each(3), "--|");
}

TEST(delay_each, lets_an_error_overtake) {
  ck_marbles("(123)-#", rill_delay_each(4), "1---2-#");
}

TEST(delay_each, of_errors_on_demand) {
  ck_marbles("(123)-#", rill_delay_each(4, .delay_error = true),
             "1---2---(3#)");
}

TEST(delay_each, of_no_time_passes_all) {
  ck_marbles("-(123)4|", rill_delay_each(0), "-(123)4|");
}

/* The span begins when an item goes on, not when it could have. */
TEST(delay_each, counts_from_when_an_item_went_on) {
  ck_asking("(123|)", rill_delay_each(3), "---------1--2-----(3|)", {9, 2},
            {18, 9});
}

TEST(delay_each, has_upstream_wait_when_it_is_full) {
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *subject = rill_subject_new(clock, .capacity = 2);
  probe_t probe = {0};
  rill_observable_t *items = rill_subject_observable(subject);
  probe_subscribe(&probe, clock,
                  rill_pipe(items, rill_delay_each(5, .capacity = 1)),
                  RILL_UNBOUNDED);
  for (int i = 1; i <= 4; i++)
    ck_assert_int_eq(rill_subject_next(subject, rill_int(i)), 0);
  ck_assert_int_eq(rill_subject_next(subject, rill_int(5)), RILL_EAGAIN);
  rill_subject_complete(subject);
  ck_assert_int_eq(rill_virtual_run(clock), 15);
  ck_assert_str_eq(probe.text, "1 2 3 4 |");
  rill_unref(subject);
  clock_close(clock);
}

static void push_and_fail(reenter_t *r, int64_t item) {
  if (item < 3)
    rill_subject_next(r->a, rill_int(item + 1));
  else
    rill_subject_error(r->a, rill_error_new(7, "from inside"));
}

TEST(delay_each, signals_from_inside_of_an_item_come_after_it) {
  reenter_t r;
  reenter_open(&r, push_and_fail);
  reenter_run(&r,
              rill_pipe(rill_subject_observable(r.a), rill_delay_each(2)));
  rill_subject_next(r.a, rill_int(1));
  rill_virtual_run(r.clock);
  ck_assert_str_eq(r.text, "1 2 3 #");
  reenter_close(&r);
}

TEST(delay_each, names_bad_arguments) {
  ck_operator_fails(rill_delay_each(-1), RILL_EINVAL, "rill_delay_each",
                    "span", "-1 ns");
  ck_operator_fails(rill_delay_each(1, .capacity = -2), RILL_EINVAL,
                    "rill_delay_each", "capacity", "-2");
}
