/* SPDX-License-Identifier: MIT */
/* What the sources over a list share: the parameters are the list, owned. */
#ifndef RILL_SHARED_ITEMS_H
#define RILL_SHARED_ITEMS_H

#include "core/pump.h"

struct rill_items {
  rill_pump_t pump;
  size_t sent;
};

/** Checks that an item is no error: NULL or an error that names it. */
rill_error_t *rill_check_item(rill_value_t item, const char *what);

rill_error_t *rill_items_check(const void *params);
void rill_items_forget(void *params);
void rill_items_start(rill_stage_t *stage);
const rill_value_t *rill_items_fill(rill_stage_t *stage, rill_value_t *scratch,
                                    size_t room, size_t *count, bool *done);

#define RILL_ITEMS_OPS                                                        \
  .state_size = sizeof(struct rill_items),                                    \
  .params_size = sizeof(rill_value_t), .check = rill_items_check,             \
  .forget = rill_items_forget, .start = rill_items_start,                     \
  .fill = rill_items_fill, RILL_PUMP_OPS

#endif
