/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

TEST(with_latest_from, adds_the_latest_of_the_other) {
  ck_marbles("-1-----2-----3-----|",
             rill_with_latest_from(rill_from_marbles("---7-------8-------|")),
             "-------[2,7]-[3,8]-|");
}

TEST(with_latest_from, adds_the_latest_of_several) {
  ck_marbles("---1-------|",
             rill_with_latest_from(rill_from_marbles("7|"),
                                   rill_from_marbles("89|")),
             "---[1,7,9]-|");
}

TEST(with_latest_from, hears_the_others_first) {
  ck_marbles("(12|)", rill_with_latest_from(rill_from_marbles("(7|)")),
             "([1,7][2,7]|)");
}

TEST(with_latest_from, ends_with_another_that_had_no_item) {
  ck_marbles("-1-2-3-4", rill_with_latest_from(rill_from_marbles("---|")),
             "---|");
}

TEST(with_latest_from, fails_with_either) {
  ck_marbles("-1-#", rill_with_latest_from(rill_never()), "---#");
  ck_marbles("-1----", rill_with_latest_from(rill_from_marbles("---#")),
             "---#");
}

TEST(with_latest_from, asks_again_for_what_it_drops) {
  ck_asking("-1-2-3-4-|", rill_with_latest_from(rill_from_marbles("----7-|")),
            "-----[3,7]", {0, 1});
}

TEST(with_latest_from, refuses_a_missing_source) {
  ck_operator_fails(rill_with_latest_from(NULL), RILL_EINVAL,
                    "rill_with_latest_from: source 0 is NULL");
}
