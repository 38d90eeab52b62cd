/* SPDX-License-Identifier: MIT */
/* The hot and cold sources of a case, each behind a probe. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

/* [time, "N", value], [time, "E", name] or [time, "C"] */
static rill_message_t message_of(scene_t *scene, const json_t *json) {
  rill_time_t at =
      (rill_time_t) json_number_value(json_array_get(json, 0));
  const char *kind = json_string_value(json_array_get(json, 1));
  const json_t *content = json_array_get(json, 2);
  if (kind != NULL && kind[0] == 'N')
    return rill_on_next(at, value_of(scene, content));
  if (kind != NULL && kind[0] == 'C') return rill_on_complete(at);
  const char *name = json_string_value(content);
  if (name == NULL) name = json_string_value(tagged(content, "err"));
  return rill_on_error(
      at, rill_error_new(RILL_EFOREIGN, "%s", name != NULL ? name : ""));
}

static rill_observable_t *source_make(scene_t *scene, const json_t *json) {
  const json_t *messages = json_object_get(json, "messages");
  const char *kind = json_string_value(json_object_get(json, "kind"));
  size_t count = json_array_size(messages);
  rill_message_t *made = calloc(count + 1, sizeof *made);
  for (size_t i = 0; i < count; i++)
    made[i] = message_of(scene, json_array_get(messages, i));
  rill_observable_t *source =
      kind != NULL && strcmp(kind, "hot") == 0
          ? rill_hot_from_messages(scene->clock, made, count)
          : rill_from_messages(made, count);
  free(made);
  return source;
}

/* A source may have others as items, whatever the order. */
rill_observable_t *source_at(scene_t *scene, size_t index) {
  if (index >= scene->count) {
    scene_trouble(scene, "there is no source %zu", index);
    return rill_empty();
  }
  if (scene->sources[index] == NULL) {
    const json_t *json = json_object_get(scene->json, "sources");
    scene->sources[index] =
        rill_probe_new(source_make(scene, json_array_get(json, index)));
  }
  return rill_probe_observable(scene->sources[index]);
}

void sources_make(scene_t *scene) {
  for (size_t i = 0; i < scene->count; i++) rill_unref(source_at(scene, i));
}
