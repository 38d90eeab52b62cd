/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(audit, emits_the_latest_at_the_end_of_a_span) {
  ck_marbles("-12----3-4---|",
             rill_audit(3),
             "----2-----4--|");
  ck_marbles("-1-------2---|", rill_audit(3), "----1-------2|");
}

TEST(audit, takes_an_item_on_the_last_tick) {
  ck_marbles("-1--2----|", rill_audit(3), "----2----|");
}

TEST(audit, of_several_on_a_tick_keeps_the_last) {
  ck_marbles("-(123)----|", rill_audit(2), "---3------|");
}

TEST(audit, emits_the_waiting_item_at_the_end) {
  ck_marbles("-1-2|", rill_audit(9), "----(2|)");
  ck_marbles("-1--|", rill_audit(1), "--1-|");
  ck_marbles("--|", rill_audit(1), "--|");
}

TEST(audit, lets_an_error_overtake) {
  ck_marbles("-1-2#", rill_audit(9), "----#");
}

TEST(audit, of_no_time_emits_the_latest_of_a_tick) {
  ck_marbles("-1-(23)-|", rill_audit(0), "-1-3----|");
}

TEST(audit, keeps_the_latest_for_a_slow_consumer) {
  ck_asking("-1-2-3-4-5-6------|", rill_audit(1), "-------3------6---|",
            {7, 1}, {14, 1});
}

TEST(audit, has_no_timer_while_there_is_nothing) {
  rill_scheduler_t *clock = clock_new();
  rill_unref(rill_subscribe(clock, rill_pipe(rill_never(), rill_audit(4))));
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  clock_close(clock);
}

TEST(audit, names_a_negative_span) {
  ck_operator_fails(rill_audit(-5), RILL_EINVAL, "rill_audit", "span",
                    "-5 ns");
}
