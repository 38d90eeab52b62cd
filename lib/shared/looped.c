/* SPDX-License-Identifier: MIT */
/* looped: asks, runs, asks again. */
#include "shared/looped.h"

#include "shared/predicate.h"

void rill_looped_ask(rill_stage_t *stage) {
  const rill_fn_t *cond = rill_params(stage);
  rill_value_t answer = rill_predicate_answer(stage, rill_invoke0(cond));
  if (stage->closed)
    rill_value_unref(answer);
  else if (answer.kind == RILL_ERROR)
    rill_emit_failure(stage, answer);
  else if (rill_as_bool(answer))
    rill_resubscribe_upstream(stage);
  else
    rill_emit_complete(stage);
}

static void looped_end(rill_stage_t *stage, rill_error_t *error) {
  if (error != NULL)
    rill_emit_end(stage, error);
  else
    rill_looped_ask(stage);
}

void rill_looped_init(rill_stage_t *stage) {
  ((rill_resubscribe_t *) rill_state(stage))->end = looped_end;
}
