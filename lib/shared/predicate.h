/* SPDX-License-Identifier: MIT */
/* What operators with a predicate share: its answer is a bool or a failure. */
#ifndef RILL_SHARED_PREDICATE_H
#define RILL_SHARED_PREDICATE_H

#include "core/operator.h"

/** Asks `pred` about `item`; RILL_BOOL, or RILL_ERROR (owned) when it fails
 * or answers anything else. A predicate that is not set says true. */
rill_value_t rill_predicate_ask(const rill_stage_t *stage,
                                const rill_fn_t *pred, rill_value_t item);
/** The same answer of a function that was called already; takes it over. */
rill_value_t rill_predicate_answer(const rill_stage_t *stage,
                                   rill_value_t answer);
/** For `check`, of parameters that are an optional predicate. */
rill_error_t *rill_predicate_check(const void *params);

#endif
