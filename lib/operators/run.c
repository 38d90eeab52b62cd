/* SPDX-License-Identifier: MIT */
/* run: drives a stream to its end, and gives its last item. */
#include "base/error.h"
#include "core/operator.h"
#include "shared/drive.h"
#include "shared/options.h"

#include <rill/utility.h>

struct run {
  rill_value_t last;
  rill_error_t *error;
  bool any, completed, released;
};

static void run_next(rill_value_t item, void *context) {
  struct run *run = context;
  rill_value_t before = run->last;
  run->last = rill_value_ref(item);
  run->any = true;
  rill_value_unref(before);
}

static void run_error(rill_error_t *error, void *context) {
  ((struct run *) context)->error = rill_ref(error);
}

static void run_complete(void *context) {
  ((struct run *) context)->completed = true;
}

static void run_release(void *context) {
  ((struct run *) context)->released = true;
}

/* Why there is no value. */
static rill_error_t *run_failure(const struct run *run, bool stuck) {
  if (run->error != NULL) return run->error;
  if (run->completed)
    return rill_error_new(RILL_EEMPTY,
                          "rill_run: the stream ended without an item");
  if (stuck)
    return rill_error_new(RILL_EBROKEN,
                          "rill_run: the stream has not ended, and nothing is "
                          "scheduled that could go on with it");
  return rill_error_new(RILL_ECLOSED, "rill_run: the scheduler was closed");
}

static rill_value_t run_to_the_end(rill_drive_t *drive,
                                   rill_observable_t *observable,
                                   const char *site) {
  struct run run = {.any = false};
  rill_observer_t observer = {.size = sizeof observer,
                              .next = run_next,
                              .error = run_error,
                              .complete = run_complete,
                              .release = run_release,
                              .context = &run};
  rill_subscription_t *subscription = rill_subscribe_observer(
      drive->scheduler, rill_drive_home(drive, observable), &observer, site);
  while (!run.released && rill_drive_step(drive)) continue;
  bool stuck = !run.released;
  rill_cancel(subscription);
  rill_unref(subscription);
  if (run.completed && run.any) return run.last;
  rill_value_unref(run.last);
  return rill_fail(run_failure(&run, stuck));
}

rill_value_t rill_run_opts(const rill_run_opts_t *options) {
  RILL_OPTIONS(rill_run_opts_t, o, options);
  rill_drive_t drive;
  if (o.observable == NULL)
    return rill_fail(
        rill_error_new(RILL_EINVAL, "rill_run: the observable is NULL"));
  rill_error_t *error = rill_drive_open(&drive, o.scheduler, "rill_run");
  if (error != NULL) {
    rill_unref(o.observable);
    return rill_fail(error);
  }
  rill_value_t value;
  error = rill_drive_enter(&drive, "rill_run");
  if (error == NULL) {
    value = run_to_the_end(&drive, o.observable, o.site);
    rill_drive_leave(&drive);
  } else {
    rill_unref(o.observable);
    value = rill_fail(error);
  }
  rill_drive_close(&drive);
  return value;
}
