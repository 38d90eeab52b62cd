/* SPDX-License-Identifier: MIT */
/* One stream of many at a time: what switch_map, switch_latest, switch_scan,
 * exhaust_map and exhaust share. The stream of the latest item counts, and the
 * one before it is cancelled; or the one that runs counts, and the items that
 * come meanwhile are dropped. */
#ifndef RILL_SHARED_SWITCH_H
#define RILL_SHARED_SWITCH_H

#include "core/operator.h"

typedef struct rill_switch_params {
  rill_fn_t fn; /* of an item; of it and its index; or, with `folds`, of the
                   accumulator and the item. Not set: the items are streams */
  rill_value_t seed; /* owned: the first accumulator */
  bool folds;        /* each item that comes out is the next one */
  bool exhausts;     /* the one that runs counts */
} rill_switch_params_t;

typedef struct rill_switch {
  int64_t demand;
  int64_t index;                /* of the next item */
  rill_value_t accumulator;
  rill_stage_t *inner;          /* the sink of the run that counts */
  rill_observable_t *following; /* waits for its start */
  rill_error_t *error;          /* waits until an item has gone down */
  bool emitting, starting, outer_done;
} rill_switch_t;

/** For `check` of an operator with a function of so many arguments. */
rill_error_t *rill_switch_check(const void *params, unsigned arity);
void rill_switch_forget(void *params);
void rill_switch_init(rill_stage_t *stage);
void rill_switch_start(rill_stage_t *stage);
size_t rill_switch_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count);
void rill_switch_complete(rill_stage_t *stage);
void rill_switch_error(rill_stage_t *stage, rill_error_t *error);
void rill_switch_request(rill_stage_t *stage, int64_t count);
void rill_switch_release(rill_stage_t *stage);

#define RILL_SWITCH_OPS                                                       \
  .state_size = sizeof(rill_switch_t),                                        \
  .params_size = sizeof(rill_switch_params_t), .forget = rill_switch_forget,  \
  .init = rill_switch_init, .start = rill_switch_start,                       \
  .next = rill_switch_next, .complete = rill_switch_complete,                 \
  .error = rill_switch_error, .request = rill_switch_request,                 \
  .release = rill_switch_release

#endif
