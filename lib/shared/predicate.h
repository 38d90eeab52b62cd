/* SPDX-License-Identifier: MIT */
/* What operators with a predicate share: its answer is a bool or a failure. */
#ifndef RILL_SHARED_PREDICATE_H
#define RILL_SHARED_PREDICATE_H

#include "core/operator.h"

/** Asks `pred` about `item`; RILL_BOOL, or RILL_ERROR (owned) when it fails
 * or answers anything else. A predicate that is not set says true. */
rill_value_t rill_predicate_ask(const rill_stage_t *stage,
                                const rill_fn_t *pred, rill_value_t item);
/** The same of one that is set, and may take the item's index too, which is
 * counted on. */
rill_value_t rill_predicate_ask_next(const rill_stage_t *stage,
                                     const rill_fn_t *pred, rill_value_t item,
                                     int64_t *index);
/** The same answer of a function that was called already; takes it over. */
rill_value_t rill_predicate_answer(const rill_stage_t *stage,
                                   rill_value_t answer);
/** What a step makes of an answer, which is taken over. */
static inline rill_step_t rill_predicate_choose(rill_value_t answer,
                                                rill_value_t *item,
                                                rill_step_t yes,
                                                rill_step_t no) {
  if (answer.kind == RILL_BOOL) return answer.as.i != 0 ? yes : no;
  *item = answer;
  return RILL_FAIL;
}

/** For `check`, of parameters that are an optional predicate. */
rill_error_t *rill_predicate_check(const void *params);
/** Of parameters that begin with one that must be there. */
rill_error_t *rill_predicate1_check(const void *params);
/** Of an item and its index. */
rill_error_t *rill_predicate2_check(const void *params);

#endif
