/* SPDX-License-Identifier: MIT */
/* Values before or after a stream: what start_with and end_with share. */
#ifndef RILL_SHARED_VALUES_H
#define RILL_SHARED_VALUES_H

#include "shared/flatten.h"

typedef struct rill_values_params {
  rill_flatten_params_t flatten; /* the engine's; so first */
  rill_value_t list;             /* owned */
} rill_values_params_t;

/** An operator with RILL_VALUES_OPS from values, which are taken over. With
 * `last` they come before the stream. */
rill_operator_t *rill_values_operator(const rill_stage_ops_t *ops,
                                      rill_value_t *values, size_t count,
                                      bool last);
rill_error_t *rill_values_check(const void *params);
void rill_values_forget(void *params);

#define RILL_VALUES_OPS                                                       \
  .lifts = true, .state_size = sizeof(rill_flatten_t),                        \
  .params_size = sizeof(rill_values_params_t), .check = rill_values_check,    \
  .forget = rill_values_forget, .init = rill_flatten_init,                    \
  .start = rill_flatten_start, .request = rill_flatten_request,               \
  .release = rill_flatten_release

#endif
