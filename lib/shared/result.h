/* SPDX-License-Identifier: MIT */
/* One result at the end: it waits until it is asked for. */
#ifndef RILL_SHARED_RESULT_H
#define RILL_SHARED_RESULT_H

#include "core/operator.h"

typedef struct rill_result {
  rill_value_t value;
  bool ready, wanted;
} rill_result_t;

/** For `start`: takes everything that upstream has. */
void rill_result_start(rill_stage_t *stage);
/** For `request`. */
void rill_result_request(rill_stage_t *stage, rill_result_t *result);
/** Delivers `value` (taken over) and completes, now or when it is asked for.
 * Upstream is closed at once. */
void rill_result_set(rill_stage_t *stage, rill_result_t *result,
                     rill_value_t value);
/** For `release`. */
void rill_result_release(rill_stage_t *stage, rill_result_t *result);

#endif
