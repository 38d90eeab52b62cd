/* SPDX-License-Identifier: MIT */
/* list: an array of values, in one allocation. */
#include <string.h>

#include "base/list.h"
#include "base/thread.h"

#include <rill/object.h>

static void list_destroy(void *object) {
  rill_list_t *list = object;
  if (!list->plain) rill_values_unref(list->items, list->count);
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

static size_t list_size(size_t room) {
  return sizeof(rill_list_t) + room * sizeof(rill_value_t);
}

rill_list_t *rill_list_allocate(size_t room) {
  if (room > (SIZE_MAX - sizeof(rill_list_t)) / sizeof(rill_value_t))
    return NULL;
  return rill_allocate(list_size(room));
}

void rill_list_release(rill_list_t *memory, size_t room) {
  rill_release(memory, list_size(room));
}

rill_value_t rill_list_finish(rill_list_t *memory, size_t room, size_t count,
                              bool plain) {
  rill_object_enter(&memory->base, &rill_list_type, list_size(room));
  memory->count = count;
  memory->plain = plain;
  return rill_object(memory);
}

static rill_list_t *list_new(const rill_value_t *items, size_t count) {
  rill_list_t *list = rill_list_fits(count) ? rill_list_allocate(count) : NULL;
  if (list == NULL) return NULL;
  rill_list_finish(list, count, count, false);
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
  rill_list_t *list = rill_list_fits(count) ? rill_list_allocate(count) : NULL;
  if (list == NULL) return rill_no_memory();
  memset(list->items, 0, count * sizeof *list->items);
  return rill_list_finish(list, count, count, false);
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
