/* SPDX-License-Identifier: MIT */
/* Two streams whose items have a time, which ends with the first sign of a
 * stream made of them: what join and group_join share. */
#ifndef RILL_SHARED_LIFETIME_H
#define RILL_SHARED_LIFETIME_H

#include "shared/gather.h"

#include <rill/combine.h>

typedef struct rill_lifetime_params {
  rill_gather_params_t gather; /* its one source is the right stream */
  rill_fn_t durations[2];      /* left, right */
  rill_fn_t combine;
  int64_t capacity; /* items of a side whose time has not ended */
} rill_lifetime_params_t;

rill_operator_t *rill_lifetime_operator(const rill_stage_ops_t *ops,
                                        const rill_join_opts_t *options);
rill_error_t *rill_lifetime_check(const void *params);
void rill_lifetime_forget(void *params);
/** What is made of both, which are borrowed: the function's answer, or a
 * list. */
rill_value_t rill_lifetime_combine(const rill_lifetime_params_t *params,
                                   rill_value_t left, rill_value_t right);
/** The error of a side that is full: 0 is the left one. */
rill_error_t *rill_lifetime_full(const rill_lifetime_params_t *params,
                                 const char *name, size_t side);

#define RILL_LIFETIME_OPS                                                     \
  .params_size = sizeof(rill_lifetime_params_t),                              \
  .check = rill_lifetime_check, .forget = rill_lifetime_forget

/** An item whose time has not ended: the state of its duration's sink begins
 * with it. */
typedef struct rill_live rill_live_t;
typedef struct rill_lives rill_lives_t;
struct rill_live {
  rill_live_t *next, *back;
  rill_lives_t *side; /* NULL: not listed */
  rill_value_t item;
  bool used; /* something was made of it */
};

/** Those of a side, in the order in which they came. All zero is none. */
struct rill_lives {
  rill_live_t *first, *last;
  int64_t count;
};

void rill_lives_add(rill_lives_t *side, rill_live_t *live);
/** Its time has ended; the item stays. True: it was for nothing. */
bool rill_live_end(rill_live_t *live);
/** Cancels what runs for them. */
void rill_lives_cancel(rill_lives_t *side);

/** For `start` and `release` of a duration's sink. */
void rill_live_start(rill_stage_t *sink);
void rill_live_release(rill_stage_t *sink);

#endif
