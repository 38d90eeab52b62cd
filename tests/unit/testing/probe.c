/* SPDX-License-Identifier: MIT */
/* probe: who subscribed, asked and left, and when. */
#include "support/failing.h"
#include "support/probe.h"

#include <rill/test.h>

TEST(probe, writes_down_lifetimes) {
  rill_scheduler_t *clock = clock_new();
  rill_probe_t *probe = rill_probe_new(rill_from_marbles("-1-|"));
  rill_observable_t *flow =
      rill_pipe(rill_probe_observable(probe), rill_repeat(2));
  rill_unref(rill_recorder_new(clock, flow));
  ck_assert_uint_eq(rill_probe_running(probe), 1);
  ck_assert_int_eq(rill_probe_lifetime(probe, 0).to, RILL_TIME_NEVER);
  rill_virtual_run(clock);
  ck_assert_uint_eq(rill_probe_subscriptions(probe), 2);
  ck_assert_uint_eq(rill_probe_running(probe), 0);
  ck_assert_int_eq(rill_probe_lifetime(probe, 0).from, 0);
  ck_assert_int_eq(rill_probe_lifetime(probe, 0).to, 3);
  ck_assert_int_eq(rill_probe_lifetime(probe, 1).from, 3);
  ck_assert_int_eq(rill_probe_lifetime(probe, 1).to, 6);
  ck_assert_int_eq(rill_probe_lifetime(probe, 2).from, RILL_TIME_NEVER);
  ck_assert_uint_eq(rill_probe_canceled(probe), 0);
  rill_unref(probe);
  clock_close(clock);
}

TEST(probe, tells_a_cancel_from_an_end) {
  rill_scheduler_t *clock = clock_new();
  rill_probe_t *probe = rill_probe_new(rill_from_marbles("-1-2-|"));
  rill_unref(rill_recorder_new(
      clock, rill_pipe(rill_probe_observable(probe), rill_take(1))));
  rill_virtual_run(clock);
  ck_assert_uint_eq(rill_probe_canceled(probe), 1);
  ck_assert_int_eq(rill_probe_lifetime(probe, 0).to, 1);
  rill_unref(probe);
  clock_close(clock);
}

TEST(probe, counts_what_was_asked_for) {
  rill_scheduler_t *clock = clock_new();
  rill_probe_t *probe = rill_probe_new(rill_range(1, 9));
  rill_recorder_t *recorder = rill_recorder_new(
      clock, rill_probe_observable(probe), .demand = 2);
  rill_recorder_request(recorder, 3);
  ck_assert_int_eq(rill_probe_requested(probe), 5);
  ck_assert_uint_eq(rill_recorder_count(recorder), 5);
  rill_unref(recorder);
  clock_close(clock);
  rill_unref(probe);
}

TEST(probe, of_what_is_never_subscribed) {
  rill_scheduler_t *clock = clock_new();
  rill_probe_t *probe = rill_probe_new(rill_never());
  rill_unref(rill_recorder_new(
      clock, rill_pipe(rill_probe_observable(probe), rill_take(0))));
  ck_assert_uint_eq(rill_probe_subscriptions(probe), 0);
  rill_unref(probe);
  clock_close(clock);
}

TEST(probe, without_memory) {
  failing_each(FAILING_FROM) {
    rill_probe_t *probe = rill_probe_new(rill_range(1, 2));
    rill_unref(rill_probe_observable(probe));
    rill_unref(probe);
  }
}
