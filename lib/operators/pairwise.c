/* SPDX-License-Identifier: MIT */
/* pairwise: each item with the one before it. */
#include "core/dropped.h"

#include <rill/transform.h>

struct pairwise {
  rill_value_t last;
  bool any, paired;
};

static rill_step_t pairwise_step(rill_stage_t *stage, rill_value_t *item) {
  struct pairwise *state = rill_state(stage);
  rill_value_t last = state->last;
  state->last = rill_value_ref(*item);
  if (!state->any) {
    state->any = true;
    return RILL_DROP;
  }
  state->paired = true;
  *item = rill_pair(last, rill_value_ref(*item));
  return item->kind == RILL_ERROR ? RILL_FAIL : RILL_SWAP;
}

static void pairwise_release(rill_stage_t *stage) {
  const struct pairwise *state = rill_state(stage);
  if (state->any && !state->paired) rill_tell(stage, state->last);
  rill_value_unref(state->last);
}

static const rill_stage_ops_t pairwise_ops = {
    .name = "pairwise",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct pairwise),
    .step = pairwise_step,
    .keeps = true,
    .release = pairwise_release,
};

rill_operator_t *rill_pairwise(void) {
  return rill_operator_make(&pairwise_ops, NULL);
}
