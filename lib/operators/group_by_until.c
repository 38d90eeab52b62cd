/* SPDX-License-Identifier: MIT */
/* group_by_until: a stream of streams, one for each key for some time. */
#include "shared/keys.h"
#include "shared/options.h"

#include <rill/transform.h>

static rill_error_t *group_by_until_check(const void *params) {
  rill_error_t *error = rill_keys_check(params);
  if (error != NULL) return error;
  return rill_check_fn(((const rill_keys_params_t *) params)->duration, 1,
                       "duration");
}

static const rill_stage_ops_t group_by_until_ops = {
    .name = "group_by_until",
    RILL_KEYS_OPS,
    .check = group_by_until_check,
};

rill_operator_t *rill_group_by_until_opts(
    const rill_group_by_until_opts_t *options) {
  RILL_OPTIONS(rill_group_by_until_opts_t, o, options);
  rill_keys_params_t params = {
    .key = o.key,
    .element = o.element,
    .duration = o.duration,
    .max_groups = o.max_groups != 0 ? o.max_groups : RILL_KEYS_GROUPS,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&group_by_until_ops, &params);
}
