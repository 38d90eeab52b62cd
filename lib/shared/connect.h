/* SPDX-License-Identifier: MIT */
/* What the runs of one observable share: one run of its upstream, through a
 * relay; connected by hand, or while somebody is subscribed. */
#ifndef RILL_SHARED_CONNECT_H
#define RILL_SHARED_CONNECT_H

#include "shared/connection.h"

/** Who connects, and for how long. */
typedef struct rill_holding {
  rill_time_t grace, ttl;
  int64_t wanted; /* connects when there are so many; 0: with the first one */
  bool keep_on_complete, keep_on_error, keep_on_zero;
  bool result; /* what is kept is a result: not after an error */
  bool weak;   /* neither connects nor holds */
} rill_holding_t;

/** How ref_count and auto_connect are made. */
typedef struct rill_counted_params {
  const char *name;
  rill_holding_t holding;
} rill_counted_params_t;

/** How share, share_replay and cache are made. */
typedef struct rill_shared_params {
  rill_share_params_t share;
  rill_holding_t holding;
} rill_shared_params_t;

rill_error_t *rill_share_check(const void *params);
void rill_share_forget(void *params);
rill_error_t *rill_shared_check(const void *params);
rill_error_t *rill_holding_check(const rill_holding_t *holding);

/** What stands for a connectable in an observable. */
rill_operator_t *rill_publish_apply(const void *params,
                                    rill_observable_t **base);
/** What stands for a ref_count and the connectable before it. */
rill_operator_t *rill_counted_apply(const void *params,
                                    rill_observable_t **base);
/** What stands for both in one. */
rill_operator_t *rill_shared_apply(const void *params,
                                   rill_observable_t **base);

/** The share behind an observable whose last operator is one of these,
 * borrowed; NULL for any other. */
rill_share_t *rill_share_of(const rill_observable_t *observable);
/** The stream that subscribers of `share` (borrowed) hear, and whose upstream
 * somebody else runs. */
rill_observable_t *rill_share_observable(rill_share_t *share);

/** What is asked for by 0. */
static inline int64_t rill_share_bound(int64_t given) {
  return given != 0 ? given : RILL_CAPACITY;
}

#define RILL_PUBLISH_OPS                                                      \
  .params_size = sizeof(rill_share_params_t), .check = rill_share_check,      \
  .forget = rill_share_forget, .apply = rill_publish_apply
#define RILL_SHARED_OPS                                                       \
  .params_size = sizeof(rill_shared_params_t), .check = rill_shared_check,    \
  .forget = rill_share_forget, .apply = rill_shared_apply

#endif
