/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

#include <rill.h>

TEST(skip_last_with_time, drops_what_came_just_before_the_end) {
  ck_marbles("-1-2-3-4-|",
             rill_skip_last_with_time(3),
             "-----1-2-(3|)");
  ck_marbles_stepwise("-1-2-3-4-|", rill_skip_last_with_time(3),
                      "-----1-2-(3|)");
}

TEST(skip_last_with_time, passes_what_is_as_old_as_the_span) {
  ck_marbles("-1-2-3-4-|", rill_skip_last_with_time(4), "-----1-2-(3|)");
  ck_marbles("1---2---|", rill_skip_last_with_time(4), "----1---(2|)");
}

TEST(skip_last_with_time, drops_all_of_a_short_stream) {
  ck_marbles("-1-2|", rill_skip_last_with_time(9), "----|");
  ck_source(rill_pipe(rill_range(1, 200), rill_skip_last_with_time(1)), "|");
}

TEST(skip_last_with_time, passes_all_within_no_time) {
  ck_marbles("-1-(2|)", rill_skip_last_with_time(0), "-1-(2|)");
  ck_source(rill_pipe(rill_range(1, 3), rill_skip_last_with_time(0)),
            "(123|)");
}

TEST(skip_last_with_time, of_nothing_is_nothing) {
  ck_marbles("--|", rill_skip_last_with_time(9), "--|");
}

TEST(skip_last_with_time, lets_an_error_overtake) {
  ck_marbles("-1-2-3#", rill_skip_last_with_time(4), "-----1#");
}

TEST(skip_last_with_time, waits_for_a_slow_consumer) {
  ck_asking("-1-2-3---|", rill_skip_last_with_time(3), "----------1--(23|)",
            {10, 1}, {13, 9});
}

/* The third item is asked for when the first has left, and so on. */
TEST(skip_last_with_time, has_upstream_wait_when_it_is_full) {
  ck_marbles("(12345|)", rill_skip_last_with_time(3, .capacity = 2),
             "---(12)@6:(34|)");
  ck_marbles("(123|)", rill_skip_last_with_time(3, .capacity = 1),
             "---1--(2|)");
}

static void fail_a(reenter_t *r, int64_t item) {
  (void) item;
  rill_subject_error(r->a, rill_error_new(7, "from inside"));
}

TEST(skip_last_with_time, fails_after_the_item_that_brought_it_about) {
  reenter_t r;
  reenter_open(&r, fail_a);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_skip_last_with_time(2, .capacity = 1)));
  rill_subject_next(r.a, rill_int(1));
  rill_virtual_advance_to(r.clock, 9);
  ck_assert_str_eq(r.text, "1 #");
  reenter_close(&r);
}

TEST(skip_last_with_time, names_bad_arguments) {
  ck_operator_fails(rill_skip_last_with_time(-1), RILL_EINVAL,
                    "rill_skip_last_with_time", "span", "-1 ns");
  ck_operator_fails(rill_skip_last_with_time(1, .capacity = -2), RILL_EINVAL,
                    "rill_skip_last_with_time", "capacity", "-2");
}
