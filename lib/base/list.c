/* SPDX-License-Identifier: MIT */
/* list: an array of values, in one allocation. */
#include <string.h>

#include "base/list.h"

#include <rill/object.h>

static void list_destroy(void *object) {
  rill_list_t *list = object;
  rill_values_unref(list->items, list->count);
}

static bool list_next(const void *object, size_t *cursor,
                      rill_value_t *inside) {
  const rill_list_t *list = object;
  if (*cursor == list->count) return false;
  *inside = list->items[(*cursor)++];
  return true;
}

static bool list_show(const void *object, size_t index, const char **text,
                      rill_value_t *inside) {
  const rill_list_t *list = object;
  bool more = list_next(list, &index, inside);
  if (more)
    *text = index == 1 ? "[" : ", ";
  else
    *text = list->count == 0 ? "[]" : "]";
  return more;
}

static const rill_nest_t list_nest = {list_next, list_show};

const rill_type_t rill_list_type = {
    .name = "list",
    .destroy = list_destroy,
    .reserved = {RILL_TYPE_WHOLE, RILL_NEST(&list_nest)},
};

static rill_list_t *list_new(const rill_value_t *items, size_t count) {
  if (count > (UINT32_MAX - sizeof(rill_list_t)) / sizeof *items) return NULL;
  rill_list_t *list =
      rill_object_new(&rill_list_type, sizeof *list + count * sizeof *items);
  if (list == NULL) return NULL;
  list->count = count;
  if (count > 0) memcpy(list->items, items, count * sizeof *items);
  return list;
}

rill_value_t rill_list(const rill_value_t *items, size_t count) {
  if (items == NULL && count > 0)
    return rill_fail(rill_refuse("rill_list: items is NULL"));
  rill_list_t *list = list_new(items, count);
  if (list == NULL) return rill_no_memory();
  rill_values_ref(items, count);
  return rill_object(list);
}

rill_value_t rill_list_own(rill_value_t *items, size_t count) {
  if (items == NULL && count > 0)
    return rill_fail(rill_refuse("rill_list_own: items is NULL"));
  rill_list_t *list = list_new(items, count);
  if (list != NULL) return rill_object(list);
  rill_values_unref(items, count);
  return rill_no_memory();
}

rill_value_t rill_list_blank(size_t count) {
  rill_list_t *list = count <= (UINT32_MAX - sizeof *list) / sizeof *list->items
                          ? rill_object_new_zeroed(
                                &rill_list_type,
                                sizeof *list + count * sizeof *list->items)
                          : NULL;
  if (list == NULL) return rill_no_memory();
  list->count = count;
  return rill_object(list);
}

rill_value_t rill_pair(rill_value_t first, rill_value_t second) {
  rill_value_t items[] = {first, second};
  return rill_list_own(items, 2);
}

size_t rill_list_length(rill_value_t v) {
  const rill_list_t *list = rill_as_object(v, &rill_list_type);
  return list != NULL ? list->count : 0;
}

rill_value_t rill_list_get(rill_value_t v, size_t index) {
  const rill_list_t *list = rill_as_object(v, &rill_list_type);
  return list != NULL && index < list->count ? list->items[index] : rill_none();
}

const rill_value_t *rill_list_items(rill_value_t v) {
  const rill_list_t *list = rill_as_object(v, &rill_list_type);
  return list != NULL && list->count > 0 ? list->items : NULL;
}
