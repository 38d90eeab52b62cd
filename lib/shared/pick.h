/* SPDX-License-Identifier: MIT */
/* One item of many: what first, last, single and element_at share, and their
 * forms with a value for when there is no such item. */
#ifndef RILL_SHARED_PICK_H
#define RILL_SHARED_PICK_H

#include "shared/total.h"

typedef struct rill_pick_params {
  rill_fn_t pred;       /* not set: every item will do */
  bool needs_pred;
  int64_t index;        /* of element_at */
  rill_value_t instead; /* owned */
  bool has_instead;
} rill_pick_params_t;

typedef struct rill_pick {
  rill_result_t result;
  rill_value_t item; /* the one so far */
  bool held;
  int64_t count;
} rill_pick_t;

rill_error_t *rill_pick_check(const void *params);
void rill_pick_forget(void *params);

/** The first one: a step. */
rill_step_t rill_pick_first(rill_stage_t *stage, rill_value_t *item);
/** The one at the index: a step. */
rill_step_t rill_pick_at(rill_stage_t *stage, rill_value_t *item);
/** The last one, and the only one: `next`. */
size_t rill_pick_last(rill_stage_t *stage, const rill_value_t *items,
                      size_t count);
size_t rill_pick_only(rill_stage_t *stage, const rill_value_t *items,
                      size_t count);

/** For `complete` of the steps: there is no such item. */
void rill_pick_none(rill_stage_t *stage);
/** For `complete` of the others: the one that was found, if any. */
void rill_pick_complete(rill_stage_t *stage);
void rill_pick_release(rill_stage_t *stage);

#define RILL_PICK_OPS                                                         \
  .state_size = sizeof(rill_pick_t),                                          \
  .params_size = sizeof(rill_pick_params_t), .check = rill_pick_check,        \
  .forget = rill_pick_forget, .release = rill_pick_release
/** Of what is known as soon as it comes. */
#define RILL_PICK_EARLY_OPS                                                   \
  RILL_PICK_OPS, .code = RILL_CODE_STEP, .chooses = true,                     \
                 .complete = rill_pick_none, .request = rill_total_request_one
/** Of what is known at the end. */
#define RILL_PICK_LATE_OPS                                                    \
  RILL_PICK_OPS, RILL_TOTAL_OPS, .complete = rill_pick_complete

#endif
