/* SPDX-License-Identifier: MIT */
/* just: one value. */
#include "support/marbles.h"

#include <rill.h>

TEST(just, gives_the_value_and_completes) {
  ck_source(rill_just(rill_int(7)), "(7|)");
}

TEST(just, waits_for_demand) {
  ck_flow(rill_just(rill_int(7)), "------", .demand = -1);
}

TEST(just, owns_the_value) {
  ck_source(rill_just(rill_string("owned")), "({owned}|)");
}

TEST(just, gives_it_to_each_run) {
  rill_observable_t *flow = rill_just(rill_string("owned"));
  rill_observable_t *again = rill_ref(flow);
  ck_source(flow, "({owned}|)");
  ck_source(again, "({owned}|)");
}

TEST(just, may_give_nothing_as_an_item) {
  ck_source(rill_just(rill_none()), "({none}|)");
}

TEST(just, refuses_an_error) {
  ck_fails(rill_just(rill_fail(rill_error_new(7, "spilt"))), 7,
           "rill_just: the value is an error: spilt");
}
