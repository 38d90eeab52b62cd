/* SPDX-License-Identifier: MIT */
/* max_by: the items with the greatest key. */
#include "shared/leaders.h"
#include "shared/options.h"

#include <rill/aggregate.h>

static size_t max_by_next(rill_stage_t *stage, const rill_value_t *items,
                          size_t count) {
  return rill_leaders_next(stage, items, count, 1);
}

static const rill_stage_ops_t max_by_ops = {
    .name = "max_by",
    RILL_LEADERS_OPS,
    .next = max_by_next,
};

rill_operator_t *rill_max_by_opts(const rill_max_by_opts_t *options) {
  RILL_OPTIONS(rill_max_by_opts_t, o, options);
  rill_leaders_params_t params = {o.key, o.cmp, o.capacity};
  return rill_operator_make(&max_by_ops, &params);
}
