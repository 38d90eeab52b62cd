/* SPDX-License-Identifier: MIT */
/* Runs recorded cases in virtual time and compares messages and subscription
 * times:
 *
 *     tests/conformance/run FILE.json [ID...]
 *
 * prints each difference on a line, then "N passed, M failed, K deviations". */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "scene.h"

void scene_trouble(scene_t *scene, const char *format, ...) {
  va_list arguments;
  if (scene->trouble[0] != 0) return;
  va_start(arguments, format);
  vsnprintf(scene->trouble, sizeof scene->trouble, format, arguments);
  va_end(arguments);
}

/* --- What is different ---------------------------------------------------- */

static int differences; /* of the case under way */
static bool quiet;      /* of a deviation: they are expected */
static const char *id;

static void RILL_PRINTF(1, 2) differs(const char *format, ...) {
  va_list arguments;
  differences++;
  if (quiet) return;
  printf("%s: ", id);
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  putchar('\n');
}

static const char *text_of(rill_message_t message, char *text, size_t size) {
  char value[256];
  rill_value_format(message.value, value, sizeof value);
  const char *kind = message.mark == RILL_MARK_NEXT    ? "item "
                     : message.mark == RILL_MARK_ERROR ? "error "
                                                       : "completion";
  snprintf(text, size, "%lld %s%s", (long long) message.at, kind,
           message.mark == RILL_MARK_COMPLETE ? "" : value);
  return text;
}

static rill_message_t expected_message(scene_t *scene, const json_t *json) {
  rill_time_t at =
      (rill_time_t) json_number_value(json_array_get(json, 0));
  const char *kind = json_string_value(json_array_get(json, 1));
  const json_t *content = json_array_get(json, 2);
  const char *name = json_string_value(content);
  if (kind[0] == 'N') return rill_on_next(at, value_of(scene, content));
  if (kind[0] == 'C') return rill_on_complete(at);
  return rill_on_error(at, rill_error_new(RILL_EFOREIGN, "%s", name));
}

static bool same(rill_message_t got, rill_message_t expected) {
  return got.at == expected.at && got.mark == expected.mark &&
         value_is(got.value, expected.value);
}

static void compare_messages(scene_t *scene, const rill_recorder_t *recorder) {
  const json_t *messages = json_object_get(scene->json, "messages");
  size_t expected = json_array_size(messages), got = 0;
  char a[320], b[320];
  for (; got < rill_recorder_count(recorder); got++) {
    rill_message_t m = rill_recorder_at(recorder, got);
    m.at += rill_recorder_started(recorder);
    if (m.mark == RILL_MARK_CANCEL) break;
    if (got >= expected) {
      differs("unexpected %s", text_of(m, a, sizeof a));
      continue;
    }
    rill_message_t e =
        expected_message(scene, json_array_get(messages, got));
    if (!same(m, e))
      differs("expected %s, got %s", text_of(e, a, sizeof a),
              text_of(m, b, sizeof b));
    rill_value_unref(e.value);
  }
  for (; got < expected; got++) {
    rill_message_t e =
        expected_message(scene, json_array_get(messages, got));
    differs("missing %s", text_of(e, a, sizeof a));
    rill_value_unref(e.value);
  }
  if (rill_recorder_broken(recorder) != NULL)
    differs("%s", rill_recorder_broken(recorder));
}

static void compare_lifetimes(scene_t *scene, size_t index) {
  const json_t *source =
      json_array_get(json_object_get(scene->json, "sources"), index);
  const json_t *expected = json_object_get(source, "subscriptions");
  const rill_probe_t *probe = scene->sources[index];
  if (rill_probe_subscriptions(probe) != json_array_size(expected))
    differs("source %zu: expected %zu subscriptions, got %zu", index,
            json_array_size(expected), rill_probe_subscriptions(probe));
  for (size_t i = 0; i < rill_probe_subscriptions(probe) &&
                     i < json_array_size(expected);
       i++) {
    const json_t *pair = json_array_get(expected, i);
    const json_t *to = json_array_get(pair, 1);
    rill_lifetime_t got = rill_probe_lifetime(probe, i);
    rill_time_t e_from =
        (rill_time_t) json_number_value(json_array_get(pair, 0));
    rill_time_t e_to = json_is_null(to) ? RILL_TIME_NEVER
                                        : (rill_time_t) json_number_value(to);
    if (got.from != e_from || got.to != e_to)
      differs("source %zu: expected subscription [%lld, %lld], "
              "got [%lld, %lld]",
              index, (long long) e_from, (long long) e_to,
              (long long) got.from, (long long) got.to);
  }
}

/* --- Running -------------------------------------------------------------- */

static rill_value_t create(void *context) {
  scene_t *scene = context;
  return rill_object(
      expression_build(scene, json_object_get(scene->json, "expr")));
}

static void unhandled(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

static void scene_open(scene_t *scene, json_t *json) {
  const json_t *time = json_object_get(json, "time");
  memset(scene, 0, sizeof *scene);
  scene->json = json;
  scene->clock = rill_virtual_scheduler_new();
  rill_scheduler_on_unhandled(scene->clock, unhandled, NULL);
  scene->count = json_array_size(json_object_get(json, "sources"));
  scene->sources = calloc(scene->count + 1, sizeof(void *));
  scene->created = (rill_time_t) json_number_value(json_array_get(time, 0));
  scene->subscribed =
      (rill_time_t) json_number_value(json_array_get(time, 1));
  scene->disposed = (rill_time_t) json_number_value(json_array_get(time, 2));
}

static void scene_close(scene_t *scene) {
  for (size_t i = 0; i < scene->count; i++) rill_unref(scene->sources[i]);
  free(scene->sources);
  rill_scheduler_close(scene->clock);
}

static void run_case(json_t *json) {
  scene_t scene;
  scene_open(&scene, json);
  sources_make(&scene);
  rill_recorder_t *recorder = rill_test_start(
      scene.clock, rill_call_with(create, rill_borrow(&scene)),
      .created = scene.created, .subscribed = scene.subscribed,
      .disposed = scene.disposed);
  if (scene.trouble[0] != 0) {
    differs("%s", scene.trouble);
  } else {
    compare_messages(&scene, recorder);
    for (size_t i = 0; i < scene.count; i++) compare_lifetimes(&scene, i);
  }
  rill_unref(recorder);
  scene_close(&scene);
  if (rill_live_objects(NULL) > 0)
    differs("%llu objects are alive after the end",
            (unsigned long long) rill_live_objects(NULL));
}

static bool wanted(int argc, char **argv) {
  for (int i = 2; i < argc; i++)
    if (strcmp(argv[i], id) == 0) return true;
  return argc <= 2;
}

int main(int argc, char **argv) {
  json_error_t error;
  int passed = 0, failed = 0, deviating = 0;
  if (argc < 2) {
    fprintf(stderr, "usage: replay FILE.json [ID...]\n");
    return 2;
  }
  json_t *cases = json_load_file(argv[1], 0, &error);
  if (!json_is_array(cases)) {
    fprintf(stderr, "replay: %s:%d: %s\n", argv[1], error.line,
            cases == NULL ? error.text : "not a list of cases");
    return 2;
  }
  size_t index;
  json_t *json;
  json_array_foreach(cases, index, json) {
    id = json_string_value(json_object_get(json, "id"));
    if (id == NULL) id = "(no id)";
    if (!wanted(argc, argv)) continue;
    const char *reason = deviation(id);
    differences = 0;
    quiet = reason != NULL && argc == 2;
    run_case(json);
    if (reason != NULL && differences > 0) {
      deviating++;
      printf("%s: deviates: %s\n", id, reason);
    } else if (reason != NULL) {
      failed++;
      printf("%s: is on the list of deviations, but is as recorded\n", id);
    } else if (differences > 0) {
      failed++;
    } else {
      passed++;
    }
  }
  json_decref(cases);
  printf("%d passed, %d failed, %d deviations\n", passed, failed, deviating);
  return failed > 0 ? 1 : 0;
}
