/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

static rill_value_t list_of(int64_t first, size_t count) {
  rill_value_t items[8];
  for (size_t i = 0; i < count; i++) items[i] = rill_int(first + (int64_t) i);
  return rill_list(items, count);
}

TEST(zip_with_list, adds_the_item_of_the_list) {
  ck_marbles("-1-----2-----|", rill_zip_with_list(list_of(7, 2)),
             "-[1,7]-[2,8]-|");
  ck_marbles("-1----|", rill_zip_with_list(list_of(7, 4)), "-[1,7]|");
}

TEST(zip_with_list, ends_with_an_item_too_much) {
  ck_marbles("-1-----2-----3-", rill_zip_with_list(list_of(7, 2)),
             "-[1,7]-[2,8]-|");
  ck_marbles("---1-", rill_zip_with_list(list_of(7, 0)), "---|");
  ck_marbles("--------", rill_zip_with_list(list_of(7, 0)), "--------");
}

TEST(zip_with_list, ends_with_the_stream) {
  ck_marbles("--|", rill_zip_with_list(list_of(7, 2)), "--|");
  ck_marbles("-1----#", rill_zip_with_list(list_of(7, 2)), "-[1,7]#");
}

TEST(zip_with_list, uses_one_request_for_a_pair) {
  ck_asking("(1234|)", rill_zip_with_list(list_of(5, 4)),
            "@0:[1,5] @10:([2,6][3,7])@20:([4,8]|)", {0, 1}, {10, 2}, {20, 1});
}

TEST(zip_with_list, begins_anew_in_each_run) {
  ck_marbles("(12|)",
             rill_compose(rill_zip_with_list(list_of(7, 2)), rill_repeat(2)),
             "([1,7][2,8][1,7][2,8]|)");
}

TEST(zip_with_list, refuses_what_is_no_list) {
  ck_operator_fails(rill_zip_with_list(rill_int(7)), RILL_ETYPE,
                    "rill_zip_with_list: list is of kind int");
  ck_operator_fails(rill_zip_with_list(rill_none()), RILL_ETYPE,
                    "rill_zip_with_list: list is of kind none");
  rill_value_t items[] = {rill_int(1), rill_fail(rill_error_new(7, "broken"))};
  ck_operator_fails(rill_zip_with_list(rill_list_own(items, 2)), 7,
                    "rill_zip_with_list: item 1 is an error");
}

TEST(zip_with_list, drops_the_list_without_memory) {
  failing_each(FAILING_ONE) rill_unref(rill_zip_with_list(list_of(1, 2)));
}
