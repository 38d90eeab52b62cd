/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill/time.h>

TEST(debounce, emits_after_silence) {
  ck_marbles("-1-2---3----|",
             rill_debounce(2),
             "-----2---3--|");
}

TEST(debounce, takes_an_item_on_the_last_tick_for_noise) {
  ck_marbles("-1--2--3---|",
             rill_debounce(3),
             "----------3|");
}

TEST(debounce, of_several_on_a_tick_keeps_the_last) {
  ck_marbles("-(123)-----|",
             rill_debounce(3),
             "----3------|");
}

TEST(debounce, emits_the_waiting_item_at_the_end) {
  ck_marbles("-1-2|", rill_debounce(9), "----(2|)");
  ck_marbles("-1--|", rill_debounce(1), "--1-|");
}

TEST(debounce, lets_an_error_overtake) {
  ck_marbles("-1-2#", rill_debounce(9), "----#");
}

TEST(debounce, of_nothing_is_asynchronous) {
  ck_marbles("-1-2-|", rill_debounce(0), "-1-2-|");
}

TEST(debounce, keeps_the_latest_for_a_slow_consumer) {
  ck_asking("-1--2--3----------|", rill_debounce(2), "---1----------3---|",
            {0, 1}, {14, 1});
}

TEST(debounce, waits_with_the_end_for_a_slow_consumer) {
  ck_asking("-1-2|", rill_debounce(5), "-------(2|)", {7, 1});
}

TEST(debounce, names_a_negative_span) {
  ck_operator_fails(rill_debounce(-5), RILL_EINVAL, "rill_debounce", "quiet",
                    "-5 ns");
}
