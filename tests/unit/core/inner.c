/* SPDX-License-Identifier: MIT */
#include "support/probe.h"

/* An inner stream that is on the stack, and emits nothing, when it is ended. */

static rill_value_t endless(rill_value_t x, void *context) {
  rill_fn_t *pred = context;
  (void) x;
  return rill_object(
      rill_pipe(rill_range(0, INT64_MAX), rill_filter(*pred)));
}

static rill_value_t cancel_at_10(rill_value_t x, void *context) {
  probe_t *probe = context;
  if (rill_as_int(x) == 10) rill_cancel(probe->subscription);
  ck_assert_int_le(rill_as_int(x), 10); /* not asked once more */
  return rill_bool(false);
}

TEST(inner, cancelling_the_outer_run_ends_it_at_once) {
  probe_t probe = {0};
  rill_fn_t pred = rill_call_with(cancel_at_10, rill_borrow(&probe));
  rill_observable_t *flow =
      rill_pipe(rill_range(0, 5),
                rill_flat_map(rill_call_with(endless, rill_borrow(&pred))));
  ck_assert_str_eq(probe_run(&probe, flow), "");
}

TEST(inner, cancelling_reaches_through_two_levels) {
  probe_t probe = {0};
  rill_fn_t pred = rill_call_with(cancel_at_10, rill_borrow(&probe));
  rill_fn_t inner = rill_call_with(endless, rill_borrow(&pred));
  rill_observable_t *flow =
      rill_pipe(rill_range(0, 5), rill_concat_map(inner), rill_repeat(2),
                rill_merge(rill_never()));
  ck_assert_str_eq(probe_run(&probe, flow), "");
}

static void close_scheduler(rill_value_t item, void *context) {
  rill_scheduler_t *clock = context;
  (void) item;
  rill_ref_object(clock);
  rill_scheduler_close(clock);
}

TEST(inner, closing_the_scheduler_from_inside_of_an_item) {
  rill_scheduler_t *clock = clock_new();
  rill_unref(rill_subscribe(
      clock,
      rill_pipe(rill_just(rill_int(1)), rill_merge(rill_range(0, INT64_MAX))),
      .next = close_scheduler, .context = clock));
  rill_scheduler_close(clock); /* a second handle */
}
