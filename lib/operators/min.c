/* SPDX-License-Identifier: MIT */
/* min: the least item. */
#include "shared/extreme.h"
#include "shared/options.h"

#include <rill/aggregate.h>

static size_t min_next(rill_stage_t *stage, const rill_value_t *items,
                       size_t count) {
  return rill_extreme_next(stage, items, count, -1);
}

static const rill_stage_ops_t min_ops = {
    .name = "min",
    RILL_EXTREME_OPS,
    .next = min_next,
};

rill_operator_t *rill_min_opts(const rill_min_opts_t *options) {
  RILL_OPTIONS(rill_min_opts_t, o, options);
  return rill_operator_make(&min_ops, &o.cmp);
}
