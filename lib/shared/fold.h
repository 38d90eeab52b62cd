/* SPDX-License-Identifier: MIT */
/* What reduce and scan share: an accumulator, seeded or by the first item. */
#ifndef RILL_SHARED_FOLD_H
#define RILL_SHARED_FOLD_H

#include "core/operator.h"

typedef struct rill_fold_params {
  rill_fn_t fn;
  rill_value_t seed; /* owned */
  bool seeded;
} rill_fold_params_t;

rill_error_t *rill_fold_check(const void *params);
void rill_fold_forget(void *params);
/** Sets up a state that begins with struct rill_fold_state. */
void rill_fold_init(rill_stage_t *stage, const rill_fold_params_t *params);
/** The answer for a batch of which `done` of `count` items were folded and
 * `out` came out: a failure if some are left. */
rill_batch_t rill_fold_batch(rill_stage_t *stage, const rill_fn_t *fn,
                             const rill_value_t *in, size_t done,
                             size_t count, size_t out);

#endif
