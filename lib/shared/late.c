/* SPDX-License-Identifier: MIT */
/* late: a queue of items that go on when their time has come. */
#include "shared/late.h"

#include "core/dropped.h"
#include "shared/timed.h"

rill_error_t *rill_late_check(const void *params) {
  const rill_late_params_t *p = params;
  if (p->capacity < 0)
    return rill_refuse("capacity is %lld (must be > 0)",
                       (long long) p->capacity);
  return rill_check_span(p->span, 0, "span");
}

/* When the oldest may go on. */
static rill_time_t late_due(const rill_late_t *late) {
  rill_time_t due =
      rill_time_after(rill_as_int(rill_ring_at(&late->queue, 0)), late->wait);
  return due > late->open ? due : late->open;
}

/* What is ripe and asked for, owned; up to a batch of it. */
static size_t late_take(rill_late_t *late, rill_value_t *batch,
                        rill_time_t now) {
  size_t count = 0;
  while (count < RILL_BATCH && (int64_t) count < late->demand &&
         late->queue.count > 0 && late_due(late) <= now) {
    rill_ring_pop(&late->queue);
    batch[count++] = rill_ring_pop(&late->queue);
    late->open = rill_time_after(now, late->gap);
  }
  return count;
}

static void late_emit(rill_stage_t *stage, const rill_value_t *batch,
                      size_t count) {
  rill_late_t *late = rill_state(stage);
  rill_demand_use(&late->demand, rill_emit_held(stage, batch, count));
  for (size_t i = 0; i < count; i++) rill_value_unref(batch[i]);
}

static void late_refill(rill_stage_t *stage, size_t count) {
  rill_late_t *late = rill_state(stage);
  late->taken += (int64_t) count;
  if (stage->closed || late->done || late->failed) return;
  if (late->taken < late->capacity - late->capacity / 4) return;
  int64_t again = late->taken;
  late->taken = 0;
  rill_ask(stage, again);
}

/* Whether upstream has given all that it was asked for. */
static bool late_is_full(const rill_late_t *late) {
  return (int64_t) (late->queue.count / 2) + late->taken >= late->capacity;
}

static void late_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  rill_late_drain(stage);
}

void rill_late_wait(rill_stage_t *stage) {
  rill_late_t *late = rill_state(stage);
  bool empty = late->queue.count == 0;
  if (rill_alarm_is_set(&late->alarm)) return;
  if (empty ? !late->done : late->demand == 0) return;
  if (!empty && late->lazy && !late_is_full(late)) return;
  rill_alarm_set(&late->alarm, stage, empty ? late->end : late_due(late),
                 late_ring);
}

static void late_finish(rill_stage_t *stage) {
  rill_late_t *late = rill_state(stage);
  rill_error_t *error = late->error;
  late->error = NULL;
  if (error != NULL)
    rill_emit_error(stage, error);
  else
    rill_emit_complete(stage);
}

void rill_late_drain(rill_stage_t *stage) {
  rill_late_t *late = rill_state(stage);
  rill_value_t batch[RILL_BATCH];
  size_t count;
  if (late->draining) return;
  late->draining = true;
  while (!stage->closed && !late->failed &&
         (count = late_take(late, batch, rill_stage_now(stage))) > 0) {
    late_emit(stage, batch, count);
    late_refill(stage, count);
  }
  late->draining = false;
  if (stage->closed) return;
  if (late->failed || (late->done && late->queue.count == 0 &&
                       rill_stage_now(stage) >= late->end))
    late_finish(stage);
  else
    rill_late_wait(stage);
}

void rill_late_ask(rill_stage_t *stage, int64_t capacity) {
  rill_late_t *late = rill_state(stage);
  late->capacity = capacity;
  rill_ask(stage, capacity);
}

void rill_late_start(rill_stage_t *stage) {
  const rill_late_params_t *p = rill_params(stage);
  rill_late_ask(stage, p->capacity != 0 ? p->capacity : RILL_CAPACITY);
}

bool rill_late_put(rill_stage_t *stage, rill_value_t item) {
  rill_late_t *late = rill_state(stage);
  if (rill_ring_push(&late->queue, rill_int(rill_stage_now(stage))) &&
      rill_ring_push(&late->queue, rill_value_ref(item)))
    return true;
  rill_late_error(stage, rill_error_no_memory());
  rill_tell(stage, item);
  return false;
}

void rill_late_drop(rill_stage_t *stage) {
  rill_late_t *late = rill_state(stage);
  rill_ring_pop(&late->queue);
  rill_let_go(stage, rill_ring_pop(&late->queue));
}

void rill_late_drop_last(rill_stage_t *stage) {
  rill_late_t *late = rill_state(stage);
  rill_value_t item = rill_ring_pop_last(&late->queue);
  rill_ring_pop_last(&late->queue);
  rill_let_go(stage, item);
}

size_t rill_late_next(rill_stage_t *stage, const rill_value_t *items,
                      size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!rill_late_put(stage, items[i])) return count;
  rill_late_drain(stage);
  return count;
}

void rill_late_end(rill_late_t *late, rill_time_t end, rill_error_t *error) {
  late->done = true;
  late->end = end;
  late->error = error;
}

void rill_late_complete(rill_stage_t *stage) {
  rill_late_end(rill_state(stage), rill_stage_now(stage), NULL);
  rill_late_drain(stage);
}

void rill_late_error(rill_stage_t *stage, rill_error_t *error) {
  rill_late_t *late = rill_state(stage);
  rill_close_upstream(stage);
  late->error = error;
  late->failed = true;
  if (!late->draining) late_finish(stage);
}

void rill_late_request(rill_stage_t *stage, int64_t count) {
  rill_late_t *late = rill_state(stage);
  rill_demand_add(&late->demand, count);
  rill_late_drain(stage);
}

/* Every second one is an item. */
static void late_clear(rill_stage_t *stage) {
  rill_late_t *late = rill_state(stage);
  rill_ring_t old = late->queue;
  late->queue = (rill_ring_t){0};
  if (rill_is_told(stage))
    for (size_t i = 1; i < old.count; i += 2)
      rill_tell(stage, rill_ring_at(&old, i));
  rill_ring_clear(&old);
}

void rill_late_release(rill_stage_t *stage) {
  rill_late_t *late = rill_state(stage);
  rill_alarm_stop(&late->alarm);
  late_clear(stage);
  rill_unref(late->error);
}
