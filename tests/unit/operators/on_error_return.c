/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_operator_t *seven(void) {
  return rill_on_error_return(rill_int(7));
}

TEST(on_error_return, gives_the_value_in_place_of_an_error) {
  ck_marbles("-1-2-#", seven(), "-1-2-(7|)");
  ck_marbles("#", seven(), "(7|)");
}

TEST(on_error_return, leaves_the_rest_alone) {
  ck_marbles("-1-2-|", seven(), "-1-2-|");
  ck_marbles("|", seven(), "|");
  ck_marbles_stepwise("-1-(23)-|", seven(), "-1-(23)-|");
}

TEST(on_error_return, waits_until_it_is_asked_for) {
  ck_asking("-1-#", seven(), "-1-----(7|)", {0, 1}, {7, 1});
  ck_marbles_stepwise("-1-#", seven(), "-1-(7|)");
}

TEST(on_error_return, is_cancelled_while_it_waits) {
  ck_marbles_with("-1-#", seven(), "-1---!", .demand = 1, .cancel_at = 5);
  ck_marbles_with("-1-#", seven(), "-1-(7!)", .cancel_after = 2);
}

TEST(on_error_return, has_a_value_for_each_run) {
  ck_marbles(
      "-1-#",
      rill_compose(rill_on_error_return(rill_string("x")), rill_repeat(2)),
      "-1-x1-(x|)");
}

TEST(on_error_return, refuses_an_error) {
  ck_operator_fails(rill_on_error_return(rill_fail(rill_error_new(7, "spilt"))),
                    7, "rill_on_error_return: the value is an error: spilt");
}
