/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/asking.h"
#include "support/marbles.h"

TEST(start_with, emits_the_values_first) {
  ck_marbles("-----1-2-|", rill_start_with(rill_int(7), rill_int(8)),
             "(78)-1-2-|");
}

TEST(start_with, comes_before_an_error_too) {
  ck_marbles("--#", rill_start_with(rill_int(7)), "7-#");
}

TEST(start_with, runs_the_stream_when_the_values_are_taken) {
  ck_asking("-1|", rill_start_with(rill_int(7), rill_int(8)),
            "7 @10:8 @20:(1|)", {0, 1}, {10, 1}, {20, 1});
}

TEST(start_with, refuses_what_is_no_item) {
  ck_operator_fails(rill_start_with_array(NULL, 3), RILL_EINVAL,
                    "rill_start_with: values is NULL");
  ck_operator_fails(rill_start_with(rill_fail(rill_error_new(7, "broken"))), 7,
                    "rill_start_with: item 0 is an error", "broken");
}
