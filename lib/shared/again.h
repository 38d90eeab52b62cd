/* SPDX-License-Identifier: MIT */
/* What retry_when and repeat_when share: upstream runs again whenever a
 * stream, made by a function of the ends so far, has an item. */
#ifndef RILL_SHARED_AGAIN_H
#define RILL_SHARED_AGAIN_H

#include "shared/broadcast.h"
#include "shared/call.h"
#include "shared/resubscribe.h"

/** The state; the parameters are the function. */
typedef struct rill_again {
  rill_resubscribe_t runs; /* so first */
  rill_broadcast_t *ends;  /* what the function's stream hears */
  rill_stage_t *decider;   /* the sink of that stream */
  int64_t completed;
  bool waiting; /* for its answer to an end; else a run is under way */
} rill_again_t;

void rill_again_start(rill_stage_t *stage);
/** A run has ended, as `what` (taken over) says. */
void rill_again_ask(rill_stage_t *stage, rill_value_t what);
void rill_again_release(rill_stage_t *stage);

#define RILL_AGAIN_OPS                                                        \
  .lifts = true, .state_size = sizeof(rill_again_t),                          \
  .params_size = sizeof(rill_fn_t), .check = rill_call1_check,                \
  .forget = rill_call_forget, .start = rill_again_start,                      \
  .request = rill_resubscribe_ask, .release = rill_again_release

#endif
