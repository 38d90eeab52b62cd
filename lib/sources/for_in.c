/* SPDX-License-Identifier: MIT */
/* for_in: a list's items and a concat_map, both under this name. */
#include "shared/flatten.h"
#include "shared/items.h"

#include <rill/create.h>

static rill_error_t *for_in_check(const void *params) {
  return rill_check_fn(((const rill_flatten_params_t *) params)->fn, 1,
                       "the function");
}

static const rill_stage_ops_t items_ops = {.name = "for_in", RILL_ITEMS_OPS};

static const rill_stage_ops_t for_in_ops = {
    .name = "for_in",
    RILL_FLATTEN_OPS,
    .check = for_in_check,
};

rill_observable_t *rill_for_in(rill_value_t list, rill_fn_t f) {
  rill_flatten_params_t params = {.fn = f, .max = 1, .prefetch = RILL_CAPACITY};
  rill_operator_t *concat = rill_operator_make(&for_in_ops, &params);
  return rill_pipe_array(rill_source_make(&items_ops, &list), &concat, 1, NULL);
}
