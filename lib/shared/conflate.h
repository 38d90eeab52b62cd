/* SPDX-License-Identifier: MIT */
/* What conflate and batch share: while nobody asks, items are folded into
 * one. */
#ifndef RILL_SHARED_CONFLATE_H
#define RILL_SHARED_CONFLATE_H

#include "core/operator.h"

typedef struct rill_conflate_params {
  rill_fn_t seed0, acc;
  int64_t max; /* items folded into one; RILL_UNBOUNDED: any number */
} rill_conflate_params_t;

typedef struct rill_conflate {
  rill_value_t sum;
  int64_t folded; /* items in `sum`; 0: there is none */
  int64_t owed;   /* items gone down, and not yet asked for again */
  int64_t asked;  /* of upstream, and not come */
  int64_t demand;
  bool busy, receiving, ended;
} rill_conflate_t;

rill_error_t *rill_conflate_check(const void *params);
void rill_conflate_forget(void *params);
void rill_conflate_start(rill_stage_t *stage);
size_t rill_conflate_next(rill_stage_t *stage, const rill_value_t *items,
                          size_t count);
void rill_conflate_complete(rill_stage_t *stage);
void rill_conflate_request(rill_stage_t *stage, int64_t count);
void rill_conflate_release(rill_stage_t *stage);

#define RILL_CONFLATE_OPS                                                     \
  .state_size = sizeof(rill_conflate_t),                                      \
  .params_size = sizeof(rill_conflate_params_t),                              \
  .check = rill_conflate_check, .forget = rill_conflate_forget,               \
  .start = rill_conflate_start, .next = rill_conflate_next,                   \
  .complete = rill_conflate_complete, .request = rill_conflate_request,       \
  .release = rill_conflate_release

#endif
