/* SPDX-License-Identifier: MIT */
/* to_map: each item under its key; of equal keys the last item. */
#include "shared/mapping.h"
#include "shared/options.h"

#include <rill/aggregate.h>

static size_t to_map_next(rill_stage_t *stage, const rill_value_t *items,
                          size_t count) {
  return rill_mapping_next(stage, items, count, rill_mapping_replace);
}

static const rill_stage_ops_t to_map_ops = {
    .name = "to_map",
    .state_size = sizeof(rill_mapping_t),
    RILL_MAPPING_OPS,
    .next = to_map_next,
    .complete = rill_mapping_complete,
    .release = rill_mapping_release,
};

rill_operator_t *rill_to_map_opts(const rill_to_map_opts_t *options) {
  RILL_OPTIONS(rill_to_map_opts_t, o, options);
  rill_mapping_params_t params = {.key = o.key,
                                  .element = o.element,
                                  .capacity = o.capacity,
                                  .needs_key = true};
  return rill_operator_make(&to_map_ops, &params);
}
