/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(repeat_value, gives_it_so_many_times) {
  ck_source(rill_repeat_value(rill_int(7), .count = 3), "(777|)");
  ck_source(rill_repeat_value(rill_int(7), .count = 1), "(7|)");
  ck_source(rill_pipe(rill_repeat_value(rill_string("x"), .count = 1000),
                      rill_count()),
            "({1000}|)");
}

TEST(repeat_value, goes_on_for_ever) {
  ck_source(rill_pipe(rill_repeat_value(rill_int(7)), rill_take(4)), "(7777|)");
  ck_flow(rill_repeat_value(rill_int(7)), "(77!)", .cancel_after = 2);
}

TEST(repeat_value, gives_what_is_asked_for) {
  ck_asking_flow(rill_repeat_value(rill_int(7), .count = 3), "-7---(77|)",
                 {1, 1}, {5, 5});
  ck_asking_flow(rill_repeat_value(rill_int(7)), "-7---(77)--", {1, 1}, {5, 2});
}

TEST(repeat_value, keeps_the_value_for_each_run) {
  ck_source(rill_pipe(rill_repeat_value(rill_string("x"), .count = 2),
                      rill_repeat(2)),
            "(xxxx|)");
}

TEST(repeat_value, refuses_what_does_not_fit) {
  ck_fails(rill_repeat_value(rill_string("x"), .count = -1), RILL_EINVAL,
           "rill_repeat_value: count is -1 (must be >= 0)");
  ck_fails(rill_repeat_value(rill_fail(rill_error_new(7, "spilt"))), 7,
           "rill_repeat_value: the value is an error: spilt");
}
