/* SPDX-License-Identifier: MIT */
/* One run of an upstream for many, and the place where it lives. */
#ifndef RILL_SHARED_CONNECTION_H
#define RILL_SHARED_CONNECTION_H

#include <pthread.h>

#include "shared/relay.h"

/* One run of upstream and those who hear it. */
typedef struct rill_connection {
  rill_object_t base;
  rill_relay_t *relay;
  rill_stage_t *run; /* the sink; NULL: not yet connected, or over */
  int64_t outstanding;
  rill_job_t cut;
} rill_connection_t;

/* What the runs share. All but the first lines on the scheduler's thread. */
typedef struct rill_share_state {
  rill_object_t base;
  pthread_mutex_t lock;
  rill_scheduler_t *scheduler; /* while there are users */
  size_t users;                /* subscribers, the run, the timer */
  rill_relay_opts_t options;
  rill_connection_t *now;
  size_t holders; /* subscribers that keep it connected */
  rill_task_t grace;
} rill_share_t;

rill_share_t *rill_share_new(const rill_relay_opts_t *options);
/** Any thread: one user more, if all are on `scheduler`. */
bool rill_share_bind(rill_share_t *share, rill_scheduler_t *scheduler);
void rill_share_unbind(rill_share_t *share);
/** Any thread: where it lives (owned), or NULL without users. */
rill_scheduler_t *rill_share_home(rill_share_t *share);

/** Sees to it that there is a connection. False without memory. */
bool rill_share_ready(rill_share_t *share);
/** Runs `upstream` (borrowed) into the current connection. The chain, owned;
 * NULL without memory. */
rill_chain_t *rill_share_connect(rill_share_t *share,
                                 rill_scheduler_t *scheduler,
                                 rill_observable_t *upstream);
/** Forgets the current connection and cancels its run. */
void rill_share_disconnect(rill_share_t *share);

#endif
