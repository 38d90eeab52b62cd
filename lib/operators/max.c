/* SPDX-License-Identifier: MIT */
/* max: the greatest item. */
#include "shared/extreme.h"
#include "shared/options.h"

#include <rill/aggregate.h>

static size_t max_next(rill_stage_t *stage, const rill_value_t *items,
                       size_t count) {
  return rill_extreme_next(stage, items, count, 1);
}

static const rill_stage_ops_t max_ops = {
    .name = "max",
    RILL_EXTREME_OPS,
    .next = max_next,
};

rill_operator_t *rill_max_opts(const rill_max_opts_t *options) {
  RILL_OPTIONS(rill_max_opts_t, o, options);
  return rill_operator_make(&max_ops, &o.cmp);
}
