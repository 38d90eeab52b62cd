/* SPDX-License-Identifier: MIT */
/* A relay with a home, and the stream of what is pushed into it: what start,
 * retry_when and repeat_when give to others. Subscribers elsewhere get a
 * border. */
#ifndef RILL_SHARED_BROADCAST_H
#define RILL_SHARED_BROADCAST_H

#include "shared/relay.h"

typedef struct rill_broadcast {
  rill_object_t base;
  rill_relay_t *relay; /* all of it on the scheduler's thread */
  rill_scheduler_t *scheduler;
  bool heard; /* somebody has subscribed */
} rill_broadcast_t;

/** NULL without memory. */
rill_broadcast_t *rill_broadcast_new(rill_scheduler_t *scheduler,
                                     const rill_relay_opts_t *options);
/** The stream; borrows. `ops` are made of RILL_BROADCAST_OPS. */
rill_observable_t *rill_broadcast_observable(rill_broadcast_t *broadcast,
                                             const rill_stage_ops_t *ops);

void rill_broadcast_forget(void *params);
rill_operator_t *rill_broadcast_border(const void *params,
                                       rill_scheduler_t *origin);
void rill_broadcast_start(rill_stage_t *stage);

#define RILL_BROADCAST_OPS                                                    \
  .state_size = sizeof(rill_outlet_t),                                        \
  .params_size = sizeof(rill_broadcast_t *),                                  \
  .forget = rill_broadcast_forget, .border = rill_broadcast_border,           \
  .start = rill_broadcast_start, .request = rill_relay_request,               \
  .release = rill_relay_leave

#endif
