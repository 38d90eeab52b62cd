/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/reenter.h"

#include <rill/time.h>

TEST(sample, emits_the_latest_of_each_period) {
  ck_marbles("-12----34--5-|",
             rill_sample(4),
             "----2---4---5|");
}

TEST(sample, emits_nothing_when_there_is_nothing_new) {
  ck_marbles("1-----------2---|",
             rill_sample(3),
             "---1--------2---|");
}

TEST(sample, completes_at_once_after_the_waiting_item) {
  ck_marbles("-1---2|", rill_sample(4), "----1-(2|)");
  ck_marbles("-1-----|", rill_sample(4), "----1--|");
}

TEST(sample, lets_an_error_overtake) {
  ck_marbles("-1#", rill_sample(4), "--#");
}

TEST(sample, counts_periods_from_the_subscription) {
  ck_marbles("    --1---2-^-3------4-|",
             rill_sample(4),
             "        ----3------(4|)");
}

TEST(sample, keeps_the_latest_for_a_slow_consumer) {
  ck_asking("-1-2-3-4-5-6------|", rill_sample(2), "-------3------6---|",
            {7, 1}, {14, 1});
}

TEST(sample, has_no_timer_while_there_is_nothing) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_unref(rill_subscribe(clock, rill_pipe(rill_never(), rill_sample(4))));
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  rill_scheduler_close(clock);
}

TEST(sample, of_no_time_emits_the_latest_of_a_tick) {
  ck_marbles("1--(23)-|", rill_sample(0), "1--3----|");
  ck_marbles("#", rill_sample(0), "#");
}

static void fail_a(reenter_t *r, int64_t item) {
  (void) item;
  rill_subject_error(r->a, rill_error_new(7, "from inside"));
}

TEST(sample, fails_after_the_item_that_brought_it_about) {
  reenter_t r;
  reenter_open(&r, fail_a);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a), rill_sample(2)));
  rill_subject_next(r.a, rill_int(1));
  rill_virtual_run(r.clock);
  ck_assert_str_eq(r.text, "1 #");
  reenter_close(&r);
}

TEST(sample, names_a_negative_period) {
  ck_operator_fails(rill_sample(-5), RILL_EINVAL, "rill_sample", "period",
                    "-5 ns");
}
