/* SPDX-License-Identifier: MIT */
/* probe: hears everything, asks and cancels as it is told. */
#include "support/probe.h"

static void add(probe_t *probe, const char *text) {
  size_t length = strlen(probe->text);
  snprintf(probe->text + length, sizeof probe->text - length, "%s%s",
           length > 0 ? " " : "", text);
}

static void on_subscribed(rill_subscription_t *subscription, void *context) {
  ((probe_t *) context)->subscription = subscription;
}

static void on_next(rill_value_t item, void *context) {
  probe_t *probe = context;
  char text[128];
  ck_assert_msg(probe->ends == 0, "an item after the end");
  rill_value_format(item, text, sizeof text);
  add(probe, text);
  probe->items++;
  if (probe->cancel_at != 0 && probe->items == probe->cancel_at)
    rill_cancel(probe->subscription);
  else if (probe->again > 0)
    rill_request(probe->subscription, probe->again);
}

static void on_error(rill_error_t *error, void *context) {
  probe_t *probe = context;
  ck_assert_msg(probe->ends++ == 0, "a second end");
  probe->error_code = rill_error_code(error);
  rill_error_describe(error, probe->error, sizeof probe->error);
  add(probe, "#");
}

static void on_complete(void *context) {
  probe_t *probe = context;
  ck_assert_msg(probe->ends++ == 0, "a second end");
  add(probe, "|");
}

static void on_release(void *context) {
  probe_t *probe = context;
  probe->subscription = NULL;
  probe->released++;
}

void probe_subscribe(probe_t *probe, rill_scheduler_t *scheduler,
                     rill_observable_t *observable, int64_t demand) {
  probe->scheduler = scheduler;
  rill_unref(rill_subscribe(scheduler, observable, .next = on_next,
                            .error = on_error, .complete = on_complete,
                            .subscribed = on_subscribed,
                            .release = on_release, .context = probe,
                            .demand = demand));
}

rill_scheduler_t *clock_new(void) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  ck_assert_ptr_nonnull(clock);
  return clock;
}

void clock_close(rill_scheduler_t *clock) { rill_scheduler_close(clock); }

const char *probe_run(probe_t *probe, rill_observable_t *observable) {
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(probe, clock, observable, RILL_UNBOUNDED);
  rill_virtual_run(clock);
  clock_close(clock);
  ck_assert_int_eq(probe->released, 1);
  return probe->text;
}
