/* SPDX-License-Identifier: MIT */
/* A bounded queue of a stage, and its answers to one item more. */
#ifndef RILL_SHARED_OVERFLOW_H
#define RILL_SHARED_OVERFLOW_H

#include "base/ring.h"
#include "core/operator.h"

#include <rill/flow.h>

typedef struct rill_bounded_params {
  rill_overflow_t policy;
  int64_t capacity;
  rill_time_t ttl; /* what waits for longer is dropped; 0: nothing is */
} rill_bounded_params_t;

/** All zero is empty. */
typedef struct rill_bounded {
  rill_ring_t items;
  rill_ring_t times; /* of their coming, if there is a ttl */
  /* Takes over what is dropped, and may end the stage; NULL: nobody looks. */
  void (*drop)(rill_stage_t *stage, rill_value_t item);
} rill_bounded_t;

/** What the user gives: `capacity` 0 is the default, and RILL_OVERFLOW_LATEST
 * needs room for one. */
rill_bounded_params_t rill_bounded_params(rill_overflow_t policy,
                                          int64_t capacity, rill_time_t ttl);
/** "overflow is 77 (must be one of rill_overflow_t)", or NULL. */
rill_error_t *rill_bounded_check(const rill_bounded_params_t *params,
                                 const char *policy);

/** Queues an item, borrowed, as the policy says. 0, also when it was dropped
 * itself; RILL_EAGAIN: it has to wait; RILL_EOVERFLOW: that is a failure;
 * RILL_ENOMEM. */
int rill_bounded_push(rill_stage_t *stage, rill_bounded_t *queue,
                      const rill_bounded_params_t *params, rill_value_t item);
/** The oldest, now the caller's. */
rill_value_t rill_bounded_pop(rill_bounded_t *queue);
/** Drops what waits for too long; when the next one will (RILL_TIME_NEVER:
 * none). */
rill_time_t rill_bounded_expire(rill_stage_t *stage, rill_bounded_t *queue,
                                const rill_bounded_params_t *params);
/** For `drop`: shows the item (taken over) to a function that may be missing;
 * what that fails with ends the stage. */
void rill_bounded_show(rill_stage_t *stage, const rill_fn_t *dropped,
                       rill_value_t item);
/** For `release`: drops all. */
void rill_bounded_release(rill_stage_t *stage, rill_bounded_t *queue);

#endif
