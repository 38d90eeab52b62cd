/* SPDX-License-Identifier: MIT */
/* virtual: a clock that moves when it is told to. */
#include "base/memory.h"
#include "core/scheduler.h"

struct virtual_clock {
  rill_scheduler_t *scheduler;
  rill_time_t now;
  rill_time_t goal;
  bool advancing;
};

static rill_time_t virtual_now(void *self) {
  return ((struct virtual_clock *) self)->now;
}

static void virtual_arm(void *self, rill_time_t due) {
  (void) self;
  (void) due;
}

static void virtual_wake(void *self) { (void) self; }

static void virtual_close(void *self) {
  rill_scheduler_closed(((struct virtual_clock *) self)->scheduler);
}

static void virtual_release(void *self) {
  rill_release(self, sizeof(struct virtual_clock));
}

static bool virtual_drive(void *self) {
  struct virtual_clock *clock = self;
  rill_time_t due = rill_scheduler_next(clock->scheduler);
  if (due == RILL_TIME_NEVER) return false;
  rill_virtual_advance_to(clock->scheduler,
                          due > clock->now ? due : clock->now);
  return true;
}

static const rill_scheduler_driver_t virtual_driver = {
    .size = sizeof(rill_scheduler_driver_t),
    .name = "virtual",
    .now = virtual_now,
    .arm = virtual_arm,
    .wake = virtual_wake,
    .close = virtual_close,
    .release = virtual_release,
    .drive = virtual_drive,
};

rill_scheduler_t *rill_virtual_scheduler_new(void) {
  struct virtual_clock *clock = rill_allocate_zeroed(sizeof *clock);
  if (clock == NULL) return NULL;
  rill_scheduler_t *s = rill_scheduler_new(&virtual_driver, clock);
  clock->scheduler = s;
  if (s == NULL) rill_release(clock, sizeof *clock);
  return s;
}

void rill_virtual_advance_to(rill_scheduler_t *s, rill_time_t at) {
  struct virtual_clock *clock = s->self;
  if (s->driver.now != virtual_now || s->closed) return;
  if (at > clock->goal || !clock->advancing) clock->goal = at;
  if (clock->advancing) return;
  rill_ref_object(s);
  clock->advancing = true;
  while (!s->closed) {
    rill_time_t next = rill_scheduler_next(s);
    if (next == RILL_TIME_NEVER || next > clock->goal) break;
    if (next > clock->now) clock->now = next;
    rill_scheduler_turn(s);
  }
  if (clock->goal > clock->now && clock->goal != RILL_TIME_NEVER)
    clock->now = clock->goal;
  clock->advancing = false;
  rill_unref(s);
}

void rill_virtual_advance_by(rill_scheduler_t *s, rill_time_t span) {
  rill_time_t now = rill_now(s);
  rill_virtual_advance_to(
      s, span > RILL_TIME_NEVER - now ? RILL_TIME_NEVER : now + span);
}

rill_time_t rill_virtual_run(rill_scheduler_t *s) {
  rill_virtual_advance_to(s, RILL_TIME_NEVER);
  return rill_now(s);
}
