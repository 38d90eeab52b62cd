/* SPDX-License-Identifier: MIT */
/* What all, some, contains and is_empty share: one bool, known at the first
 * item that decides it or at the end. They ask for one item, which those that
 * decide nothing do not use up. */
#ifndef RILL_SHARED_VERDICT_H
#define RILL_SHARED_VERDICT_H

#include "shared/total.h"

/** The answer for an item: RILL_BOOL, or RILL_ERROR (owned). */
typedef rill_value_t (*rill_verdict_fn)(rill_stage_t *stage,
                                        rill_value_t item);

/** For `next`: delivers `decisive` at the first item with that answer. */
size_t rill_verdict_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count, rill_verdict_fn answer, bool decisive);

#define RILL_VERDICT_OPS                                                      \
  .state_size = sizeof(rill_result_t), .request = rill_total_request_one,     \
  .release = rill_total_release

#endif
