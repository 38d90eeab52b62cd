/* SPDX-License-Identifier: MIT */
/* while_do: runs the stream while a condition says so. */
#include "shared/looped.h"

#include <rill/recover.h>

static const rill_stage_ops_t while_do_ops = {
    .name = "while_do",
    RILL_LOOPED_OPS,
    .start = rill_looped_ask,
};

rill_operator_t *rill_while_do(rill_fn_t cond) {
  return rill_operator_make(&while_do_ops, &cond);
}
