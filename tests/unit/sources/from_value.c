/* SPDX-License-Identifier: MIT */
/* from_value: what a callback may answer with. */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>

TEST(from_value, takes_an_observable) {
  ck_source(rill_from_value(rill_object(rill_range(1, 3))), "(123|)");
}

TEST(from_value, takes_a_list) {
  ck_source(rill_from_value(LIST(rill_int(1), rill_string("a"))),
                 "(1a|)");
}

TEST(from_value, takes_a_promise) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_promise_t *seven = rill_promise_resolve(clock, rill_int(7));
  probe_subscribe(&probe, clock, rill_from_value(rill_object(seven)), 1);
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, "7 |");
  clock_close(clock);
}

TEST(from_value, of_an_error_fails_with_it) {
  ck_fails(rill_from_value(rill_fail(rill_error_new(7, "spilt"))), 7, "spilt");
}

TEST(from_value, refuses_anything_else) {
  ck_fails(rill_from_value(rill_int(1)), RILL_ETYPE,
           "got int (must be observable, promise or list)");
  ck_fails(rill_from_value(rill_none()), RILL_ETYPE, "got none");
  ck_fails(rill_from_value(rill_string("a")), RILL_ETYPE, "got string");
}
