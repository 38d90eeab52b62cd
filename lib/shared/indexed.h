/* SPDX-License-Identifier: MIT */
/* Steps around a function of an item and its index. The parameters begin with
 * the rill_fn_t; the state is how many items were before. */
#ifndef RILL_SHARED_INDEXED_H
#define RILL_SHARED_INDEXED_H

#include "core/operator.h"

struct rill_indexed { int64_t next; };

/** What the function makes of the item takes its place. */
static inline rill_step_t rill_indexed_map(rill_stage_t *stage,
                                           rill_value_t *item) {
  const rill_fn_t *fn = rill_params(stage);
  struct rill_indexed *state = rill_state(stage);
  rill_value_t index = rill_int(state->next++);
  *item = rill_invoke2(fn, *item, index);
  return item->kind == RILL_ERROR ? RILL_FAIL : RILL_SWAP;
}

#endif
