/* SPDX-License-Identifier: MIT */
/* repeat_when: after a completion, a stream made of them decides. */
#include "shared/again.h"

#include <rill/recover.h>

static void repeat_when_end(rill_stage_t *stage, rill_error_t *error) {
  rill_again_t *again = rill_state(stage);
  if (error != NULL)
    rill_emit_end(stage, error);
  else
    rill_again_ask(stage, rill_int(++again->completed));
}

static void repeat_when_init(rill_stage_t *stage) {
  ((rill_again_t *) rill_state(stage))->runs.end = repeat_when_end;
}

static const rill_stage_ops_t repeat_when_ops = {
    .name = "repeat_when",
    RILL_AGAIN_OPS,
    .init = repeat_when_init,
};

rill_operator_t *rill_repeat_when(rill_fn_t f) {
  return rill_operator_make(&repeat_when_ops, &f);
}
