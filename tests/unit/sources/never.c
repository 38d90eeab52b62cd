/* SPDX-License-Identifier: MIT */
/* never: silence. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(never, gives_nothing) { ck_source(rill_never(), "-------"); }

TEST(never, can_be_cancelled) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, rill_never(), RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_int_eq(probe.released, 0);
  rill_cancel(probe.subscription);
  ck_assert_str_eq(probe.text, "");
  ck_assert_int_eq(probe.released, 1);
  clock_close(clock);
}

TEST(never, ends_with_its_scheduler) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_never()), "");
}
