/* SPDX-License-Identifier: MIT */
/* skip_last: passes all but the last `count` items: each as soon as so many
 * have come after it. */
#include "shared/tail.h"

#include <rill/filter.h>

struct skip_last {
  rill_ring_t held;
};

static rill_step_t skip_last_step(rill_stage_t *stage, rill_value_t *item) {
  struct skip_last *state = rill_state(stage);
  return rill_tail_shift(&state->held, *(const int64_t *) rill_params(stage),
                         item);
}

static void skip_last_release(rill_stage_t *stage) {
  rill_let_go_ring(stage, &((struct skip_last *) rill_state(stage))->held);
}

static const rill_stage_ops_t skip_last_ops = {
    .name = "skip_last",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct skip_last),
    .params_size = sizeof(int64_t),
    .check = rill_tail_check,
    .step = skip_last_step,
    .keeps = true,
    .release = skip_last_release,
};

rill_operator_t *rill_skip_last(int64_t count) {
  return rill_operator_make(&skip_last_ops, &count);
}
