/* SPDX-License-Identifier: MIT */
/* empty: completes at once. */
#include "shared/silent.h"

#include <rill/create.h>

static const rill_stage_ops_t empty_ops = {
    .name = "empty",
    .start = rill_emit_complete,
    .request = rill_silent_request,
};

rill_observable_t *rill_empty(void) {
  return rill_source_make(&empty_ops, NULL);
}
