/* SPDX-License-Identifier: MIT */
/* while: as long as a predicate is true. */
#include "shared/while.h"

static rill_value_t while_ask(rill_stage_t *stage, rill_value_t item) {
  const rill_while_params_t *p = rill_params(stage);
  rill_while_t *state = rill_state(stage);
  return rill_predicate_ask_next(stage, &p->pred, item, &state->index);
}

rill_step_t rill_take_while_step(rill_stage_t *stage, rill_value_t *item) {
  const rill_while_params_t *p = rill_params(stage);
  return rill_predicate_choose(while_ask(stage, *item), item, RILL_PASS,
                               p->inclusive ? RILL_LAST : RILL_STOP);
}

rill_step_t rill_skip_while_step(rill_stage_t *stage, rill_value_t *item) {
  rill_while_t *state = rill_state(stage);
  if (state->over) return RILL_PASS;
  rill_step_t step = rill_predicate_choose(while_ask(stage, *item), item,
                                           RILL_DROP, RILL_PASS);
  state->over = step == RILL_PASS;
  return step;
}
