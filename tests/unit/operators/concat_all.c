/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"

#define STREAM(row) rill_object(rill_from_marbles(row))

TEST(concat_all, runs_one_after_another) {
  ck_marbles_of("ab-a|", rill_concat_all(), "-1-2--3--1-2|", STREAM("-1-2|"),
                STREAM("--3-|"));
  ck_marbles_of("a---b-----|", rill_concat_all(), "-1-2-----3-|",
                STREAM("-1-2|"), STREAM("-----3-|"));
  ck_marbles("--|", rill_concat_all(), "--|");
}

TEST(concat_all, takes_lists_and_promises) {
  ck_marbles("[1,2][3]|", rill_concat_all(), "(12)-3--|");
}

TEST(concat_all, fails_with_the_one_that_runs_or_with_upstream) {
  ck_marbles_of("ab|", rill_concat_all(), "-1#", STREAM("-1#"), STREAM("2|"));
  ck_marbles_of("a--#", rill_concat_all(), "-1-#", STREAM("-1-------2|"));
}

TEST(concat_all, asks_for_no_more_than_is_wanted) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_of(rill_object(rill_range(1, 3)),
                                    rill_object(rill_range(4, 3))),
                            rill_concat_all()),
                  2);
  ck_assert_str_eq(probe.text, "1 2");
  rill_request(probe.subscription, 2);
  ck_assert_str_eq(probe.text, "1 2 3 4");
  rill_request(probe.subscription, 2);
  ck_assert_str_eq(probe.text, "1 2 3 4 5 6 |");
  clock_close(clock);
}

TEST(concat_all, refuses_what_is_no_stream) {
  ck_operator_fails(rill_concat_all(), RILL_ETYPE, "got int");
}
