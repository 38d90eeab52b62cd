/* SPDX-License-Identifier: MIT */
/* test_start: makes, subscribes and cancels at given times, and records. */
#include "base/error.h"
#include "core/operator.h"
#include "shared/options.h"

#include <rill/create.h>
#include <rill/test.h>

struct test_start {
  rill_scheduler_t *clock;
  rill_test_start_opts_t options;
  rill_observable_t *observable;
  rill_recorder_t *recorder;
};

static rill_value_t test_create(void *context) {
  struct test_start *test = context;
  test->observable = rill_from_value(rill_invoke0(&test->options.create));
  return rill_none();
}

static rill_value_t test_subscribe(void *context) {
  struct test_start *test = context;
  rill_observable_t *observable = test->observable;
  test->observable = NULL;
  if (test->options.disposed <= test->options.subscribed) {
    rill_unref(observable);
    observable = rill_never();
  }
  test->recorder = rill_recorder_opts(
      test->clock,
      &(const rill_recorder_opts_t){.size = sizeof(rill_recorder_opts_t),
                                    .observable = observable,
                                    .demand = test->options.demand,
                                    .again = test->options.again,
                                    .site = test->options.site});
  return rill_none();
}

static rill_value_t test_dispose(void *context) {
  const struct test_start *test = context;
  if (test->recorder != NULL)
    rill_cancel(rill_recorder_subscription(test->recorder));
  return rill_none();
}

/* All three are scheduled now: before whatever the run itself schedules. */
static void test_schedule(struct test_start *test, rill_time_t at,
                          rill_call0_fn step) {
  rill_time_t now = rill_now(test->clock);
  rill_post_after(test->clock, at > now ? at - now : 0,
                  rill_call0(step, rill_borrow(test)));
}

rill_recorder_t *rill_test_start_opts(rill_scheduler_t *clock,
                                      const rill_test_start_opts_t *given) {
  RILL_OPTIONS(rill_test_start_opts_t, o, given);
  if (o.created == 0) o.created = 100;
  if (o.subscribed == 0) o.subscribed = 200;
  if (o.disposed == 0) o.disposed = 1000;
  struct test_start test = {.clock = clock, .options = o};
  test_schedule(&test, o.created, test_create);
  test_schedule(&test, o.subscribed, test_subscribe);
  test_schedule(&test, o.disposed, test_dispose);
  rill_virtual_advance_to(clock, o.disposed);
  rill_unref(test.observable);
  rill_fn_drop(o.create);
  return test.recorder;
}
