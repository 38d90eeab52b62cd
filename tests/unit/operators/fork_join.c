/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include "core/scheduler.h"

static const rill_fork_join_opts_t late = {
    .size = sizeof(rill_fork_join_opts_t), .delay_error = true};

TEST(fork_join, lists_the_last_items_at_the_end) {
  ck_marbles("-1---2---|", rill_fork_join(rill_from_marbles("---7-------|")),
             "-----------([2,7]|)");
  ck_marbles(
      "(12|)",
      rill_fork_join(rill_from_marbles("-3----|"), rill_from_marbles("4-5|")),
      "------([2,3,5]|)");
}

TEST(fork_join, ends_with_one_that_had_no_item) {
  ck_marbles("-1----", rill_fork_join(rill_from_marbles("---|")), "---|");
  ck_source(
      rill_fork_join_of(RILL_OBSERVABLES(rill_never(), rill_empty()), NULL),
      "|");
  ck_source(rill_fork_join_of(NULL, 0, NULL), "|");
}

TEST(fork_join, waits_for_all) {
  ck_marbles("-1-|", rill_fork_join(rill_never()), "----------");
}

TEST(fork_join, fails_at_once) {
  ck_marbles("-1----", rill_fork_join(rill_from_marbles("-2-#")), "---#");
  ck_marbles("-1-#", rill_fork_join(rill_from_marbles("-2----")), "---#");
}

static rill_operator_t *late_with(const char *text) {
  return rill_fork_join_array(RILL_OBSERVABLES(rill_from_marbles(text)), &late);
}

TEST(fork_join, may_fail_when_all_have_ended) {
  ck_marbles("-1-----2-|", late_with("-2-#"), "---------#");
  ck_marbles("#", late_with("-2-|"), "---#");
  ck_marbles("---#", late_with("-|"), "-|");
  ck_marbles("#", late_with("-|"), "-#");
}

static void note_error(rill_error_t *error, void *context) {
  *(int *) context = rill_error_code(error);
}

TEST(fork_join, reports_a_second_error) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  int second = 0;
  rill_scheduler_on_unhandled(clock, note_error, &second);
  rill_observable_t *errors[] = {rill_throw(rill_error_new(7, "one")),
                                 rill_throw(rill_error_new(8, "two"))};
  probe_subscribe(&probe, clock, rill_fork_join_of(errors, 2, &late), 1);
  ck_assert_int_eq(probe.error_code, 7);
  ck_assert_int_eq(second, 8);
  clock_close(clock);
}

TEST(fork_join, keeps_the_list_until_it_is_asked_for) {
  ck_asking("-1|", rill_fork_join(rill_from_marbles("---2|")),
            "----------([1,2]|)", {10, 1});
}

TEST(fork_join, cancels_all) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_fork_join_of(RILL_OBSERVABLES(rill_interval(1), rill_interval(2)),
                        NULL),
      1);
  rill_virtual_advance_to(clock, 5);
  rill_cancel(probe.subscription);
  ck_assert_int_eq(rill_scheduler_next(clock), RILL_TIME_NEVER);
  ck_assert_int_eq(probe.released, 1);
  ck_assert_str_eq(probe.text, "");
  clock_close(clock);
}

TEST(fork_join, refuses_a_missing_source) {
  ck_operator_fails(rill_fork_join(rill_never(), NULL), RILL_EINVAL,
                    "rill_fork_join: source 1 is NULL");
  ck_fails(rill_fork_join_of(NULL, 2, NULL), RILL_EINVAL,
           "rill_fork_join_of: the array of 2 sources is NULL");
}

TEST(fork_join, drops_the_streams_without_memory) {
  failing_each(FAILING_ONE) {
    rill_unref(rill_fork_join(rill_just(rill_string("a")), rill_empty()));
    rill_unref(rill_fork_join_of(RILL_OBSERVABLES(rill_empty()), NULL));
  }
}
