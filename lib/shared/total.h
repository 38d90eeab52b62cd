/* SPDX-License-Identifier: MIT */
/* What aggregates share that take everything and deliver one result: their
 * state begins with a rill_result_t. */
#ifndef RILL_SHARED_TOTAL_H
#define RILL_SHARED_TOTAL_H

#include "shared/result.h"

void rill_total_request(rill_stage_t *stage, int64_t count);
void rill_total_release(rill_stage_t *stage);
/** Delivers `value` (taken over; an error fails) and completes. */
void rill_total_set(rill_stage_t *stage, rill_value_t value);
/** Fails because nothing came. */
void rill_total_empty(rill_stage_t *stage);

#define RILL_TOTAL_OPS                                                        \
  .start = rill_result_start, .request = rill_total_request

#endif
