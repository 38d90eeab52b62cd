/* SPDX-License-Identifier: MIT */
/* of: the values that it is given, one after another. */
#include "shared/items.h"

#include <rill/create.h>

static const rill_stage_ops_t of_ops = {
    .name = "of",
    RILL_ITEMS_OPS,
};

rill_observable_t *rill_of_array(rill_value_t *values, size_t count) {
  rill_value_t list = values == NULL && count > 0
                          ? rill_fail(rill_refuse("values is NULL"))
                          : rill_list_own(values, count);
  return rill_source_make(&of_ops, &list);
}
