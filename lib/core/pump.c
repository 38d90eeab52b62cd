/* SPDX-License-Identifier: MIT */
/* pump: emits within demand, in batches, and lets the loop breathe. */
#include "core/pump.h"

#include "core/dropped.h"

static void pump_run(rill_stage_t *stage);

static void pump_go_on(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  pump_run(stage);
}

static void pump_supply(rill_stage_t *stage, rill_pump_t *pump, size_t room) {
  rill_supply_t supply = stage->ops->supply(rill_params(stage));
  uint64_t at = pump->sent, left = supply.count - at;
  size_t count = left < room ? (size_t) left : room;
  pump->sent += count;
  rill_demand_use(&pump->demand, rill_emit_supply(stage, &supply, at, count));
  if (count == left) rill_emit_complete(stage);
}

static void pump_fill(rill_stage_t *stage, rill_pump_t *pump, size_t room) {
  rill_value_t scratch[RILL_BATCH];
  size_t count = 0;
  bool done = false;
  const rill_value_t *items =
      stage->ops->fill(stage, scratch, room, &count, &done);
  bool owns = stage->ops->fill_owns;
  size_t used = owns ? rill_emit_held(stage, items, count)
                     : rill_emit(stage, items, count);
  if (owns)
    for (size_t i = 0; i < count; i++) rill_value_unref(items[i]);
  rill_demand_use(&pump->demand, used);
  if (done) rill_emit_complete(stage);
}

static void pump_send(rill_stage_t *stage, rill_pump_t *pump, size_t room) {
  bool done = false;
  rill_demand_use(&pump->demand, stage->ops->send(stage, room, &done));
  if (done) rill_emit_complete(stage);
}

static void pump_batch(rill_stage_t *stage, rill_pump_t *pump) {
  size_t room = pump->demand < RILL_BATCH ? (size_t) pump->demand : RILL_BATCH;
  if (stage->ops->supply != NULL)
    pump_supply(stage, pump, room);
  else if (stage->ops->send != NULL)
    pump_send(stage, pump, room);
  else
    pump_fill(stage, pump, room);
}

static void pump_run(rill_stage_t *stage) {
  rill_pump_t *pump = rill_state(stage);
  rill_time_t start = 0;
  if (!pump->started || pump->running) return;
  if (rill_alarm_is_set(&pump->breath)) return;
  pump->running = true;
  while (!stage->closed && pump->demand > 0) {
    pump_batch(stage, pump);
    if (stage->closed || pump->demand == 0) break;
    if (!rill_stage_breathes(stage, &start)) continue;
    rill_alarm_set(&pump->breath, stage, rill_stage_now(stage), pump_go_on);
    break;
  }
  pump->running = false;
}

void rill_pump_start(rill_stage_t *stage) {
  rill_pump_t *pump = rill_state(stage);
  pump->started = true;
  pump_run(stage);
}

void rill_pump_start_supply(rill_stage_t *stage) {
  if (stage->ops->supply(rill_params(stage)).count == 0)
    rill_emit_complete(stage);
  else
    rill_pump_start(stage);
}

void rill_pump_request(rill_stage_t *stage, int64_t count) {
  rill_pump_t *pump = rill_state(stage);
  rill_demand_add(&pump->demand, count);
  pump_run(stage);
}

void rill_pump_release(rill_stage_t *stage) {
  rill_alarm_stop(&((rill_pump_t *) rill_state(stage))->breath);
}
