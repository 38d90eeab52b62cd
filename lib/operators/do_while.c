/* SPDX-License-Identifier: MIT */
/* do_while: runs the stream, and again while a condition says so. */
#include "shared/looped.h"

#include <rill/recover.h>

static const rill_stage_ops_t do_while_ops = {
    .name = "do_while",
    RILL_LOOPED_OPS,
    .start = rill_resubscribe_upstream,
};

rill_operator_t *rill_do_while(rill_fn_t cond) {
  return rill_operator_make(&do_while_ops, &cond);
}
