/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"
#include "support/probe.h"

TEST(immediate, returns_when_the_run_is_over) {
  probe_t probe = {0};
  rill_scheduler_t *here = rill_immediate_scheduler_new();
  rill_time_t before = rill_now(here);
  rill_observable_t *flow =
      rill_pipe(rill_interval(RILL_MS(3)), rill_take(3));
  probe_subscribe(&probe, here, flow, RILL_UNBOUNDED);
  ck_assert_uint_eq(probe.items, 3);
  ck_assert_int_eq(probe.ends, 1);
  ck_assert_int_ge(rill_now(here) - before, RILL_MS(9));
  rill_scheduler_close(here);
}

TEST(immediate, waits_for_other_threads) {
  heard_t heard = {0};
  rill_scheduler_t *here = rill_immediate_scheduler_new();
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  heard.on = here;
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 100000), rill_observe_on(pool),
                rill_take(99999), rill_observe_on(here));
  rill_unref(heard_subscribe(&heard, here, flow));
  ck_assert_int_eq(heard.releases, 1);
  heard_wait(&heard);
  ck_assert_int_eq(heard.items, 99999);
  ck_assert(!heard.disordered && !heard.strayed);
  rill_scheduler_close(pool);
  rill_scheduler_close(here);
}

struct nested {
  rill_scheduler_t *here;
  probe_t inner;
  int inside, most;
};

static void nested_next(rill_value_t item, void *context) {
  struct nested *nested = context;
  if (++nested->inside > nested->most) nested->most = nested->inside;
  if (rill_as_int(item) == 0) {
    rill_observable_t *flow =
        rill_pipe(rill_interval(RILL_MS(1)), rill_take(3));
    probe_subscribe(&nested->inner, nested->here, flow, RILL_UNBOUNDED);
  }
  nested->inside--;
}

/* A subscription from inside of an item waits its turn: signals of the outer
 * run must not come while its observer is still busy with one. */
TEST(immediate, does_not_nest) {
  struct nested nested = {0};
  nested.here = rill_immediate_scheduler_new();
  rill_observable_t *flow = rill_pipe(
      rill_of(rill_int(0), rill_int(1)), rill_observe_on(nested.here));
  rill_unref(rill_subscribe(nested.here, flow, .next = nested_next,
                            .context = &nested));
  ck_assert_int_eq(nested.most, 1);
  ck_assert_uint_eq(nested.inner.items, 3);
  ck_assert_int_eq(nested.inner.ends, 1);
  rill_scheduler_close(nested.here);
}

static void nested_tick(rill_value_t item, void *context) {
  nested_next(rill_int(rill_as_int(item) == -1 ? 0 : 1), context);
}

TEST(immediate, does_not_nest_in_a_synchronous_start) {
  struct nested nested = {0};
  nested.here = rill_immediate_scheduler_new();
  rill_observable_t *ticks =
      rill_pipe(rill_interval(RILL_US(100)), rill_take(20));
  rill_observable_t *flow = rill_pipe(
      ticks, rill_observe_on(nested.here), rill_take(20));
  /* The first item comes from inside of rill_subscribe(). */
  rill_unref(rill_subscribe(nested.here, rill_just(rill_int(-1)),
                            .next = nested_tick, .context = &nested));
  rill_unref(rill_subscribe(nested.here, flow, .next = nested_tick,
                            .context = &nested));
  ck_assert_int_eq(nested.most, 1);
  ck_assert_uint_eq(nested.inner.items, 3);
  ck_assert_int_eq(nested.inner.ends, 1);
  rill_scheduler_close(nested.here);
}

TEST(immediate, returns_when_nothing_can_come) {
  probe_t probe = {0};
  rill_scheduler_t *here = rill_immediate_scheduler_new();
  probe_subscribe(&probe, here, rill_never(), RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "");
  rill_scheduler_close(here);
  ck_assert_int_eq(probe.released, 1);
}

static void close_here(rill_value_t item, void *context) {
  (void) item;
  rill_scheduler_close(*(rill_scheduler_t **) context);
}

TEST(immediate, closes_from_inside_of_an_item) {
  rill_scheduler_t *here = rill_immediate_scheduler_new();
  rill_observable_t *flow = rill_interval(RILL_US(10));
  rill_unref(rill_subscribe(here, flow, .next = close_here, .context = &here));
}

TEST(immediate, survives_without_memory) {
  failing_each(FAILING_ONE) {
    rill_scheduler_t *here = rill_immediate_scheduler_new();
    if (here == NULL) continue;
    probe_t probe = {0};
    rill_observable_t *flow =
        rill_pipe(rill_interval(RILL_US(10)), rill_take(3));
    probe_subscribe(&probe, here, flow, RILL_UNBOUNDED);
    ck_assert_int_eq(probe.ends, 1);
    rill_scheduler_close(here);
  }
}
