/* SPDX-License-Identifier: MIT */
/* values: a list of values as one of two streams, one after the other. */
#include "shared/values.h"

#include "shared/items.h"

#include <rill/create.h>

rill_error_t *rill_values_check(const void *params) {
  return rill_items_check(&((const rill_values_params_t *) params)->list);
}

void rill_values_forget(void *params) {
  rill_values_params_t *p = params;
  rill_value_unref(p->list);
  rill_flatten_forget(&p->flatten);
}

rill_operator_t *rill_values_operator(const rill_stage_ops_t *ops,
                                      rill_value_t *values, size_t count,
                                      bool last) {
  rill_value_t list = values == NULL && count > 0
                          ? rill_fail(rill_refuse("values is NULL"))
                          : rill_list_own(values, count);
  rill_observable_t *source = rill_from_list(rill_value_ref(list));
  rill_values_params_t params = {
      {.max = 1, .prefetch = RILL_CAPACITY, .upstream = true, .last = last},
      list};
  if (rill_flatten_sources(&params.flatten, &source, 1))
    return rill_operator_make(ops, &params);
  rill_value_unref(list);
  return rill_operator_failed(rill_error_no_memory());
}
