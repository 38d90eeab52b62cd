/* SPDX-License-Identifier: MIT */
/* What min_by and max_by share: all the items whose key no other's comes
 * before, in one direction. */
#ifndef RILL_SHARED_LEADERS_H
#define RILL_SHARED_LEADERS_H

#include "shared/buffer.h"
#include "shared/total.h"

typedef struct rill_leaders_params {
  rill_fn_t key, cmp;
  int64_t capacity; /* 0: as many as there are */
} rill_leaders_params_t;

typedef struct rill_leaders {
  rill_result_t result;
  rill_value_t key;
  rill_buffer_t items; /* that have it */
} rill_leaders_t;

rill_error_t *rill_leaders_check(const void *params);
void rill_leaders_forget(void *params);
/** For `next`. `direction` is 1 for the greatest, -1 for the least. */
size_t rill_leaders_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count, int direction);
void rill_leaders_complete(rill_stage_t *stage);
void rill_leaders_release(rill_stage_t *stage);

#define RILL_LEADERS_OPS                                                      \
  .state_size = sizeof(rill_leaders_t),                                       \
  .params_size = sizeof(rill_leaders_params_t), .check = rill_leaders_check,  \
  .forget = rill_leaders_forget, .complete = rill_leaders_complete,           \
  .release = rill_leaders_release, RILL_TOTAL_OPS

#endif
