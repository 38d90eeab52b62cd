/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

#define STREAM(row) rill_object(rill_from_marbles(row))
#define HOT(row) rill_object(rill_hot_from_marbles(ck_clock(), row))

TEST(switch_latest, leaves_the_one_before) {
  ck_marbles_of("^---------a---------b---------c---------|",
                rill_switch_latest(),
                "-----------12--------5678------1234----------|",
                STREAM("-12--------34--------56|"), STREAM("-5678|"),
                STREAM("-1234----------|"));
  ck_marbles_of("^a---b----|", rill_switch_latest(), "--1---3-4-|",
                HOT("^-1----2|"), HOT("^-3---3-4-|"));
}

TEST(switch_latest, fails_with_the_latest_or_with_upstream) {
  ck_marbles_of("^---------a---------b---------|", rill_switch_latest(),
                "-----------12--------34#", STREAM("-12--------34-|"),
                STREAM("-34#"));
  ck_marbles_of("a---#", rill_switch_latest(), "-1--#", STREAM("-1------2|"));
  ck_marbles_of("a-b-|", rill_switch_latest(), "-1-1|", STREAM("-1-#"),
                STREAM("-1|"));
}

TEST(switch_latest, completes_after_upstream_and_the_latest) {
  ck_marbles("--|", rill_switch_latest(), "--|");
  ck_marbles_of("a--------|", rill_switch_latest(), "-1-------|",
                STREAM("-1|"));
  ck_marbles_of("a|", rill_switch_latest(), "-1--|", STREAM("-1--|"));
}

TEST(switch_latest, asks_the_latest_for_what_is_wanted) {
  ck_marbles_with(
      "a---b----|", rill_switch_latest(), "-1---3---", .demand = 2, .until = 30,
      .values = (const rill_value_t[]){STREAM("-1|"), STREAM("-34|"), {0}});
}

TEST(switch_latest, refuses_what_is_no_stream) {
  ck_operator_fails(rill_switch_latest(), RILL_ETYPE, "got int");
}
