/* SPDX-License-Identifier: MIT */
/* from_list: the items of a list. */
#include "shared/items.h"

#include <rill/create.h>

static const rill_stage_ops_t from_list_ops = {
    .name = "from_list",
    RILL_ITEMS_OPS,
};

rill_observable_t *rill_from_list(rill_value_t list) {
  return rill_source_make(&from_list_ops, &list);
}
