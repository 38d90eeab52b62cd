/* SPDX-License-Identifier: MIT */
/* to_set: the distinct items, as a map from each to true. */
#include "shared/mapping.h"
#include "shared/options.h"

#include <rill/aggregate.h>

static rill_error_t *to_set_put(rill_stage_t *stage, size_t index,
                                rill_value_t element) {
  rill_value_unref(element);
  return rill_mapping_replace(stage, index, rill_bool(true));
}

static size_t to_set_next(rill_stage_t *stage, const rill_value_t *items,
                          size_t count) {
  return rill_mapping_next(stage, items, count, to_set_put);
}

static const rill_stage_ops_t to_set_ops = {
    .name = "to_set",
    .state_size = sizeof(rill_mapping_t),
    RILL_MAPPING_OPS,
    .next = to_set_next,
    .complete = rill_mapping_complete,
    .release = rill_mapping_release,
};

rill_operator_t *rill_to_set_opts(const rill_to_set_opts_t *options) {
  RILL_OPTIONS(rill_to_set_opts_t, o, options);
  rill_mapping_params_t params = {.capacity = o.capacity};
  return rill_operator_make(&to_set_ops, &params);
}
