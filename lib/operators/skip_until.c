/* SPDX-License-Identifier: MIT */
/* skip_until: drops items until another stream gives one. */
#include "shared/other.h"

#include <rill/filter.h>

struct skip_until {
  rill_other_t other;
  bool open;
};

static void skip_until_sign(rill_stage_t *stage) {
  ((struct skip_until *) rill_state(stage))->open = true;
}

/* Nothing is being emitted: it is not open yet. */
static const rill_other_kind_t skip_until_kind = {skip_until_sign,
                                                  rill_emit_end};

static void skip_until_start(rill_stage_t *stage) {
  rill_other_start(stage, &skip_until_kind);
}

static rill_step_t skip_until_step(rill_stage_t *stage, rill_value_t *item) {
  (void) item;
  return ((struct skip_until *) rill_state(stage))->open ? RILL_PASS
                                                         : RILL_DROP;
}

static const rill_stage_ops_t skip_until_ops = {
    .name = "skip_until",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct skip_until),
    RILL_OTHER_OPS,
    .start = skip_until_start,
    .step = skip_until_step,
    .release = rill_other_release,
};

rill_operator_t *rill_skip_until(rill_observable_t *other) {
  return rill_operator_make(&skip_until_ops, &(rill_other_params_t){other});
}
