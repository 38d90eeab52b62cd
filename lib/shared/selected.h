/* SPDX-License-Identifier: MIT */
/* What publish, publish_value, replay and multicast do with a selector: each
 * run goes on with what f(shared) gives, and upstream, which `shared` hears, is
 * connected once that runs. */
#ifndef RILL_SHARED_SELECTED_H
#define RILL_SHARED_SELECTED_H

#include "shared/connect.h"
#include "shared/resubscribe.h"

typedef struct rill_selected {
  rill_resubscribe_t run; /* of what the selector gave */
  rill_share_t *share;
  bool bound;
} rill_selected_t;

void rill_selected_init(rill_stage_t *stage);
void rill_selected_start(rill_stage_t *stage);
void rill_selected_request(rill_stage_t *stage, int64_t count);
void rill_selected_release(rill_stage_t *stage);

#define RILL_SELECTED_OPS                                                     \
  .lifts = true, .state_size = sizeof(rill_selected_t),                       \
  .params_size = sizeof(rill_share_params_t), .check = rill_share_check,      \
  .forget = rill_share_forget, .init = rill_selected_init,                    \
  .start = rill_selected_start, .request = rill_selected_request,             \
  .release = rill_selected_release

/** The one of both that the parameters ask for. */
static inline rill_operator_t *rill_selected_make(
    const rill_stage_ops_t *plain, const rill_stage_ops_t *selected,
    const rill_share_params_t *params) {
  bool selects = rill_fn_is_set(params->selector);
  return rill_operator_make(selects ? selected : plain, params);
}

#endif
