/* SPDX-License-Identifier: MIT */
/* here: works where it is called, until nothing is left to do. */
#include "schedulers/here.h"

#include "base/memory.h"
#include "schedulers/parker.h"

struct here {
  rill_scheduler_t *scheduler;
  rill_parker_t parker;
};

static void here_wake(void *self) {
  rill_parker_wake(&((struct here *) self)->parker);
}

/* While a border is held, its other side is going to post. */
static bool here_drive(void *self) {
  struct here *here = self;
  rill_scheduler_t *s = here->scheduler;
  return rill_parker_work(&here->parker, s, s->held > 0);
}

static void here_settle(void *self) {
  rill_scheduler_t *s = rill_ref(((struct here *) self)->scheduler);
  while (!s->closed && here_drive(self)) continue;
  rill_unref(s);
}

static void here_close(void *self) {
  rill_scheduler_closed(((struct here *) self)->scheduler);
}

static void here_release(void *self) {
  struct here *here = self;
  rill_parker_close(&here->parker);
  rill_release(here, sizeof *here);
}

rill_scheduler_t *rill_here_scheduler_new(const char *name, bool queues) {
  const rill_scheduler_driver_t driver = {
      .size = sizeof driver,
      .name = name,
      .now = rill_clock_now,
      .arm = rill_parker_arm,
      .wake = here_wake,
      .close = here_close,
      .release = here_release,
      .settle = here_settle,
      .breathes = true,
      .drive = here_drive,
  };
  struct here *here = rill_allocate_zeroed(sizeof *here);
  if (here == NULL) return NULL;
  if (!rill_parker_open(&here->parker)) {
    rill_release(here, sizeof *here);
    return NULL;
  }
  here->scheduler = rill_scheduler_new(&driver, here);
  if (here->scheduler == NULL) {
    here_release(here);
    return NULL;
  }
  here->scheduler->queues = queues;
  return here->scheduler;
}
