/* SPDX-License-Identifier: MIT */
/* immediate: works where it is called, until nothing is left to do. */
#include "base/memory.h"
#include "schedulers/parker.h"

struct immediate {
  rill_scheduler_t *scheduler;
  rill_parker_t parker;
};

static void immediate_wake(void *self) {
  rill_parker_wake(&((struct immediate *) self)->parker);
}

/* While a border is held, its other side is going to post. */
static void immediate_settle(void *self) {
  struct immediate *immediate = self;
  rill_scheduler_t *s = rill_ref(immediate->scheduler);
  while (!s->closed && rill_parker_work(&immediate->parker, s, s->held > 0))
    continue;
  rill_unref(s);
}

static bool immediate_drive(void *self) {
  struct immediate *immediate = self;
  rill_scheduler_t *s = immediate->scheduler;
  return rill_parker_work(&immediate->parker, s, s->held > 0);
}

static void immediate_close(void *self) {
  rill_scheduler_closed(((struct immediate *) self)->scheduler);
}

static void immediate_release(void *self) {
  struct immediate *immediate = self;
  rill_parker_close(&immediate->parker);
  rill_release(immediate, sizeof *immediate);
}

static const rill_scheduler_driver_t immediate_driver = {
  .size = sizeof(rill_scheduler_driver_t),
  .name = "immediate",
  .now = rill_clock_now,
  .arm = rill_parker_arm,
  .wake = immediate_wake,
  .close = immediate_close,
  .release = immediate_release,
  .settle = immediate_settle,
  .breathes = true,
  .drive = immediate_drive,
};

rill_scheduler_t *rill_immediate_scheduler_new(void) {
  struct immediate *immediate = rill_allocate_zeroed(sizeof *immediate);
  if (immediate == NULL) return NULL;
  if (!rill_parker_open(&immediate->parker)) {
    rill_release(immediate, sizeof *immediate);
    return NULL;
  }
  immediate->scheduler = rill_scheduler_new(&immediate_driver, immediate);
  if (immediate->scheduler != NULL) return immediate->scheduler;
  immediate_release(immediate);
  return NULL;
}
