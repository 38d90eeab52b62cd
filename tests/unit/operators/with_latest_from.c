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

TEST(with_latest_from, drops_all_when_another_ends_without_an_item) {
  ck_marbles("-1-2-3-4|", rill_with_latest_from(rill_from_marbles("---|")),
             "--------|");
}

TEST(with_latest_from, keeps_what_another_has_left) {
  ck_marbles("-1----2----|", rill_with_latest_from(rill_from_marbles("7-|")),
             "-[1,7][2,7]|");
}

TEST(with_latest_from, fails_with_either) {
  ck_marbles("-1-#", rill_with_latest_from(rill_never()), "---#");
  ck_marbles("-1----", rill_with_latest_from(rill_from_marbles("---#")),
             "---#");
}

TEST(with_latest_from, may_fail_when_the_stream_ends) {
  static const rill_with_latest_from_opts_t late = {
    .size = sizeof(rill_with_latest_from_opts_t), .delay_error = true};
  ck_marbles("-1-----2----|",
             rill_with_latest_from_array(
                 RILL_OBSERVABLES(rill_from_marbles("7--#")), &late),
             "-[1,7]-[2,7]#");
}

TEST(with_latest_from, is_a_source_too) {
  ck_source(rill_with_latest_from_of(
                RILL_OBSERVABLES(rill_from_marbles("---1-------|"),
                                 rill_from_marbles("7|"),
                                 rill_from_marbles("89|")),
                NULL),
            "---[1,7,9]-|");
  ck_source(rill_with_latest_from_of(NULL, 0, NULL), "|");
}

TEST(with_latest_from, asks_again_for_what_it_drops) {
  ck_asking("-1-2-3-4-|", rill_with_latest_from(rill_from_marbles("----7-|")),
            "-----[3,7]", {0, 1});
}

TEST(with_latest_from, refuses_a_missing_source) {
  ck_operator_fails(rill_with_latest_from(NULL), RILL_EINVAL,
                    "rill_with_latest_from: source 0 is NULL");
  ck_fails(rill_with_latest_from_of(NULL, 2, NULL), RILL_EINVAL,
           "rill_with_latest_from_of: the array of 2 sources is NULL");
  ck_fails(rill_with_latest_from_of(RILL_OBSERVABLES(NULL, rill_empty()),
                                    NULL),
           RILL_EINVAL, "rill_with_latest_from_of: source 0 is NULL");
  ck_fails(rill_with_latest_from_of(RILL_OBSERVABLES(rill_empty(), NULL),
                                    NULL),
           RILL_EINVAL, "rill_with_latest_from_of: source 1 is NULL");
}
