/* SPDX-License-Identifier: MIT */
/* For sources that have no items, whatever they are asked for. */
#ifndef RILL_SHARED_SILENT_H
#define RILL_SHARED_SILENT_H

#include "core/operator.h"

static inline void rill_silent_request(rill_stage_t *stage, int64_t count) {
  (void) stage;
  (void) count;
}

#endif
