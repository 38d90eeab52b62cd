/* SPDX-License-Identifier: MIT */
/* Where a stream passes from one scheduler to another: a bounded queue with
 * one writer and one reader, which lock nothing, and one wake-up at a time.
 *
 *     upstream's run | border_sink  ~~~ items ~~>  stage | downstream
 *                                   <~~ demand ~~
 *
 * The stage lifts its upstream and runs it detached. Its state is a
 * rill_border_end_t; its descriptor has RILL_BORDER_OPS. */
#ifndef RILL_SHARED_BORDER_H
#define RILL_SHARED_BORDER_H

#include "core/operator.h"

enum { RILL_BORDER_CAPACITY = 1024, RILL_BORDER_CAPACITY_MAX = 1 << 24 };

typedef struct rill_border rill_border_t;

/** What both operators are made from. */
typedef struct rill_border_params {
  rill_scheduler_t *scheduler;
  int64_t capacity; /* 0: the default */
  bool delay_error;
  rill_fn_t dropped; /* or none */
  bool kept; /* `scheduler` was told of a run to come */
} rill_border_params_t;

/** The reader's end: the state of the stage. */
typedef struct rill_border_end {
  rill_border_t *border;
  int64_t demand;
  bool started, draining, held;
} rill_border_end_t;

rill_error_t *rill_border_check(const void *params);
void rill_border_forget(void *params);
/** Makes the queue and starts upstream on `scheduler`, from any thread. What
 * goes wrong is told by rill_border_start(). */
void rill_border_open(rill_stage_t *stage, rill_scheduler_t *scheduler);
void rill_border_start(rill_stage_t *stage);
void rill_border_request(rill_stage_t *stage, int64_t count);
void rill_border_release(rill_stage_t *stage);

#define RILL_BORDER_OPS                                                       \
  .state_size = sizeof(rill_border_end_t),                                    \
  .params_size = sizeof(rill_border_params_t), .lifts = true,                 \
  .check = rill_border_check, .forget = rill_border_forget,                   \
  .request = rill_border_request, .release = rill_border_release

#endif
