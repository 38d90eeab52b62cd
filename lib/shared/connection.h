/* SPDX-License-Identifier: MIT */
/* One run of an upstream for many, and the place where it lives. */
#ifndef RILL_SHARED_CONNECTION_H
#define RILL_SHARED_CONNECTION_H

#include <pthread.h>

#include "shared/relay.h"

/* How the runs of one observable share: what the parameters of all these
 * operators begin with. */
typedef struct rill_share_params {
  const char *name;
  rill_relay_opts_t relay;
  rill_value_t first; /* owned: what each run begins with */
  bool has_first;
  bool whole; /* all items must be kept, or it fails */
  bool through_subject;
  rill_fn_t subject0; /* which makes it */
  rill_fn_t selector; /* f(shared): the stream that goes on */
} rill_share_params_t;

/* One run of upstream and those who hear it. */
typedef struct rill_connection {
  rill_object_t base;
  rill_relay_t *relay;
  rill_relay_watch_t watch;
  rill_stage_t *run; /* the sink; NULL: not yet connected, or over */
  int64_t outstanding;
  rill_time_t ended; /* when upstream did */
  rill_job_t cut;
} rill_connection_t;

/* What the runs share. All but the first lines on the scheduler's thread. */
typedef struct rill_share_state {
  rill_object_t base;
  pthread_mutex_t lock;
  rill_scheduler_t *scheduler; /* while there are users */
  size_t users;                /* subscribers, the run, the timer */
  rill_operator_t *maker;      /* keeps these: */
  const rill_share_params_t *how;
  rill_connection_t *now;
  size_t holders; /* subscribers that keep it connected */
  rill_task_t grace;
  bool over; /* whom it belongs to has ended */
} rill_share_t;

/** `params` are those of an operator. NULL without memory. */
rill_share_t *rill_share_new(const rill_share_params_t *params);
/** Any thread: one user more, if all are on `scheduler`. */
bool rill_share_bind(rill_share_t *share, rill_scheduler_t *scheduler);
void rill_share_unbind(rill_share_t *share);
/** Any thread: where it lives (owned), or NULL without users. */
rill_scheduler_t *rill_share_home(rill_share_t *share);

/** Any thread: the way there (owned), or NULL without users and on `origin`. Its
 * thread, if it is one that ends, waits for who goes that way. */
rill_operator_t *rill_share_border(rill_share_t *share,
                                   const rill_scheduler_t *origin);

/** For a stage that may share and has an upstream: NULL when it could be bound
 * after all; else the same stream from where the share lives. */
rill_observable_t *rill_share_elsewhere(const rill_stage_t *stage,
                                        rill_share_t *share);

/** Sees to it that there is a connection: NULL, or an error (owned). May call
 * the program. */
rill_error_t *rill_share_ready(rill_share_t *share);
/** Runs `upstream` (borrowed) into the current connection, which has neither
 * run nor ended. The chain, owned; NULL without memory. */
rill_chain_t *rill_share_connect(rill_share_t *share,
                                 rill_scheduler_t *scheduler,
                                 rill_observable_t *upstream);
/** Forgets the current connection and cancels its run; who hears it yet, hears
 * RILL_ECANCELED. */
void rill_share_disconnect(rill_share_t *share);

#endif
