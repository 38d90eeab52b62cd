/* SPDX-License-Identifier: MIT */
#include "support/heard.h"
#include "support/marbles.h"
#include "support/probe.h"

TEST(unsubscribe_on, passes_all) {
  ck_marbles("-1-2-(34)--|", rill_unsubscribe_on(ck_clock()), "-1-2-(34)--|");
  ck_marbles("|", rill_unsubscribe_on(ck_clock()), "|");
  ck_marbles("-1-#", rill_unsubscribe_on(ck_clock()), "-1-#");
  ck_marbles_stepwise("(12345|)", rill_unsubscribe_on(ck_clock()), "(12345|)");
}

/* What is called at the end, and on which thread. */
struct device {
  rill_scheduler_t *home; /* where it must not be called */
  int closed, dropped, strayed;
  uv_sem_t gone;
};

static void look(struct device *device) {
  if (rill_scheduler_is_current(device->home)) device->strayed++;
}

static rill_value_t on_cancel(void *context) {
  struct device *device = context;
  device->closed++;
  look(device);
  return rill_none();
}

static void drop(void *context) {
  struct device *device = context;
  device->dropped++;
  look(device);
  uv_sem_post(&device->gone);
}

static rill_value_t open_device(rill_value_t value, void *context) {
  rill_emitter_t *emitter = rill_emitter_of(value);
  rill_emitter_on_cancel(emitter,
                         rill_call_with(on_cancel, rill_own(context, drop)));
  for (int64_t i = 1; i <= 100; i++) rill_emitter_next(emitter, rill_int(i));
  return rill_none();
}

TEST(unsubscribe_on, upstream_is_released_there) {
  struct looper l;
  looper_open(&l);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  for (int i = 0; i < 20; i++) {
    struct device device = {.home = l.scheduler};
    heard_t heard = {.cancel_at = 5, .on = l.scheduler};
    uv_sem_init(&device.gone, 0);
    rill_unref(heard_subscribe(
        &heard, l.scheduler,
        rill_pipe(
            rill_create(rill_call_with(open_device, rill_borrow(&device))),
            rill_unsubscribe_on(pool))));
    heard_wait_on(&heard, &l.loop);
    uv_sem_wait(&device.gone);
    uv_sem_destroy(&device.gone);
    ck_assert_int_eq(heard.items, 5);
    ck_assert(!heard.strayed);
    ck_assert_int_eq(device.closed, 1);
    ck_assert_int_eq(device.dropped, 1);
    ck_assert_int_eq(device.strayed, 0);
  }
  rill_scheduler_close(pool);
  looper_close(&l);
}

TEST(unsubscribe_on, names_bad_arguments) {
  ck_operator_fails(rill_unsubscribe_on(NULL), RILL_EINVAL,
                    "rill_unsubscribe_on: the scheduler is NULL");
  ck_operator_fails(rill_unsubscribe_on(ck_clock(), .capacity = -4),
                    RILL_EINVAL, "rill_unsubscribe_on: capacity is -4");
}
