/* SPDX-License-Identifier: MIT */
/* What the runs of one observable share: one run of its upstream, through a
 * relay; connected by hand, or while somebody is subscribed. */
#ifndef RILL_SHARED_CONNECT_H
#define RILL_SHARED_CONNECT_H

#include "shared/relay.h"

/** How publish and replay are made. */
typedef struct rill_publish_params {
  rill_relay_opts_t relay;
} rill_publish_params_t;

/** How ref_count is made. */
typedef struct rill_counted_params {
  rill_time_t grace;
  bool keep_on_complete, keep_on_error, keep_on_zero;
} rill_counted_params_t;

rill_error_t *rill_publish_check(const void *params);
/** What stands for publish and replay in an observable. */
rill_operator_t *rill_publish_apply(const void *params,
                                    rill_observable_t **base);
/** What stands for ref_count and the connectable before it. */
rill_operator_t *rill_counted_apply(const void *params,
                                    rill_observable_t **base);

#endif
