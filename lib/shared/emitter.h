/* SPDX-License-Identifier: MIT */
/* The emitter of a run, and the state of the stage that it feeds. */
#ifndef RILL_SHARED_EMITTER_H
#define RILL_SHARED_EMITTER_H

#include "shared/overflow.h"

#include <rill/create.h>

typedef struct rill_create_params {
  rill_fn_t subscribe, dropped;
  rill_bounded_params_t queue;
} rill_create_params_t;

struct rill_emitter {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_stage_t *stage; /* NULL: the run is over */
  bool canceled;       /* by somebody else than the producer */
};

typedef struct rill_create {
  rill_emitter_t *emitter;
  rill_fn_t on_request, on_cancel;
  rill_bounded_t queue;
  int64_t dropped;
  int64_t demand;
  int64_t told;   /* demand that on_request is to hear of */
  bool emitting;  /* an item is on its way down: the others wait */
  bool telling;   /* on_request is under way */
  bool replaced;  /* and has set another one meanwhile */
  bool refused;   /* RILL_EAGAIN was answered in spite of demand */
  bool completed; /* by the producer: the end waits for the queue */
  bool ended;     /* by the producer */
} rill_create_t;

/** What rill_from_event() is made of: rill_create() under that name. */
rill_observable_t *rill_create_events(const rill_create_opts_t *options);

/** The emitter of a stage whose state is a rill_create_t; NULL without memory.
 */
rill_emitter_t *rill_emitter_new(rill_stage_t *stage);
/** For `request`. */
void rill_emitter_request(rill_stage_t *stage, int64_t count);
/** For `release`: tells the producer, unless it has ended. */
void rill_emitter_release(rill_stage_t *stage);

#endif
