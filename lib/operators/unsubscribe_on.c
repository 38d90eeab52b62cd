/* SPDX-License-Identifier: MIT */
/* unsubscribe_on: upstream is cancelled and released on a scheduler. A run is
 * released where it lives, so it lives there. */
#include "shared/border.h"
#include "shared/options.h"

#include <rill/flow.h>

static void unsubscribe_on_start(rill_stage_t *stage) {
  const rill_border_params_t *p = rill_params(stage);
  rill_border_open(stage, p->scheduler);
  rill_border_start(stage);
}

static const rill_stage_ops_t unsubscribe_on_ops = {
    .name = "unsubscribe_on",
    RILL_BORDER_OPS,
    .start = unsubscribe_on_start,
};

rill_operator_t *
rill_unsubscribe_on_opts(const rill_unsubscribe_on_opts_t *given) {
  RILL_OPTIONS(rill_unsubscribe_on_opts_t, options, given);
  rill_border_params_t params = {
      .scheduler = rill_ref(options.scheduler),
      .capacity = options.capacity,
      .delay_error = options.delay_error,
      .dropped = options.dropped,
  };
  return rill_operator_make(&unsubscribe_on_ops, &params);
}
