/* SPDX-License-Identifier: MIT */
/* What generate and generate_with_time share: states, each made from the one
 * before. */
#ifndef RILL_SHARED_UNFOLD_H
#define RILL_SHARED_UNFOLD_H

#include "core/operator.h"

typedef struct rill_unfold_params {
  rill_value_t init; /* owned */
  rill_fn_t cond, iterate;
  rill_fn_t result; /* not set: the states are the items */
} rill_unfold_params_t;

/** All zero is before the first state. */
typedef struct rill_unfold {
  rill_value_t state;
  bool begun;
} rill_unfold_t;

rill_error_t *rill_unfold_check(const void *params);
void rill_unfold_forget(void *params);
/** Goes on to the next state. False: the stage has ended, by this or
 * meanwhile. */
bool rill_unfold_next(rill_stage_t *stage, rill_unfold_t *unfold,
                      const rill_unfold_params_t *params);
/** The item of the state, owned, or why there is none. */
rill_value_t rill_unfold_item(const rill_unfold_t *unfold,
                              const rill_unfold_params_t *params);
void rill_unfold_clear(rill_unfold_t *unfold);

#endif
