/* SPDX-License-Identifier: MIT */
/* What a foreign publisher signals to, and the run that hears it. */
#ifndef RILL_SHARED_RECEIVER_H
#define RILL_SHARED_RECEIVER_H

#include "core/chain.h"

#include <rill/create.h>

struct rill_receiver {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_stage_t *stage; /* NULL: the run is over */
  bool ended;          /* by the publisher */
  bool strayed;        /* a signal came on another thread */
  rill_job_t stray;    /* and this tells the run */
};

/** The state of the stage. */
typedef struct rill_received {
  rill_receiver_t *receiver;
  rill_publication_t up; /* what the publisher has given us */
  bool subscribed;
  int64_t asked;        /* of the publisher, in all */
  int64_t owed;         /* what of it has not come */
  int64_t told;         /* what it is still to be asked for */
  bool asking;          /* `request` is under way */
  bool emitting;        /* an item is on its way down */
  rill_error_t *broken; /* a rule, meanwhile */
} rill_received_t;

rill_receiver_t *rill_receiver_new(rill_stage_t *stage);
/** Passes on what was asked for. */
void rill_receiver_tell(rill_stage_t *stage);
/** Lets go of a subscription, and cancels it before. */
void rill_publication_drop(const rill_publication_t *up, bool cancel);

#endif
