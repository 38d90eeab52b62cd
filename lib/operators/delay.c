/* SPDX-License-Identifier: MIT */
/* delay: all comes later by a span, but errors overtake. */
#include "base/ring.h"
#include "shared/options.h"
#include "shared/timed.h"

#include <rill/time.h>

struct delay_params {
  rill_time_t span;
  int64_t capacity;
  bool delay_error;
};

struct delay {
  rill_alarm_t alarm;
  rill_ring_t queue; /* due time, item, due time, item… */
  int64_t demand;
  int64_t taken; /* from the queue, and not asked for again */
  rill_time_t end;
  rill_error_t *error;
  bool done, draining;
};

static rill_error_t *delay_check(const void *params) {
  const struct delay_params *p = params;
  if (p->capacity < 0)
    return rill_refuse("capacity is %lld (must be > 0)",
                       (long long) p->capacity);
  return rill_check_span(p->span, 0, "span");
}

static rill_time_t delay_due(rill_stage_t *stage) {
  const struct delay_params *p = rill_params(stage);
  return rill_time_after(rill_stage_now(stage), p->span);
}

/* What is ripe and asked for, owned; up to a batch of it. */
static size_t delay_take(struct delay *delay, rill_value_t *batch,
                         rill_time_t now) {
  size_t count = 0;
  while (count < RILL_BATCH && (int64_t) count < delay->demand &&
         delay->queue.count > 0 &&
         rill_as_int(rill_ring_at(&delay->queue, 0)) <= now) {
    rill_ring_pop(&delay->queue);
    batch[count++] = rill_ring_pop(&delay->queue);
  }
  return count;
}

static void delay_emit(rill_stage_t *stage, const rill_value_t *batch,
                       size_t count) {
  struct delay *delay = rill_state(stage);
  rill_demand_use(&delay->demand, rill_emit(stage, batch, count));
  for (size_t i = 0; i < count; i++) rill_value_unref(batch[i]);
}

static void delay_refill(rill_stage_t *stage, size_t count) {
  const struct delay_params *p = rill_params(stage);
  struct delay *delay = rill_state(stage);
  delay->taken += (int64_t) count;
  if (stage->closed || delay->done) return;
  if (delay->taken < p->capacity - p->capacity / 4) return;
  int64_t again = delay->taken;
  delay->taken = 0;
  rill_ask(stage, again);
}

static void delay_ring(rill_stage_t *stage, rill_alarm_t *alarm);

/* Looks at what comes next: an item, the end, or nothing that has a time. */
static void delay_wait(rill_stage_t *stage) {
  struct delay *delay = rill_state(stage);
  bool empty = delay->queue.count == 0;
  if (rill_alarm_is_set(&delay->alarm)) return;
  if (empty ? !delay->done : delay->demand == 0) return;
  rill_time_t due =
      empty ? delay->end : rill_as_int(rill_ring_at(&delay->queue, 0));
  rill_alarm_set(&delay->alarm, stage, due, delay_ring);
}

static void delay_drain(rill_stage_t *stage) {
  struct delay *delay = rill_state(stage);
  rill_value_t batch[RILL_BATCH];
  size_t count;
  if (delay->draining) return;
  delay->draining = true;
  while (!stage->closed &&
         (count = delay_take(delay, batch, rill_stage_now(stage))) > 0) {
    delay_emit(stage, batch, count);
    delay_refill(stage, count);
  }
  delay->draining = false;
  if (stage->closed) return;
  if (delay->done && delay->queue.count == 0 &&
      rill_stage_now(stage) >= delay->end) {
    rill_error_t *error = delay->error;
    delay->error = NULL;
    rill_emit_end(stage, error);
  } else {
    delay_wait(stage);
  }
}

static void delay_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  delay_drain(stage);
}

static void delay_start(rill_stage_t *stage) {
  rill_ask(stage, ((const struct delay_params *) rill_params(stage))->capacity);
}

static size_t delay_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count) {
  struct delay *delay = rill_state(stage);
  rill_value_t due = rill_int(delay_due(stage));
  for (size_t i = 0; i < count; i++) {
    if (rill_ring_push(&delay->queue, due) &&
        rill_ring_push(&delay->queue, rill_value_ref(items[i])))
      continue;
    rill_emit_error(stage, rill_error_no_memory());
    return count;
  }
  delay_wait(stage);
  return count;
}

static void delay_complete(rill_stage_t *stage) {
  struct delay *delay = rill_state(stage);
  delay->done = true;
  delay->end = delay_due(stage);
  delay_wait(stage);
}

static void delay_error(rill_stage_t *stage, rill_error_t *error) {
  const struct delay_params *p = rill_params(stage);
  struct delay *delay = rill_state(stage);
  if (!p->delay_error) {
    rill_emit_end(stage, error);
    return;
  }
  delay->error = error;
  delay_complete(stage);
}

static void delay_request(rill_stage_t *stage, int64_t count) {
  struct delay *delay = rill_state(stage);
  rill_demand_add(&delay->demand, count);
  delay_drain(stage);
}

static void delay_release(rill_stage_t *stage) {
  struct delay *delay = rill_state(stage);
  rill_alarm_stop(&delay->alarm);
  rill_ring_clear(&delay->queue);
  rill_unref(delay->error);
}

static const rill_stage_ops_t delay_ops = {
  .name = "delay",
  .state_size = sizeof(struct delay),
  .params_size = sizeof(struct delay_params),
  .check = delay_check,
  .start = delay_start,
  .next = delay_next,
  .complete = delay_complete,
  .error = delay_error,
  .request = delay_request,
  .release = delay_release,
};

rill_operator_t *rill_delay_opts(const rill_delay_opts_t *options) {
  RILL_OPTIONS(rill_delay_opts_t, o, options);
  struct delay_params params = {
    o.span, o.capacity != 0 ? o.capacity : RILL_CAPACITY, o.delay_error};
  return rill_operator_make(&delay_ops, &params);
}
