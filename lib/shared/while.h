/* SPDX-License-Identifier: MIT */
/* What take_while, skip_while and their indexed forms share: a predicate that
 * is asked until it says something else than true. */
#ifndef RILL_SHARED_WHILE_H
#define RILL_SHARED_WHILE_H

#include "shared/call.h"
#include "shared/predicate.h"

typedef struct rill_while_params {
  rill_fn_t pred; /* of the item, or of the item and its index */
  bool inclusive; /* the item that ends it passes too */
} rill_while_params_t;

typedef struct rill_while {
  int64_t index;
  bool over;
} rill_while_t;

rill_step_t rill_take_while_step(rill_stage_t *stage, rill_value_t *item);
rill_step_t rill_skip_while_step(rill_stage_t *stage, rill_value_t *item);

#define RILL_WHILE_OPS                                                        \
  .code = RILL_CODE_STEP, .chooses = true,                                    \
  .state_size = sizeof(rill_while_t),                                         \
  .params_size = sizeof(rill_while_params_t), .forget = rill_call_forget

#endif
