/* SPDX-License-Identifier: MIT */
/* from_array: the values of an array, which is copied. */
#include "shared/items.h"

#include <rill/create.h>

static const rill_stage_ops_t from_array_ops = {
    .name = "from_array",
    RILL_ITEMS_OPS,
};

rill_observable_t *rill_from_array(const rill_value_t *values, size_t count) {
  rill_value_t list = values == NULL && count > 0
                          ? rill_fail(rill_refuse("values is NULL"))
                          : rill_list(values, count);
  return rill_source_make(&from_array_ops, &list);
}
