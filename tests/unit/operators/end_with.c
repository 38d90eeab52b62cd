/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

TEST(end_with, emits_the_values_last) {
  ck_marbles("-1-2-|", rill_end_with(rill_int(7), rill_int(8)), "-1-2-(78|)");
  ck_marbles_stepwise("-1-2-|", rill_end_with(rill_int(7), rill_int(8)),
                      "-1-2-(78|)");
}

TEST(end_with, follows_an_empty_stream) {
  ck_marbles("--|", rill_end_with(rill_string("a")), "--(a|)");
}

TEST(end_with, emits_no_value_after_an_error) {
  ck_marbles("-1-#", rill_end_with(rill_int(7)), "-1-#");
}

TEST(end_with, of_no_value_is_the_stream) {
  rill_value_t none[1];
  ck_marbles("-1-|", rill_end_with_array(none, 0), "-1-|");
}

TEST(end_with, emits_the_values_when_they_are_asked_for) {
  ck_asking("-1|", rill_end_with(rill_int(7), rill_int(8)),
            "-1- @10:7 @20:(8|)", {0, 1}, {10, 1}, {20, 1});
}

TEST(end_with, stops_among_the_values) {
  ck_marbles_with("-1|", rill_end_with(rill_int(7), rill_int(8)), "-1(7!)",
                  .cancel_after = 2);
}

TEST(end_with, refuses_what_is_no_item) {
  ck_operator_fails(rill_end_with_array(NULL, 3), RILL_EINVAL,
                    "rill_end_with: values is NULL");
  rill_value_t values[] = {rill_string("a"),
                           rill_fail(rill_error_new(7, "broken"))};
  ck_operator_fails(rill_end_with_array(values, 2), 7,
                    "rill_end_with: item 1 is an error", "broken");
}

TEST(end_with, drops_the_values_without_memory) {
  failing_each(FAILING_ONE) {
    rill_value_t values[] = {rill_string("a"), rill_string("b")};
    rill_unref(rill_end_with_array(values, 2));
  }
}
