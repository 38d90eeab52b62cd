/* SPDX-License-Identifier: MIT */
/* What operators around one function share: the parameters are the rill_fn_t,
 * the state is what the driver calls. */
#ifndef RILL_SHARED_CALL_H
#define RILL_SHARED_CALL_H

#include "core/operator.h"

/* .check, .forget and .init of an operator whose parameters begin with a
 * rill_fn_t. */
rill_error_t *rill_call0_check(const void *params);
rill_error_t *rill_call1_check(const void *params);
rill_error_t *rill_call2_check(const void *params);
void rill_call_forget(void *params);
/** The end of a batch at an item that the kernel would not take: what the
 * function says to it, or, if they disagree, RILL_ETYPE. Takes over `answer`. */
rill_batch_t rill_kernel_stop(const rill_stage_t *stage, size_t out,
                              rill_value_t answer);
void rill_call1_init(rill_stage_t *stage);

#endif
