/* SPDX-License-Identifier: MIT */
/* The loop of a source that makes items when it is asked: it keeps the demand,
 * makes batches, gives way to the loop, and never nests. A source's state
 * begins with a rill_pump_t; its descriptor has `fill` or `send`,
 * RILL_PUMP_OPS, and as `start` rill_pump_start or what ends in it; or else
 * `supply` and RILL_SUPPLY_OPS, and nothing more. */
#ifndef RILL_CORE_PUMP_H
#define RILL_CORE_PUMP_H

#include "core/operator.h"

typedef struct rill_pump {
  int64_t demand;
  uint64_t sent; /* of a supply */
  bool started, running;
  rill_alarm_t breath; /* goes on after the loop has had its turn */
} rill_pump_t;

void rill_pump_start(rill_stage_t *stage);
/** Completes if the supply is empty. */
void rill_pump_start_supply(rill_stage_t *stage);
void rill_pump_request(rill_stage_t *stage, int64_t count);
void rill_pump_release(rill_stage_t *stage);

#define RILL_PUMP_OPS                                                         \
  .request = rill_pump_request, .release = rill_pump_release
#define RILL_SUPPLY_OPS                                                       \
  .state_size = sizeof(rill_pump_t), .start = rill_pump_start_supply,         \
  RILL_PUMP_OPS

#endif
