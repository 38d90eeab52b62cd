/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

#define STREAM(row) rill_object(rill_from_marbles(row))
#define HOT(row) rill_object(rill_hot_from_marbles(ck_clock(), row))

TEST(exhaust, drops_streams_that_come_meanwhile) {
  ck_marbles_of("^a--b---------------|", rill_exhaust(),
                "--1---2-------------|", HOT("^-1---2-----|"),
                HOT("^-------------3-|"));
  ck_marbles_of("^a--b-----c-------------------|", rill_exhaust(),
                "--1---------------------------|", HOT("^-1-----------------|"),
                HOT("^-----2-|"), HOT("^-----------3-|"));
  ck_marbles_of("^a--b----a-|", rill_exhaust(), "--1-2-----1-2|",
                STREAM("-1-2|"), STREAM("3|"));
}

TEST(exhaust, completes_after_upstream_and_the_stream_that_runs) {
  ck_marbles_of("^a------|", rill_exhaust(), "------------1-|",
                HOT("^-----------1-|"));
  ck_marbles_of("^a-----------|", rill_exhaust(), "--1---2------|",
                HOT("^-1---2---|"));
  ck_marbles_of("a-a-|", rill_exhaust(), "----|", STREAM("|"));
  ck_marbles("--|", rill_exhaust(), "--|");
}

TEST(exhaust, fails_with_the_stream_that_runs_or_with_upstream) {
  ck_marbles_of("^a--------#", rill_exhaust(), "--1-------#",
                HOT("^-1-----------|"));
  ck_marbles_of("ab---|", rill_exhaust(), "-1-#", STREAM("-1-#"), STREAM("#"));
}

TEST(exhaust, can_be_cancelled) {
  ck_marbles_of("^a---", rill_exhaust(), "--1--!", HOT("^-1-----2|"));
}

TEST(exhaust, refuses_what_is_no_stream) {
  ck_operator_fails(rill_exhaust(), RILL_ETYPE, "got int");
}
