/* SPDX-License-Identifier: MIT */
/* retry_when: after an error, a stream made of the errors decides. */
#include "shared/again.h"

#include <rill/recover.h>

static void retry_when_end(rill_stage_t *stage, rill_error_t *error) {
  if (error == NULL)
    rill_emit_complete(stage);
  else
    rill_again_ask(stage, rill_fail(error));
}

static void retry_when_init(rill_stage_t *stage) {
  ((rill_again_t *) rill_state(stage))->runs.end = retry_when_end;
}

static const rill_stage_ops_t retry_when_ops = {
    .name = "retry_when",
    RILL_AGAIN_OPS,
    .init = retry_when_init,
};

rill_operator_t *rill_retry_when(rill_fn_t f) {
  return rill_operator_make(&retry_when_ops, &f);
}
