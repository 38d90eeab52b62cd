/* SPDX-License-Identifier: MIT */
/* from_list: the items of a list. */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>

TEST(from_list, gives_the_items_in_order) {
  ck_source(rill_from_list(LIST(rill_int(1), rill_int(2))), "(12|)");
}

TEST(from_list, of_an_empty_list_completes) {
  ck_source(rill_from_list(rill_list(NULL, 0)), "|");
}

TEST(from_list, owns_the_list) {
  ck_source(rill_from_list(LIST(rill_string("ab"), LIST(rill_int(1)))),
            "({ab}[1]|)");
}

TEST(from_list, gives_more_than_one_batch) {
  enum { COUNT = 1000 };
  rill_value_t items[COUNT];
  probe_t probe = {0};
  for (int i = 0; i < COUNT; i++) items[i] = rill_int(i);
  rill_observable_t *flow = rill_pipe(
      rill_from_list(rill_list(items, COUNT)), rill_skip(998));
  ck_assert_str_eq(probe_run(&probe, flow), "998 999 |");
}

TEST(from_list, refuses_anything_else) {
  ck_fails(rill_from_list(rill_int(1)), RILL_ETYPE,
           "rill_from_list: got int (must be list)");
  ck_fails(rill_from_list(rill_fail(rill_error_new(7, "spilt"))), 7,
           "rill_from_list: spilt");
}
