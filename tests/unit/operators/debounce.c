/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/reenter.h"

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

static void fail_a(reenter_t *r, int64_t item) {
  rill_subject_next(r->a, rill_int(item + 1));
  rill_subject_error(r->a, rill_error_new(7, "from inside"));
}

TEST(debounce, fails_after_the_item_that_brought_it_about) {
  reenter_t r;
  reenter_open(&r, fail_a);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a), rill_debounce(2)));
  rill_subject_next(r.a, rill_int(1));
  rill_virtual_run(r.clock);
  ck_assert_str_eq(r.text, "1 #");
  reenter_close(&r);
}

TEST(debounce, names_a_negative_span) {
  ck_operator_fails(rill_debounce(-5), RILL_EINVAL, "rill_debounce", "quiet",
                    "-5 ns");
}
