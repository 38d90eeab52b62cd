/* SPDX-License-Identifier: MIT */
/* throw: an error and nothing else. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_observable_t *late(void) {
  return rill_throw(rill_error_new(RILL_ETIMEDOUT, "too late"));
}

TEST(throw, fails_at_once) { ck_source(late(), "#"); }

TEST(throw, needs_no_demand) { ck_flow(late(), "#", .demand = -1); }

TEST(throw, names_the_error_and_the_stage) {
  ck_fails(late(), RILL_ETIMEDOUT, "too late", "stage 0 (throw)");
}

TEST(throw, every_run_fails) {
  rill_observable_t *flow = late(), *again = rill_ref(flow);
  ck_source(flow, "#");
  ck_source(again, "#");
}

TEST(throw, refuses_null) {
  ck_fails(rill_throw(NULL), RILL_EINVAL, "rill_throw: error is NULL");
}

TEST(throw, keeps_the_payload) {
  probe_t probe = {0};
  rill_value_t order = rill_string("order 66");
  probe_run(&probe, rill_throw(rill_error_of(rill_value_ref(order))));
  ck_assert_int_eq(probe.error_code, RILL_EFOREIGN);
  ck_assert_str_has(probe.error, "order 66");
  rill_value_unref(order);
}

TEST(throw, fails_without_memory_too) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      probe_subscribe(&probe, clock, late(), 1);
      ck_assert_str_eq(probe.text, "#");
    }
    rill_scheduler_close(clock);
  }
}
