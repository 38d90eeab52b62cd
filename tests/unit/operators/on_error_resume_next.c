/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_operator_t *next(const char *other) {
  return rill_on_error_resume_next(rill_from_marbles(other));
}

#define MARBLES(text) rill_from_marbles(text)

TEST(on_error_resume_next, goes_on_after_any_end) {
  ck_marbles("-1-2-#", next("--3-|"), "-1-2---3-|");
  ck_marbles("-1-2-|", next("--3-|"), "-1-2---3-|");
  ck_marbles("|", next("|"), "|");
}

TEST(on_error_resume_next, completes_after_an_error_of_the_other) {
  ck_marbles("-1-|", next("-2-#"), "-1--2-|");
  ck_marbles("-1-#", next("#"), "-1-|");
}

TEST(on_error_resume_next, asks_for_what_is_left) {
  ck_asking("-1-#", next("-7-8|"), "-1--7----(8|)", {0, 2}, {9, 1});
  ck_marbles_stepwise("-1-#", next("-7-8#"), "-1--7-8|");
}

TEST(on_error_resume_next, cancels_what_runs) {
  ck_marbles_with("-1-#", next("-7-8|"), "-1--7!", .cancel_at = 5);
  ck_marbles_with("-1-#", next("-7-8|"), "-1!", .cancel_at = 2);
}

TEST(on_error_resume_next, runs_anew_each_time) {
  ck_marbles("-1#", rill_compose(next("-2#"), rill_repeat(2)), "-1-2-1-2|");
}

TEST(on_error_resume_next, refuses_no_stream) {
  ck_operator_fails(rill_on_error_resume_next(NULL), RILL_EINVAL,
                    "rill_on_error_resume_next: source 0 is NULL");
}

TEST(on_error_resume_next_of, runs_all_whichever_way_they_end) {
  ck_source(
      rill_on_error_resume_next_of(RILL_OBSERVABLES(
          MARBLES("-1-#"), MARBLES("-2|"), MARBLES("#"), MARBLES("-3-#"))),
      "-1--2-3-|");
  ck_source(rill_on_error_resume_next_of(RILL_OBSERVABLES(MARBLES("-1-#"))),
            "-1-|");
  ck_source(rill_on_error_resume_next_of(NULL, 0), "|");
}

TEST(on_error_resume_next_of, waits_for_one_that_never_ends) {
  ck_source(rill_on_error_resume_next_of(
                RILL_OBSERVABLES(rill_never(), MARBLES("1|"))),
            "-----");
}

TEST(on_error_resume_next_of, takes_constant_stack) {
  enum { MANY = 100000 };
  static rill_observable_t *sources[MANY];
  rill_observable_t *one = rill_throw(rill_error_new(7, "spilt"));
  for (size_t i = 0; i < MANY; i++) sources[i] = rill_ref(one);
  rill_unref(one);
  probe_t probe = {0};
  probe_run(&probe, rill_on_error_resume_next_of(sources, MANY));
  ck_assert_str_eq(probe.text, "|");
}

TEST(on_error_resume_next_of, refuses_what_is_missing) {
  ck_fails(rill_on_error_resume_next_of(RILL_OBSERVABLES(MARBLES("1|"), NULL)),
           RILL_EINVAL, "rill_on_error_resume_next_of: source 1 is NULL");
  ck_fails(rill_on_error_resume_next_of(NULL, 3), RILL_EINVAL,
           "rill_on_error_resume_next_of: the array of 3 sources is NULL");
}
