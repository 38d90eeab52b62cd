/* SPDX-License-Identifier: MIT */
/* items: emits what a list holds. */
#include "shared/items.h"

#include <stdio.h>

rill_error_t *rill_check_item(rill_value_t item, const char *what) {
  rill_error_t *error = rill_as_error(item);
  if (error == NULL || error == rill_error_no_memory()) return error;
  return rill_error_new(rill_error_code(error), "%s is an error: %s", what,
                        rill_error_message(error));
}

rill_error_t *rill_items_check(const void *params) {
  rill_value_t list = *(const rill_value_t *) params;
  if (list.kind == RILL_ERROR) return rill_ref(rill_as_error(list));
  if (rill_as_object(list, &rill_list_type) == NULL)
    return rill_error_new(RILL_ETYPE, "got %s (must be list)",
                          rill_value_kind_name(list));
  const rill_value_t *items = rill_list_items(list);
  for (size_t i = 0, n = rill_list_length(list); i < n; i++) {
    if (items[i].kind != RILL_ERROR) continue;
    char what[32];
    snprintf(what, sizeof what, "item %zu", i);
    return rill_check_item(items[i], what);
  }
  return NULL;
}

void rill_items_forget(void *params) {
  rill_value_unref(*(rill_value_t *) params);
}

rill_supply_t rill_items_supply(const void *params) {
  rill_value_t list = *(const rill_value_t *) params;
  return (rill_supply_t){.items = rill_list_items(list),
                       .count = rill_list_length(list)};
}
