/* SPDX-License-Identifier: MIT */
/* range: `count` integers from `start` on. */
#include "core/pump.h"

#include <rill/create.h>

struct range_params { int64_t start, count; };

static rill_error_t *range_check(const void *params) {
  const struct range_params *p = params;
  if (p->count < 0)
    return rill_refuse("count is %lld (must be >= 0)", (long long) p->count);
  if (p->count > 0 && p->start > INT64_MAX - (p->count - 1))
    return rill_refuse("start %lld and count %lld pass the largest integer",
                       (long long) p->start, (long long) p->count);
  return NULL;
}

static rill_supply_t range_supply(const void *params) {
  const struct range_params *p = params;
  return (rill_supply_t){.first = p->start, .count = (uint64_t) p->count};
}

static const rill_stage_ops_t range_ops = {
    .name = "range",
    .params_size = sizeof(struct range_params),
    .check = range_check,
    .supply = range_supply,
    RILL_SUPPLY_OPS,
};

rill_observable_t *rill_range(int64_t start, int64_t count) {
  return rill_source_make(&range_ops, &(struct range_params){start, count});
}
