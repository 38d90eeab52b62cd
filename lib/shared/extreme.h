/* SPDX-License-Identifier: MIT */
/* What min and max share: the item before which, in one direction, no other
 * comes. The parameters are the function that compares, or none. */
#ifndef RILL_SHARED_EXTREME_H
#define RILL_SHARED_EXTREME_H

#include "shared/call.h"
#include "shared/total.h"

typedef struct rill_extreme {
  rill_result_t result;
  rill_value_t best;
  bool any;
} rill_extreme_t;

rill_error_t *rill_extreme_check(const void *params);
/** For `next`. `direction` is 1 for the greatest, -1 for the least. */
size_t rill_extreme_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count, int direction);
void rill_extreme_complete(rill_stage_t *stage);
void rill_extreme_release(rill_stage_t *stage);

#define RILL_EXTREME_OPS                                                      \
  .state_size = sizeof(rill_extreme_t), .params_size = sizeof(rill_fn_t),     \
  .check = rill_extreme_check, .forget = rill_call_forget,                    \
  .complete = rill_extreme_complete, .release = rill_extreme_release,         \
  RILL_TOTAL_OPS

#endif
