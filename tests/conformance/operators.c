/* SPDX-License-Identifier: MIT */
/* How each operator is built from its arguments. */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

#define ON(...) rill_pipe(a->on, __VA_ARGS__)
#define FN(place, names) argument_fn(a, place, names, 1)
#define FN0(place, names) argument_fn(a, place, names, 0)
#define FN2(place, names) argument_fn(a, place, names, 2)
#define INT(place, names, fallback) argument_int(a, place, names, fallback)
#define BOOL(place, names) argument_bool(a, place, names)
#define SPAN(place, names) argument_span(a, place, names, 0)
#define STREAM(place, names) argument_stream(a, place, names)
#define VALUE(place, names) argument_value(a, place, names, rill_none())
#define GIVEN(place, names) (argument(a, place, names) != NULL)

/* --- Those with other streams --------------------------------------------- */

typedef rill_operator_t *(*with_fn)(rill_observable_t *const *others,
                                    size_t count);

static rill_observable_t *with_others(arguments_t *a, with_fn make) {
  size_t count;
  rill_observable_t **others = argument_streams(a, 0, &count);
  rill_observable_t *made = ON(make(others, count));
  free(others);
  return made;
}

#define WITH(name)                                                            \
  static rill_operator_t *name##_with(rill_observable_t *const *others,       \
                                      size_t count) {                         \
    return rill_##name##_array(others, count, NULL);                          \
  }
WITH(combine_latest)
WITH(concat)
WITH(fork_join)
WITH(with_latest_from)
WITH(zip)

static rill_operator_t *on_error_resume_with(rill_observable_t *const *others,
                                             size_t count) {
  return rill_on_error_resume_next(count > 0 ? others[0] : NULL);
}

/* Without others it is merge_all. */
static rill_observable_t *merge(arguments_t *a) {
  size_t count;
  int64_t max = INT(SIZE_MAX, "max_concurrent", 0);
  rill_observable_t **others = argument_streams(a, 0, &count);
  rill_observable_t *made =
      count == 0
          ? ON(rill_merge_all(max > 0 ? max : RILL_UNBOUNDED))
          : ON(rill_merge_array(
                others, count,
                &(const rill_merge_opts_t){.size = sizeof(rill_merge_opts_t),
                                           .max_concurrent = max}));
  free(others);
  return made;
}

static rill_value_t both(rill_value_t left, rill_value_t right,
                         void *context) {
  (void) context;
  return rill_pair(rill_value_ref(left), rill_value_ref(right));
}

/* The function that a join ends with, or the pair of both. */
static rill_fn_t joining(arguments_t *a) {
  rill_fn_t given = FN2(3, "result_mapper|combine");
  return rill_fn_is_set(given) ? given : rill_call(both);
}

/* --- Those that take a time or something else ----------------------------- */

static rill_observable_t *delay(arguments_t *a) {
  rill_time_t at;
  if (argument_is_absolute(argument(a, 0, "duetime"), &at))
    return ON(rill_delay(0, .at = at));
  return ON(rill_delay(SPAN(0, "duetime")));
}

static rill_observable_t *delay_subscription(arguments_t *a) {
  rill_time_t at;
  if (argument_is_absolute(argument(a, 0, "duetime"), &at))
    return ON(rill_delay_subscription(0, .at = at));
  return ON(rill_delay_subscription(SPAN(0, "duetime")));
}

/* A function alone, or a stream that holds back the subscription before it. */
static rill_observable_t *delay_with(arguments_t *a) {
  if (tagged(argument(a, 0, NULL), "fn") != NULL)
    return ON(rill_delay_with(FN(0, "delay_duration_mapper|f")));
  rill_observable_t *first = STREAM(0, "subscription_delay");
  rill_fn_t f = FN(1, "delay_duration_mapper");
  if (first == NULL) return ON(rill_delay_with(f));
  return rill_pipe(rill_pipe(a->on, rill_delay_with(f)),
                   rill_skip_until(first));
}

static rill_observable_t *timeout(arguments_t *a) {
  rill_time_t at;
  rill_observable_t *other = STREAM(1, "other");
  if (argument_is_absolute(argument(a, 0, "duetime"), &at))
    return ON(rill_timeout(0, .at = at, .fallback = other));
  return ON(rill_timeout(SPAN(0, "duetime"), .fallback = other));
}

static rill_observable_t *sample(arguments_t *a) {
  if (tagged(argument(a, 0, "sampler"), "obs") != NULL)
    return ON(rill_sample_with(STREAM(0, "sampler")));
  return ON(rill_sample(SPAN(0, "sampler")));
}

static rill_observable_t *take_until_with_time(arguments_t *a) {
  rill_time_t at;
  if (argument_is_absolute(argument(a, 0, "end_time"), &at))
    return ON(rill_take_until_with_time(at));
  return ON(rill_take_with_time(SPAN(0, "end_time")));
}

static rill_observable_t *skip_until_with_time(arguments_t *a) {
  rill_time_t at;
  if (argument_is_absolute(argument(a, 0, "start_time"), &at))
    return ON(rill_skip_until_with_time(at));
  return ON(rill_skip_with_time(SPAN(0, "start_time")));
}

/* --- Those with a choice of forms ----------------------------------------- */

static rill_value_t constant(void *context) {
  return rill_value_ref(*(rill_value_t *) context);
}

static rill_value_t constant_of(rill_value_t x, void *context) {
  (void) x;
  return constant(context);
}

static void constant_drop(void *context) {
  rill_value_unref(*(rill_value_t *) context);
  free(context);
}

/* A function, or what it would always answer. */
static rill_fn_t mapper(arguments_t *a, unsigned arity) {
  const json_t *given = argument(a, 0, "mapper|project");
  if (given == NULL || tagged(given, "fn") != NULL)
    return argument_fn(a, 0, "mapper|project", arity);
  rill_value_t *value = malloc(sizeof *value);
  *value = value_of(a->scene, given);
  return rill_call1(constant_of, rill_own(value, constant_drop));
}

static rill_observable_t *catch(arguments_t *a) {
  if (tagged(argument(a, 0, "handler"), "fn") != NULL)
    return ON(rill_catch(FN(0, "handler")));
  return ON(rill_catch_with(STREAM(0, "handler")));
}

static rill_observable_t *reduce(arguments_t *a) {
  bool seeded = GIVEN(1, "seed");
  return ON(rill_reduce(FN2(0, "accumulator"), .seeded = seeded,
                        .seed = VALUE(1, "seed")));
}

static rill_observable_t *scan(arguments_t *a) {
  bool seeded = GIVEN(1, "seed");
  return ON(rill_scan(FN2(0, "accumulator"), .seeded = seeded,
                      .seed = VALUE(1, "seed")));
}

static rill_observable_t *starting_with(arguments_t *a, bool end) {
  size_t count = json_array_size(a->places);
  rill_value_t *values = calloc(count + 1, sizeof *values);
  for (size_t i = 0; i < count; i++) values[i] = VALUE(i, NULL);
  rill_observable_t *made = ON(end ? rill_end_with_array(values, count)
                                   : rill_start_with_array(values, count));
  free(values);
  return made;
}

/* 0, and the index of what the first list has: see starmap_indexed. */
struct spread { rill_fn_t f; };

static rill_value_t spread_call(rill_value_t list, rill_value_t index,
                                void *context) {
  const struct spread *s = context;
  return s->f.as.call2(rill_list_get(list, 0), index, s->f.context);
}

static void spread_drop(void *context) {
  rill_fn_drop(((struct spread *) context)->f);
  free(context);
}

/* The records call it with the list's items; here with the first of them. */
static rill_observable_t *starmap_indexed(arguments_t *a) {
  struct spread *s = malloc(sizeof *s);
  s->f = FN2(0, "mapper");
  return ON(rill_starmap_indexed(
      rill_call2(spread_call, rill_own(s, spread_drop))));
}

static rill_observable_t *contains(arguments_t *a) {
  return ON(rill_contains(VALUE(0, "value"), .equal = FN2(1, "comparer")));
}

/* (start, stop, step), each of which may be missing. */
static rill_observable_t *slice(arguments_t *a) {
  return ON(rill_slice(INT(0, "start", 0), .stop = INT(1, "stop", 0),
                       .step = INT(2, "step", 0)));
}

/* 0 times is no time here, and for ever there. */
static rill_observable_t *repeat(arguments_t *a) {
  int64_t count = INT(0, "repeat_count", -1);
  if (count == 0) return ON(rill_take(0));
  return ON(rill_repeat(count < 0 ? 0 : count));
}

static rill_observable_t *publish(arguments_t *a) {
  return ON(rill_publish(.selector = FN(0, "mapper")));
}

static rill_observable_t *publish_value(arguments_t *a) {
  return ON(rill_publish_value(VALUE(0, "initial_value"),
                               .selector = FN(1, "mapper")));
}

static rill_observable_t *replay(arguments_t *a) {
  return ON(rill_replay(.count = INT(0, "buffer_size", 0),
                        .window = SPAN(1, "window"),
                        .selector = FN(2, "mapper")));
}

static rill_observable_t *multicast(arguments_t *a) {
  return ON(rill_multicast(FN0(0, "subject_factory"),
                           .selector = FN(1, "mapper")));
}

/* --- All of them ---------------------------------------------------------- */

#define OPERATORS(X)                                                          \
  X(all, ON(rill_all(FN(0, "predicate"))))                                    \
  X(amb, with_others(a, rill_amb_array))                                      \
  X(as_observable, a->on)                                                     \
  X(audit, ON(rill_audit(SPAN(0, "duration"))))                               \
  X(average, ON(rill_average(FN(0, "key_mapper"))))                           \
  X(buffer, ON(rill_buffer(STREAM(0, "boundaries"))))                         \
  X(buffer_toggle, ON(rill_buffer_toggle(STREAM(0, "openings"),               \
                                         FN(1, "closing_mapper"))))           \
  X(buffer_when, ON(rill_buffer_when(FN0(0, "closing_mapper"))))              \
  X(buffer_with_count,                                                        \
    ON(rill_buffer_with_count(INT(0, "count", 0), .skip = INT(1, "skip", 0)))) \
  X(buffer_with_time,                                                         \
    ON(rill_buffer_with_time(SPAN(0, "timespan"),                             \
                             .shift = SPAN(1, "timeshift"))))                 \
  X(buffer_with_time_or_count,                                                \
    ON(rill_buffer_with_time_or_count(SPAN(0, "timespan"),                    \
                                      INT(1, "count", 0))))                   \
  X(catch, catch(a))                                                          \
  X(combine_latest, with_others(a, combine_latest_with))                      \
  X(concat, with_others(a, concat_with))                                      \
  X(concat_all, ON(rill_concat_all()))                                        \
  X(concat_map, ON(rill_concat_map(mapper(a, 1))))                            \
  X(contains, contains(a))                                                    \
  X(count, ON(rill_count(FN(0, "predicate"))))                                \
  X(debounce, ON(rill_debounce(SPAN(0, "duetime"))))                          \
  X(debounce_with, ON(rill_debounce_with(FN(0, "throttle_duration_mapper")))) \
  X(default_if_empty, ON(rill_default_if_empty(VALUE(0, "default_value"))))   \
  X(delay, delay(a))                                                          \
  X(delay_subscription, delay_subscription(a))                                \
  X(delay_with, delay_with(a))                                                \
  X(delay_with_mapper, delay_with(a))                                         \
  X(dematerialize, ON(rill_dematerialize()))                                  \
  X(distinct, ON(rill_distinct(FN(0, "key_mapper"))))                         \
  X(distinct_until_changed,                                                   \
    ON(rill_distinct_until_changed(FN(0, "key_mapper"),                       \
                                   .equal = FN2(1, "comparer"))))             \
  X(do_while, ON(rill_do_while(FN0(0, "condition"))))                         \
  X(element_at, ON(rill_element_at(INT(0, "index", 0))))                      \
  X(element_at_or_default,                                                    \
    ON(rill_element_at_or_default(INT(0, "index", 0),                         \
                                  VALUE(1, "default_value"))))                \
  X(end_with, starting_with(a, true))                                         \
  X(exhaust, ON(rill_exhaust()))                                              \
  X(exhaust_map, ON(rill_exhaust_map(mapper(a, 1))))                          \
  X(expand, ON(rill_expand(FN(0, "mapper"))))                                 \
  X(filter, ON(rill_filter(FN(0, "predicate"))))                              \
  X(filter_indexed, ON(rill_filter_indexed(FN2(0, "predicate"))))             \
  X(find, ON(rill_find(FN(0, "predicate"))))                                  \
  X(find_index, ON(rill_find_index(FN(0, "predicate"))))                      \
  X(first, ON(rill_first(FN(0, "predicate"))))                                \
  X(first_or_default,                                                         \
    ON(rill_first_or_default(VALUE(1, "default_value"),                       \
                             .pred = FN(0, "predicate"))))                    \
  X(flat_map, ON(rill_flat_map(mapper(a, 1))))                                \
  X(flat_map_indexed, ON(rill_flat_map_indexed(mapper(a, 2))))                \
  X(flat_map_latest, ON(rill_switch_map(mapper(a, 1))))                       \
  X(fork_join, with_others(a, fork_join_with))                                \
  X(group_join,                                                               \
    ON(rill_group_join(STREAM(0, "right"), FN(1, "left_duration_mapper"),     \
                       FN(2, "right_duration_mapper"), joining(a))))          \
  X(ignore_elements, ON(rill_ignore_elements()))                              \
  X(is_empty, ON(rill_is_empty()))                                            \
  X(join, ON(rill_join(STREAM(0, "right"), FN(1, "left_duration_mapper"),     \
                       FN(2, "right_duration_mapper"), joining(a))))          \
  X(last, ON(rill_last(FN(0, "predicate"))))                                  \
  X(last_or_default,                                                          \
    ON(rill_last_or_default(VALUE(0, "default_value"),                        \
                            .pred = FN(1, "predicate"))))                     \
  X(map, ON(rill_map(FN(0, "mapper"))))                                       \
  X(map_indexed, ON(rill_map_indexed(FN2(0, "mapper"))))                      \
  X(materialize, ON(rill_materialize()))                                      \
  X(max, ON(rill_max(FN2(0, "comparer"))))                                    \
  X(max_by, ON(rill_max_by(FN(0, "key_mapper"), .cmp = FN2(1, "comparer"))))  \
  X(merge, merge(a))                                                          \
  X(merge_all, ON(rill_merge_all(RILL_UNBOUNDED)))                            \
  X(min, ON(rill_min(FN2(0, "comparer"))))                                    \
  X(min_by, ON(rill_min_by(FN(0, "key_mapper"), .cmp = FN2(1, "comparer"))))  \
  X(multicast, multicast(a))                                                  \
  X(observe_on, ON(rill_observe_on(a->scene->clock)))                         \
  X(on_error_resume_next, with_others(a, on_error_resume_with))               \
  X(pairwise, ON(rill_pairwise()))                                            \
  X(pluck, ON(rill_pluck(VALUE(0, "key"))))                                   \
  X(publish, publish(a))                                                      \
  X(publish_value, publish_value(a))                                          \
  X(reduce, reduce(a))                                                        \
  X(repeat, repeat(a))                                                        \
  X(replay, replay(a))                                                        \
  X(retry, ON(rill_retry(INT(0, "retry_count", 0))))                          \
  X(sample, sample(a))                                                        \
  X(scan, scan(a))                                                            \
  X(sequence_equal,                                                           \
    ON(rill_sequence_equal(STREAM(0, "second"), .equal = FN2(1, "comparer")))) \
  X(share, ON(rill_share()))                                                  \
  X(single, ON(rill_single(FN(0, "predicate"))))                              \
  X(single_or_default,                                                        \
    ON(rill_single_or_default(VALUE(1, "default_value"),                      \
                              .pred = FN(0, "predicate"))))                   \
  X(skip, ON(rill_skip(INT(0, "count", 0))))                                  \
  X(skip_last, ON(rill_skip_last(INT(0, "count", 0))))                        \
  X(skip_last_with_time, ON(rill_skip_last_with_time(SPAN(0, "duration"))))   \
  X(skip_until, ON(rill_skip_until(STREAM(0, "other"))))                      \
  X(skip_until_with_time, skip_until_with_time(a))                            \
  X(skip_while, ON(rill_skip_while(FN(0, "predicate"))))                      \
  X(skip_while_indexed, ON(rill_skip_while_indexed(FN2(0, "predicate"))))     \
  X(skip_with_time, ON(rill_skip_with_time(SPAN(0, "duration"))))             \
  X(slice, slice(a))                                                          \
  X(some, ON(rill_some(FN(0, "predicate"))))                                  \
  X(starmap, ON(rill_starmap(FN2(0, "mapper"))))                              \
  X(starmap_indexed, starmap_indexed(a))                                      \
  X(start_with, starting_with(a, false))                                      \
  X(subscribe_on, ON(rill_subscribe_on(a->scene->clock)))                     \
  X(sum, ON(rill_sum(FN(0, "key_mapper"))))                                   \
  X(switch_latest, ON(rill_switch_latest()))                                  \
  X(switch_map, ON(rill_switch_map(mapper(a, 1))))                            \
  X(switch_map_indexed, ON(rill_switch_map_indexed(mapper(a, 2))))            \
  X(take, ON(rill_take(INT(0, "count", 0))))                                  \
  X(take_last, ON(rill_take_last(INT(0, "count", 0))))                        \
  X(take_last_buffer, ON(rill_take_last_buffer(INT(0, "count", 0))))          \
  X(take_last_with_time, ON(rill_take_last_with_time(SPAN(0, "duration"))))   \
  X(take_until, ON(rill_take_until(STREAM(0, "other"))))                      \
  X(take_until_with_time, take_until_with_time(a))                            \
  X(take_while, ON(rill_take_while(FN(0, "predicate"),                        \
                                   .inclusive = BOOL(1, "inclusive"))))       \
  X(take_while_indexed,                                                       \
    ON(rill_take_while_indexed(FN2(0, "predicate"),                           \
                               .inclusive = BOOL(1, "inclusive"))))           \
  X(take_with_time, ON(rill_take_with_time(SPAN(0, "duration"))))             \
  X(throttle_first, ON(rill_throttle_first(SPAN(0, "window_duration"))))      \
  X(throttle_with_mapper,                                                     \
    ON(rill_debounce_with(FN(0, "throttle_duration_mapper"))))                \
  X(throttle_with_timeout, ON(rill_debounce(SPAN(0, "duetime"))))             \
  X(time_interval, ON(rill_time_interval()))                                  \
  X(timeout, timeout(a))                                                      \
  X(timeout_with,                                                             \
    ON(rill_timeout_with(STREAM(0, "first_timeout"),                          \
                         FN(1, "timeout_duration_mapper"),                    \
                         .fallback = STREAM(2, "other"))))                    \
  X(timeout_with_mapper,                                                      \
    ON(rill_timeout_with(STREAM(0, "first_timeout"),                          \
                         FN(1, "timeout_duration_mapper"),                    \
                         .fallback = STREAM(2, "other"))))                    \
  X(timestamp, ON(rill_timestamp()))                                          \
  X(to_dict, ON(rill_to_map(FN(0, "key_mapper"),                              \
                            .element = FN(1, "element_mapper"))))             \
  X(to_list, ON(rill_to_list()))                                              \
  X(to_map, ON(rill_to_map(FN(0, "key_mapper"),                               \
                           .element = FN(1, "element_mapper"))))              \
  X(to_set, ON(rill_to_set()))                                                \
  X(while_do, ON(rill_while_do(FN0(0, "condition"))))                         \
  X(window, ON(rill_window(STREAM(0, "boundaries"))))                         \
  X(window_toggle, ON(rill_window_toggle(STREAM(0, "openings"),               \
                                         FN(1, "closing_mapper"))))           \
  X(window_when, ON(rill_window_when(FN0(0, "closing_mapper"))))              \
  X(window_with_count,                                                        \
    ON(rill_window_with_count(INT(0, "count", 0), .skip = INT(1, "skip", 0)))) \
  X(window_with_time,                                                         \
    ON(rill_window_with_time(SPAN(0, "timespan"),                             \
                             .shift = SPAN(1, "timeshift"))))                 \
  X(window_with_time_or_count,                                                \
    ON(rill_window_with_time_or_count(SPAN(0, "timespan"),                    \
                                      INT(1, "count", 0))))                   \
  X(with_latest_from, with_others(a, with_latest_from_with))                  \
  X(zip, with_others(a, zip_with))                                            \
  X(zip_with_iterable, ON(rill_zip_with_list(VALUE(0, "seq"))))               \
  X(zip_with_list, ON(rill_zip_with_list(VALUE(0, "seq"))))

#define FUNCTION(name, expression)                                            \
  static rill_observable_t *build_##name(arguments_t *a) { return expression; }
OPERATORS(FUNCTION)

builder_fn operator_named(const char *name) {
#define ROW(name, expression) {#name, build_##name},
  static const builder_t rows[] = {OPERATORS(ROW)};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (strcmp(rows[i].name, name) == 0) return rows[i].build;
  return NULL;
}
