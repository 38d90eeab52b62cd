/* SPDX-License-Identifier: MIT */
/* What the sources over a list share: the parameters are the list, owned. */
#ifndef RILL_SHARED_ITEMS_H
#define RILL_SHARED_ITEMS_H

#include "core/pump.h"

/** Checks that an item is no error: NULL or an error that names it. */
rill_error_t *rill_check_item(rill_value_t item, const char *what);

rill_error_t *rill_items_check(const void *params);
void rill_items_forget(void *params);
rill_supply_t rill_items_supply(const void *params);

#define RILL_ITEMS_OPS                                                        \
  .params_size = sizeof(rill_value_t), .check = rill_items_check,             \
  .forget = rill_items_forget, .supply = rill_items_supply, RILL_SUPPLY_OPS

#endif
