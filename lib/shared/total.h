/* SPDX-License-Identifier: MIT */
/* What operators share that deliver one result: their state begins with a
 * rill_result_t. */
#ifndef RILL_SHARED_TOTAL_H
#define RILL_SHARED_TOTAL_H

#include "shared/result.h"

/** For `request` of one that takes everything. */
void rill_total_request(rill_stage_t *stage, int64_t count);
/** For `request` of one whose result is an item of upstream, or comes of one:
 * asks for one item. */
void rill_total_request_one(rill_stage_t *stage, int64_t count);
void rill_total_release(rill_stage_t *stage);
/** Delivers `value` (taken over; an error fails) and completes. */
void rill_total_set(rill_stage_t *stage, rill_value_t value);
/** Fails because nothing came. */
void rill_total_empty(rill_stage_t *stage);
/** For `check` of a bound; 0 is none. */
rill_error_t *rill_check_capacity(int64_t capacity);
/** The error of one that has `capacity` of `what` ("items") already. */
rill_error_t *rill_total_full(const rill_stage_t *stage, int64_t capacity,
                              const char *what);

#define RILL_TOTAL_OPS                                                        \
  .prompt = true, .start = rill_result_start, .request = rill_total_request

#endif
