/* SPDX-License-Identifier: MIT */
/* JSON to values, and the comparison with what was recorded. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

json_t *tagged(const json_t *json, const char *key) {
  return json_is_object(json) ? json_object_get(json, key) : NULL;
}

static rill_value_t list_of(scene_t *scene, const json_t *array) {
  size_t count = json_array_size(array);
  rill_value_t *items = calloc(count + 1, sizeof *items);
  for (size_t i = 0; i < count; i++)
    items[i] = value_of(scene, json_array_get(array, i));
  rill_value_t list = rill_list_own(items, count);
  free(items);
  return list;
}

/* [[key, value], …] */
static rill_value_t map_of(scene_t *scene, const json_t *array) {
  size_t count = json_array_size(array);
  rill_value_t *pairs = calloc(2 * count + 1, sizeof *pairs);
  for (size_t i = 0; i < count; i++) {
    const json_t *pair = json_array_get(array, i);
    pairs[2 * i] = value_of(scene, json_array_get(pair, 0));
    pairs[2 * i + 1] = value_of(scene, json_array_get(pair, 1));
  }
  rill_value_t map = rill_map_of(pairs, count);
  for (size_t i = 0; i < 2 * count; i++) rill_value_unref(pairs[i]);
  free(pairs);
  return map;
}

/* As to_set gives it: each value leads to true. */
static rill_value_t set_of(scene_t *scene, const json_t *array) {
  size_t count = json_array_size(array);
  rill_value_t *pairs = calloc(2 * count + 1, sizeof *pairs);
  for (size_t i = 0; i < count; i++) {
    pairs[2 * i] = value_of(scene, json_array_get(array, i));
    pairs[2 * i + 1] = rill_bool(true);
  }
  rill_value_t set = rill_map_of(pairs, count);
  for (size_t i = 0; i < count; i++) rill_value_unref(pairs[2 * i]);
  free(pairs);
  return set;
}

static rill_value_t failure_named(const char *name) {
  return rill_fail(rill_error_new(RILL_EFOREIGN, "%s", name));
}

/* ["N", value], ["E", name] or ["C", null] */
static rill_value_t notification_of(scene_t *scene, const json_t *note) {
  const char *kind = json_string_value(json_array_get(note, 0));
  json_t *content = json_array_get(note, 1);
  rill_signal_t signal = RILL_SIGNAL_COMPLETE;
  rill_value_t value = rill_none();
  if (kind != NULL && kind[0] == 'N') {
    signal = RILL_SIGNAL_NEXT;
    value = value_of(scene, content);
  } else if (kind != NULL && kind[0] == 'E') {
    const char *name = json_string_value(content);
    if (name == NULL) name = json_string_value(tagged(content, "err"));
    signal = RILL_SIGNAL_ERROR;
    value = failure_named(name != NULL ? name : "");
  }
  return rill_notification(signal, value);
}

/* The two parts of {"interval": [value, n]} and {"timestamp": [value, n]}. */
static rill_value_t record_of(scene_t *scene, const json_t *parts,
                              rill_value_t (*make)(rill_value_t, rill_time_t)) {
  rill_value_t value = value_of(scene, json_array_get(parts, 0));
  const json_t *number = json_array_get(parts, 1);
  const char *key;
  json_t *inside;
  json_object_foreach((json_t *) (uintptr_t) number, key, inside)
    number = inside; /* {"at": n}, {"for": n} */
  return make(value, (rill_time_t) json_number_value(number));
}

static rill_value_t tagged_value(scene_t *scene, const json_t *json) {
  json_t *content;
  if ((content = tagged(json, "list")) != NULL ||
      (content = tagged(json, "tuple")) != NULL)
    return list_of(scene, content);
  if ((content = tagged(json, "set")) != NULL) return set_of(scene, content);
  if ((content = tagged(json, "dict")) != NULL) return map_of(scene, content);
  if ((content = tagged(json, "double")) != NULL)
    return rill_double(json_number_value(content));
  if ((content = tagged(json, "at")) != NULL ||
      (content = tagged(json, "for")) != NULL)
    return rill_int((int64_t) json_number_value(content));
  if ((content = tagged(json, "interval")) != NULL)
    return record_of(scene, content, rill_interval_record);
  if ((content = tagged(json, "timestamp")) != NULL)
    return record_of(scene, content, rill_timestamped);
  if ((content = tagged(json, "note")) != NULL)
    return notification_of(scene, content);
  if ((content = tagged(json, "err")) != NULL)
    return failure_named(json_string_value(content));
  if ((content = tagged(json, "obs")) != NULL)
    return rill_object(expression_build(scene, content));
  scene_trouble(scene, "a value of no known form");
  return rill_none();
}

rill_value_t value_of(scene_t *scene, const json_t *json) {
  if (json_is_object(json)) return tagged_value(scene, json);
  if (json_is_array(json)) return list_of(scene, json);
  if (json_is_string(json)) return rill_string(json_string_value(json));
  if (json_is_integer(json)) return rill_int(json_integer_value(json));
  if (json_is_real(json)) return rill_double(json_real_value(json));
  if (json_is_boolean(json)) return rill_bool(json_boolean_value(json));
  return rill_none();
}

/* The library's own errors, by the names that the records have for them. */
static const struct {
  const char *name;
  int code;
} error_names[] = {
    {"Sequence contains no elements", RILL_EEMPTY},
    {"Sequence contains more than one element", RILL_ERANGE},
    {"Argument out of range", RILL_ERANGE},
    {"Timeout", RILL_ETIMEDOUT},
};

bool error_is(const rill_error_t *error, const char *name) {
  for (; error != NULL; error = rill_error_cause(error)) {
    if (strcmp(rill_error_message(error), name) == 0) return true;
    for (size_t i = 0; i < sizeof error_names / sizeof *error_names; i++)
      if (rill_error_code(error) == error_names[i].code &&
          strcmp(name, error_names[i].name) == 0)
        return true;
  }
  return false;
}

static bool list_is(rill_value_t list, rill_value_t recorded) {
  size_t count = rill_list_length(recorded);
  if (rill_list_length(list) != count) return false;
  for (size_t i = 0; i < count; i++)
    if (!value_is(rill_list_get(list, i), rill_list_get(recorded, i)))
      return false;
  return true;
}

bool value_is(rill_value_t value, rill_value_t recorded) {
  const rill_notification_t *a = rill_unbox(value, &rill_notification_type);
  const rill_notification_t *b = rill_unbox(recorded, &rill_notification_type);
  if (a != NULL && b != NULL)
    return a->signal == b->signal && value_is(a->value, b->value);
  if (rill_is_error(value) && rill_is_error(recorded))
    return error_is(rill_as_error(value),
                    rill_error_message(rill_as_error(recorded)));
  if (rill_as_object(value, &rill_list_type) != NULL &&
      rill_as_object(recorded, &rill_list_type) != NULL)
    return list_is(value, recorded);
  return rill_value_equal(value, recorded);
}
