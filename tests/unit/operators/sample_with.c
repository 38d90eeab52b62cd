/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/reenter.h"

#include <rill.h>

static rill_operator_t *by(const char *other) {
  return rill_sample_with(rill_from_marbles(other));
}

TEST(sample_with, emits_the_latest_when_the_other_gives_an_item) {
  ck_marbles("-12----34--5-|",
         by("----a---b----|"),
             "----2---4----(5|)");
}

TEST(sample_with, emits_nothing_when_there_is_nothing_new) {
  ck_marbles("-1-----------|",
         by("--a-b-c-d-e-f|"),
             "--1----------|");
}

TEST(sample_with, takes_an_item_of_the_same_tick) {
  ck_marbles("-1--2--3--|",
         by("----a-----|"),
             "----2-----(3|)");
}

TEST(sample_with, takes_the_completion_of_the_other_for_an_item) {
  ck_marbles("-12---34--|", by("---a---|"), "---2---4--|");
  ck_marbles("-12---34--|", by("---|"), "---2------(4|)");
}

TEST(sample_with, completes_at_once_after_the_waiting_item) {
  ck_marbles("-12---3|", by("---a------b"), "---2---(3|)");
  ck_marbles("-12----|", by("---a------b"), "---2---|");
  ck_marbles("--|", by("----a"), "--|");
}

TEST(sample_with, fails_with_either) {
  ck_marbles("-12---3#", by("---a------b"), "---2---#");
  ck_marbles("-12---3|", by("---a-#"), "---2-#");
  ck_marbles("-12---3|", by("#"), "#");
}

TEST(sample_with, keeps_the_latest_for_a_slow_consumer) {
  ck_asking("-1-2-3-4-5-6------|", rill_sample_with(rill_interval(2)),
            "-------3------6---|", {7, 1}, {14, 1});
}

TEST(sample_with, of_another_that_gives_all_at_once_is_the_last_one) {
  ck_marbles("-1-2-3|", rill_sample_with(rill_range(1, 1000)), "------(3|)");
}

static void push_and_fail(reenter_t *r, int64_t item) {
  rill_subject_next(r->a, rill_int(item + 1));
  rill_subject_next(r->b, rill_int(0));
  if (item == 2) rill_subject_error(r->a, rill_error_new(7, "from inside"));
}

TEST(sample_with, signals_from_inside_of_an_item_come_after_it) {
  reenter_t r;
  reenter_open(&r, push_and_fail);
  rill_observable_t *other = rill_subject_observable(r.b);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_sample_with(other)));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.b, rill_int(0));
  ck_assert_str_eq(r.text, "1 2 #");
  reenter_close(&r);
}

TEST(sample_with, lets_go_of_the_other_at_the_end) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 2),
                            rill_sample_with(rill_timer(99))),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "2 |");
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  clock_close(clock);
}

/* Also while the last item waits to be asked for. */
TEST(sample_with, lets_go_of_the_other_when_upstream_has_ended) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 2),
                            rill_sample_with(rill_timer(99))),
                  0);
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "2 |");
  clock_close(clock);
}

TEST(sample_with, refuses_null) {
  ck_operator_fails(rill_sample_with(NULL), RILL_EINVAL,
                    "rill_sample_with: other is NULL");
}
