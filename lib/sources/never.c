/* SPDX-License-Identifier: MIT */
/* never: no item and no end. */
#include "shared/silent.h"

#include <rill/create.h>

static const rill_stage_ops_t never_ops = {
    .name = "never",
    .request = rill_silent_request,
};

rill_observable_t *rill_never(void) {
  return rill_source_make(&never_ops, NULL);
}
