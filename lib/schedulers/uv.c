/* SPDX-License-Identifier: MIT */
/* uv: runs on the caller's loop with one timer, one async and one idle. */
#include <uv.h>

#include "base/memory.h"
#include "core/scheduler.h"

struct uv_driver {
  rill_scheduler_t *scheduler;
  uv_timer_t timer;
  uv_async_t async;
  uv_idle_t idle; /* jobs run before the loop sleeps */
  int closing;
};

static void driver_turn(struct uv_driver *d) {
  rill_scheduler_turn(d->scheduler);
}

static void on_timer(uv_timer_t *timer) { driver_turn(timer->data); }

static void on_async(uv_async_t *async) { driver_turn(async->data); }

static void on_idle(uv_idle_t *idle) { driver_turn(idle->data); }

static void uv_arm(void *self, rill_time_t due) {
  struct uv_driver *d = self;
  uv_timer_stop(&d->timer);
  uv_idle_stop(&d->idle);
  if (due == RILL_TIME_NEVER) return;
  rill_time_t wait = due == INT64_MIN ? 0 : due - rill_clock_now(NULL);
  if (wait <= 0) {
    uv_idle_start(&d->idle, on_idle);
    return;
  }
  /* The loop's clock counts whole milliseconds and may be late: round up, and
   * count from the present. */
  uv_update_time(d->timer.loop);
  uint64_t timeout = (uint64_t) (wait / RILL_MS(1)) + 1;
  if (wait % RILL_MS(1) == 0) timeout--;
  uv_timer_start(&d->timer, on_timer, timeout, 0);
}

static void uv_wake(void *self) {
  struct uv_driver *d = self;
  uv_async_send(&d->async);
}

static void uv_hold(void *self, bool held) {
  struct uv_driver *d = self;
  uv_handle_t *handle = (uv_handle_t *) &d->async;
  if (held)
    uv_ref(handle);
  else
    uv_unref(handle);
}

static bool uv_drive(void *self) {
  struct uv_driver *d = self;
  return uv_run(d->timer.loop, UV_RUN_ONCE) != 0;
}

static void on_close(uv_handle_t *handle) {
  struct uv_driver *d = handle->data;
  if (--d->closing == 0) rill_scheduler_closed(d->scheduler);
}

static void uv_driver_close(void *self) {
  struct uv_driver *d = self;
  d->closing = 3;
  uv_close((uv_handle_t *) &d->timer, on_close);
  uv_close((uv_handle_t *) &d->async, on_close);
  uv_close((uv_handle_t *) &d->idle, on_close);
}

static void uv_driver_release(void *self) {
  rill_release(self, sizeof(struct uv_driver));
}

static const rill_scheduler_driver_t uv_scheduler_driver = {
    .size = sizeof(rill_scheduler_driver_t),
    .name = "uv",
    .now = rill_clock_now,
    .arm = uv_arm,
    .wake = uv_wake,
    .hold = uv_hold,
    .close = uv_driver_close,
    .release = uv_driver_release,
    .breathes = true,
    .drive = uv_drive,
};

rill_scheduler_t *rill_uv_scheduler_new(uv_loop_t *loop) {
  struct uv_driver *d = rill_allocate_zeroed(sizeof *d);
  if (d == NULL) return NULL;
  d->scheduler = rill_scheduler_new(&uv_scheduler_driver, d);
  if (d->scheduler == NULL) {
    rill_release(d, sizeof *d);
    return NULL;
  }
  if (uv_async_init(loop, &d->async, on_async) != 0) {
    rill_unref(d->scheduler);
    return NULL;
  }
  uv_timer_init(loop, &d->timer);
  uv_idle_init(loop, &d->idle);
  d->timer.data = d->async.data = d->idle.data = d;
  uv_unref((uv_handle_t *) &d->async);
  return d->scheduler;
}

uv_loop_t *rill_uv_loop(const rill_scheduler_t *s) {
  if (s == NULL || s->driver.arm != uv_arm) return NULL;
  return ((struct uv_driver *) s->self)->timer.loop;
}
