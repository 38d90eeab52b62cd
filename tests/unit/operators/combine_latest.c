/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

TEST(combine_latest, lists_the_latest_of_all) {
  ck_marbles("-1---------2----------|",
             rill_combine_latest(rill_from_marbles("---7-------------8----|")),
             "---[1,7]---[2,7]-[2,8]|");
}

TEST(combine_latest, ends_with_the_last) {
  ck_marbles("1|", rill_combine_latest(rill_from_marbles("-7------8-----|")),
             "-[1,7]--[1,8]-|");
}

TEST(combine_latest, ends_with_one_that_had_no_item) {
  ck_marbles("1---2---3", rill_combine_latest(rill_from_marbles("--|")), "--|");
  ck_source(rill_combine_latest_of(NULL, 0, NULL), "|");
}

TEST(combine_latest, fails_at_once) {
  ck_marbles("1---", rill_combine_latest(rill_from_marbles("--#")), "--#");
}

TEST(combine_latest, may_fail_when_all_have_ended) {
  static const rill_combine_latest_opts_t late = {
    .size = sizeof(rill_combine_latest_opts_t), .delay_error = true};
  ck_marbles("-1--#",
             rill_combine_latest_array(
                 RILL_OBSERVABLES(rill_from_marbles("-7------8-----|")), &late),
             "-[1,7]--[1,8]-#");
  ck_marbles("-1-------|",
             rill_combine_latest_array(
                 RILL_OBSERVABLES(rill_from_marbles("----#")), &late),
             "----#");
}

TEST(combine_latest, keeps_the_latest_while_nobody_asks) {
  ck_asking("1-2-3-4---|", rill_combine_latest(rill_from_marbles("(7|)")),
            "@0:[1,7] @10:([4,7]|)", {0, 1}, {10, 1});
}

TEST(combine_latest, loses_nothing_within_demand) {
  ck_marbles("(123|)", rill_combine_latest(rill_from_marbles("-7-----|")),
             "-[3,7]-|");
  ck_marbles("-1|", rill_combine_latest(rill_from_marbles("-(78)---------|")),
             "-([1,7][1,8])-|");
}

TEST(combine_latest, refuses_a_missing_source) {
  ck_operator_fails(rill_combine_latest(NULL), RILL_EINVAL,
                    "rill_combine_latest: source 0 is NULL");
  ck_fails(rill_combine_latest_of(NULL, 2, NULL), RILL_EINVAL,
           "rill_combine_latest_of: the array of 2 sources is NULL");
}
