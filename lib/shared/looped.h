/* SPDX-License-Identifier: MIT */
/* What do_while and while_do share: upstream runs again while a condition
 * says so. */
#ifndef RILL_SHARED_LOOPED_H
#define RILL_SHARED_LOOPED_H

#include "shared/call.h"
#include "shared/resubscribe.h"

/** Runs upstream if the condition, which is the parameters, says true; else
 * completes. */
void rill_looped_ask(rill_stage_t *stage);
void rill_looped_init(rill_stage_t *stage);

#define RILL_LOOPED_OPS                                                       \
  .lifts = true, .state_size = sizeof(rill_resubscribe_t),                    \
  .params_size = sizeof(rill_fn_t), .check = rill_call0_check,                \
  .forget = rill_call_forget, .init = rill_looped_init, RILL_RESUBSCRIBE_OPS

#endif
