/* SPDX-License-Identifier: MIT */
/* group_by: a stream of streams, one for each key. */
#include "shared/keys.h"
#include "shared/options.h"

#include <rill/transform.h>

static const rill_stage_ops_t group_by_ops = {
    .name = "group_by",
    RILL_KEYS_OPS,
    .check = rill_keys_check,
};

rill_operator_t *rill_group_by_opts(const rill_group_by_opts_t *options) {
  RILL_OPTIONS(rill_group_by_opts_t, o, options);
  rill_keys_params_t params = {
    .key = o.key,
    .element = o.element,
    .max_groups = o.max_groups != 0 ? o.max_groups : RILL_KEYS_GROUPS,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&group_by_ops, &params);
}

rill_value_t rill_group_key(rill_value_t group) {
  const rill_offer_t *offer = rill_offer_of(group);
  return offer != NULL ? offer->key : rill_none();
}
