/* SPDX-License-Identifier: MIT */
/* How long to wait before the next attempt: exponential, with jitter. */
#ifndef RILL_SHARED_BACKOFF_H
#define RILL_SHARED_BACKOFF_H

#include "base/error.h"
#include "base/random.h"

#include <rill/recover.h>

typedef struct rill_backoff_params {
  rill_time_t delay;     /* before the second attempt */
  rill_time_t max_delay; /* 0: the larger of a minute and `delay` */
  double factor;         /* 0: 2 */
  rill_jitter_t jitter;
  uint64_t seed;
} rill_backoff_params_t;

typedef struct rill_backoff {
  rill_time_t wait; /* the last one: without jitter, but for decorrelated */
  rill_random_t random;
  bool begun;
} rill_backoff_t;

/** What is wrong with the parameters, or NULL. */
rill_error_t *rill_backoff_check(const rill_backoff_params_t *params);
/** The next wait; the state is all zero at first. */
rill_time_t rill_backoff_next(rill_backoff_t *backoff,
                              const rill_backoff_params_t *params);

#endif
