/* SPDX-License-Identifier: MIT */
/* How each source is built from its arguments. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

#define FN(place, names) argument_fn(a, place, names, 1)
#define FN0(place, names) argument_fn(a, place, names, 0)
#define INT(place, names, fallback) argument_int(a, place, names, fallback)
#define STREAM(place, names) argument_stream(a, place, names)
#define VALUE(place, names) argument_value(a, place, names, rill_none())
#define GIVEN(place, names) (argument(a, place, names) != NULL)

/* Of all the streams that are given. */
#define OF(function) of_streams(a, function)
typedef rill_observable_t *(*of_fn)(rill_observable_t *const *sources,
                                    size_t count);
static rill_observable_t *of_streams(arguments_t *a, of_fn make) {
  size_t count;
  rill_observable_t **sources = argument_streams(a, 0, &count);
  rill_observable_t *made = make(sources, count);
  free(sources);
  return made;
}
#define OF_OPTIONS(name)                                                      \
  static rill_observable_t *name##_of(rill_observable_t *const *sources,      \
                                      size_t count) {                         \
    return rill_##name##_of(sources, count, NULL);                            \
  }
OF_OPTIONS(combine_latest)
OF_OPTIONS(concat)
OF_OPTIONS(fork_join)
OF_OPTIONS(merge)
OF_OPTIONS(merge_sorted)
OF_OPTIONS(with_latest_from)
OF_OPTIONS(zip)

static rill_value_t list_of_all(arguments_t *a) {
  size_t count = json_array_size(a->places);
  rill_value_t *values = calloc(count + 1, sizeof *values);
  for (size_t i = 0; i < count; i++) values[i] = VALUE(i, NULL);
  rill_value_t list = rill_list_own(values, count);
  free(values);
  return list;
}

/* (stop), (start, stop) or (start, stop, step), as the records have it. */
static rill_observable_t *range_of(arguments_t *a) {
  int64_t start = INT(0, "start", 0), stop = INT(1, "stop", INT64_MIN);
  int64_t step = INT(2, "step", 1);
  if (stop == INT64_MIN) return rill_range_step(0, start, step);
  return rill_range_step(start, stop, step);
}

static rill_observable_t *throw_of(const json_t *json) {
  const char *name = json_string_value(json);
  if (name == NULL) name = json_string_value(tagged(json, "err"));
  return rill_throw(
      rill_error_new(RILL_EFOREIGN, "%s", name != NULL ? name : ""));
}

static rill_observable_t *timer_of(arguments_t *a) {
  rill_time_t at, period = argument_span(a, 1, "period", 0);
  const json_t *due = argument(a, 0, "duetime");
  if (argument_is_absolute(due, &at))
    return rill_timer(at, .absolute = true, .period = period);
  return rill_timer(argument_span(a, 0, "duetime", 0), .period = period);
}

/* 0 times is no time here, and for ever there. */
static rill_observable_t *repeat_value_of(arguments_t *a) {
  int64_t count = INT(1, "repeat_count", -1);
  rill_value_t value = VALUE(0, "value");
  if (count != 0)
    return rill_repeat_value(value, .count = count < 0 ? 0 : count);
  rill_value_unref(value);
  return rill_empty();
}

/* Each goes on where the one before has failed. */
static rill_observable_t *catch_of(arguments_t *a) {
  size_t count;
  rill_observable_t **sources = argument_streams(a, 0, &count);
  rill_observable_t *made = count > 0 ? sources[count - 1] : rill_empty();
  for (size_t i = count; i-- > 1;)
    made = rill_pipe(sources[i - 1], rill_catch_with(made));
  free(sources);
  return made;
}

static rill_observable_t *case_of(arguments_t *a) {
  return rill_case(FN0(0, "mapper"), VALUE(1, "sources"),
                   .otherwise = STREAM(2, "default_source"));
}

static rill_observable_t *if_then_of(arguments_t *a) {
  return rill_if_then(FN0(0, "condition"), STREAM(1, "then_source"),
                      .otherwise = STREAM(2, "else_source"));
}

#define CREATIONS(X)                                                          \
  X(amb, OF(rill_amb_of))                                                     \
  X(case, case_of(a))                                                         \
  X(catch, catch_of(a))                                                       \
  X(combine_latest, OF(combine_latest_of))                                    \
  X(concat, OF(concat_of))                                                    \
  X(defer, rill_defer(FN0(0, "factory")))                                     \
  X(empty, (void) a, rill_empty())                                            \
  X(for_in, rill_for_in(VALUE(0, "values"), FN(1, "mapper")))                 \
  X(fork_join, OF(fork_join_of))                                              \
  X(from_callable, rill_from_callable(FN0(0, "supplier")))                    \
  X(from_iterable, rill_from_list(VALUE(0, "iterable")))                      \
  X(from_list, rill_from_list(VALUE(0, "list")))                              \
  X(generate, rill_generate(VALUE(0, "initial_state"), FN(1, "condition"),    \
                            FN(2, "iterate"), .result = FN(3, "result")))     \
  X(generate_with_relative_time,                                              \
    rill_generate_with_time(VALUE(0, "initial_state"), FN(1, "condition"),    \
                            FN(2, "iterate"), FN(3, "time_mapper")))          \
  X(generate_with_time,                                                       \
    rill_generate_with_time(VALUE(0, "initial_state"), FN(1, "condition"),    \
                            FN(2, "iterate"), FN(3, "time_mapper")))          \
  X(if_then, if_then_of(a))                                                   \
  X(interval, rill_interval(argument_span(a, 0, "period", 0)))                \
  X(just, rill_just(VALUE(0, "value")))                                       \
  X(merge, OF(merge_of))                                                      \
  X(merge_sorted, OF(merge_sorted_of))                                        \
  X(never, (void) a, rill_never())                                            \
  X(of, rill_from_list(list_of_all(a)))                                       \
  X(on_error_resume_next, OF(rill_on_error_resume_next_of))                   \
  X(range, range_of(a))                                                       \
  X(repeat_value, repeat_value_of(a))                                         \
  X(return_value, rill_just(VALUE(0, "value")))                               \
  X(start, rill_start(a->scene->clock, FN0(0, "func")))                       \
  X(throw, throw_of(argument(a, 0, "exception")))                             \
  X(timer, timer_of(a))                                                       \
  X(with_latest_from, OF(with_latest_from_of))                                \
  X(zip, OF(zip_of))

#define FUNCTION(name, ...)                                                   \
  static rill_observable_t *build_##name(arguments_t *a) { return __VA_ARGS__; }
CREATIONS(FUNCTION)

builder_fn creation_named(const char *name) {
#define ROW(name, ...) {#name, build_##name},
  static const builder_t rows[] = {CREATIONS(ROW)};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (strcmp(rows[i].name, name) == 0) return rows[i].build;
  return NULL;
}
