/* SPDX-License-Identifier: MIT */
/* Expressions to observables, and the arguments in them. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

/* --- Arguments ------------------------------------------------------------ */

const json_t *argument(arguments_t *a, size_t place, const char *names) {
  const json_t *found = json_array_get(a->places, place);
  while (found == NULL && names != NULL && *names != 0) {
    char name[64];
    size_t length = strcspn(names, "|");
    snprintf(name, sizeof name, "%.*s", (int) length, names);
    found = json_object_get(a->names, name);
    if (found != NULL) a->used++;
    names += length + (names[length] == '|');
  }
  return found;
}

/* The same, but null counts as not given. */
static const json_t *argument_set(arguments_t *a, size_t place,
                                  const char *names) {
  const json_t *json = argument(a, place, names);
  return json == NULL || json_is_null(json) ? NULL : json;
}

rill_value_t argument_value(arguments_t *a, size_t place, const char *names,
                            rill_value_t fallback) {
  const json_t *json = argument(a, place, names);
  if (json == NULL) return fallback;
  rill_value_unref(fallback);
  return value_of(a->scene, json);
}

int64_t argument_int(arguments_t *a, size_t place, const char *names,
                     int64_t fallback) {
  const json_t *json = argument_set(a, place, names);
  if (json == NULL) return fallback;
  if (!json_is_number(json))
    scene_trouble(a->scene, "%s: argument %zu is no number", a->of, place);
  return (int64_t) json_number_value(json);
}

bool argument_bool(arguments_t *a, size_t place, const char *names) {
  return json_is_true(argument(a, place, names));
}

bool argument_is_absolute(const json_t *json, rill_time_t *at) {
  const json_t *time = tagged(json, "at");
  if (time == NULL) return false;
  *at = (rill_time_t) json_number_value(time);
  return true;
}

rill_time_t argument_span(arguments_t *a, size_t place, const char *names,
                          rill_time_t fallback) {
  const json_t *json = argument_set(a, place, names);
  rill_time_t at;
  if (json == NULL) return fallback;
  if (argument_is_absolute(json, &at)) return at - a->scene->subscribed;
  rill_value_t value = value_of(a->scene, json);
  rill_time_t span = (rill_time_t) rill_as_double(value);
  rill_value_unref(value);
  return span;
}

rill_fn_t argument_fn(arguments_t *a, size_t place, const char *names,
                      unsigned arity) {
  const json_t *json = argument_set(a, place, names);
  if (json == NULL) return rill_no_fn();
  const char *name = json_string_value(tagged(json, "fn"));
  if (name != NULL) return callback_of(a->scene, name, arity);
  scene_trouble(a->scene, "%s: argument %zu is no function", a->of, place);
  return rill_no_fn();
}

static rill_observable_t *stream_of(scene_t *scene, const json_t *json) {
  const json_t *expression = tagged(json, "obs");
  if (expression != NULL) return expression_build(scene, expression);
  return rill_from_value(value_of(scene, json));
}

rill_observable_t *argument_stream(arguments_t *a, size_t place,
                                   const char *names) {
  const json_t *json = argument_set(a, place, names);
  return json == NULL ? NULL : stream_of(a->scene, json);
}

rill_observable_t **argument_streams(arguments_t *a, size_t place,
                                     size_t *count) {
  const json_t *places = a->places;
  /* A list of streams is as good as the streams. */
  if (json_array_size(places) == place + 1) {
    const json_t *list = tagged(json_array_get(places, place), "list");
    if (list != NULL && tagged(json_array_get(list, 0), "obs") != NULL) {
      places = list;
      place = 0;
    }
  }
  size_t all = json_array_size(places);
  *count = all > place ? all - place : 0;
  rill_observable_t **streams = calloc(*count + 2, sizeof(void *));
  for (size_t i = 0; i < *count; i++)
    streams[i] = stream_of(a->scene, json_array_get(places, place + i));
  return streams;
}

/* --- Expressions ---------------------------------------------------------- */

static rill_observable_t *build_named(scene_t *scene, const json_t *json,
                                      const char *name, builder_fn build,
                                      rill_observable_t *on) {
  arguments_t a = {
    .scene = scene,
    .places = json_object_get(json, "args"),
    .names = json_object_get(json, "named"),
    .of = name,
    .on = on,
  };
  if (build == NULL) {
    scene_trouble(scene, "%s is not known", name);
    rill_unref(on);
    return rill_empty();
  }
  rill_observable_t *built = build(&a);
  if (a.used < json_object_size(a.names))
    scene_trouble(scene, "%s: a named argument is not known", name);
  return built;
}

rill_observable_t *expression_build(scene_t *scene, const json_t *json) {
  const json_t *source = tagged(json, "source");
  const char *creation = json_string_value(tagged(json, "new"));
  const char *operator= json_string_value(tagged(json, "op"));
  if (source != NULL)
    return source_at(scene, (size_t) json_integer_value(source));
  if (creation != NULL)
    return build_named(scene, json, creation, creation_named(creation), NULL);
  if (operator!= NULL)
    return build_named(scene, json, operator, operator_named(operator),
                       expression_build(scene, tagged(json, "on")));
  scene_trouble(scene, "an expression of no known form");
  return rill_empty();
}
