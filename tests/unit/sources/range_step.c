/* SPDX-License-Identifier: MIT */
/* range_step: up and down, and to the last integer. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(range_step, counts_up_to_stop_without_it) {
  ck_source(rill_range_step(0, 10, 3), "(0369|)");
  ck_source(rill_range_step(0, 9, 3), "(036|)");
  ck_source(rill_range_step(0, 5, 1), "(01234|)");
  ck_source(rill_range_step(7, 8, 100), "(7|)");
}

TEST(range_step, counts_down) {
  ck_source(rill_range_step(5, 0, -2), "(531|)");
  ck_source(rill_range_step(4, 0, -2), "(42|)");
  ck_source(rill_range_step(1, -2, -1), "(10{-1}|)");
}

TEST(range_step, is_empty_when_stop_lies_behind) {
  ck_source(rill_range_step(5, 5, 1), "|");
  ck_source(rill_range_step(5, 5, -1), "|");
  ck_source(rill_range_step(5, 4, 1), "|");
  ck_source(rill_range_step(4, 5, -1), "|");
}

TEST(range_step, does_not_overflow) {
  probe_t up = {0}, down = {0}, all = {0}, far = {0};
  probe_run(&up, rill_range_step(INT64_MAX - 3, INT64_MAX, 2));
  ck_assert_str_eq(up.text, "9223372036854775804 9223372036854775806 |");
  probe_run(&down, rill_range_step(INT64_MIN + 3, INT64_MIN, -2));
  ck_assert_str_eq(down.text, "-9223372036854775805 -9223372036854775807 |");
  probe_run(&all, rill_range_step(INT64_MIN, INT64_MAX, INT64_MAX));
  ck_assert_str_eq(all.text, "-9223372036854775808 -1 9223372036854775806 |");
  probe_run(&far, rill_range_step(INT64_MAX, INT64_MIN, INT64_MIN));
  ck_assert_str_eq(far.text, "9223372036854775807 -1 |");
}

TEST(range_step, counts_all_integers_without_trouble) {
  ck_source(rill_pipe(rill_range_step(INT64_MIN, INT64_MAX, 1), rill_take(1)),
            "({-9223372036854775808}|)");
}

TEST(range_step, gives_what_is_asked_for) {
  ck_asking_flow(rill_range_step(0, 6, 2), "--0--(24|)", {2, 1}, {5, 2});
  ck_flow(rill_range_step(0, 6, 2), "(024|)", .demand = 1, .again = 1);
  ck_flow(rill_range_step(0, 6, 2), "(02!)", .cancel_after = 2);
}

TEST(range_step, refuses_a_step_of_0) {
  ck_fails(rill_range_step(1, 2, 0), RILL_EINVAL, "rill_range_step: step is 0");
}
