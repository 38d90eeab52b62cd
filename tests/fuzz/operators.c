/* SPDX-License-Identifier: MIT */
/* The operators that pipelines are made of. */
#include "plan.h"

/* --- Functions, with kernels and without ---------------------------------- */

RILL_MAP_FN(square, int64_t, int64_t, x) { return x % 1000 * (x % 1000); }
RILL_MAP_FN(increment, int64_t, int64_t, x) { return x < 1000 ? x + 1 : x; }
RILL_MAP_FN(third, int64_t, int64_t, x) { return x / 3; }
RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_FILTER_FN(is_small, int64_t, x) { return x < 12; }
RILL_FILTER_FN(is_positive, int64_t, x) { return x > 0; }
RILL_FOLD_FN(add, int64_t, int64_t, a, x) { return (a + x) % 100000; }

static rill_fn_t either(const build_t *b, rill_fn_t f) {
  if (b->plain) f.kernel = NULL;
  return f;
}

static rill_fn_t mapping(const build_t *b) {
  const rill_fn_t some[] = {square, increment, third};
  return either(b, some[b->args[0] % 3]);
}

static rill_fn_t condition(const build_t *b) {
  const rill_fn_t some[] = {is_even, is_small, is_positive};
  return either(b, some[b->args[0] % 3]);
}

static rill_value_t fail_at_13(rill_value_t x, void *context) {
  (void) context;
  if (rill_as_int(x) == 13)
    return rill_fail(rill_error_new(RILL_EFOREIGN, "thirteen"));
  return rill_value_ref(x);
}

static rill_value_t plus_index(rill_value_t x, rill_value_t i,
                               void *context) {
  (void) context;
  return rill_int(rill_as_int(x) + rill_as_int(i));
}

static rill_value_t twice(rill_value_t x, void *context) {
  rill_value_t items[] = {x, x};
  (void) context;
  return rill_list(items, 2);
}

static rill_value_t next_of(rill_value_t x, void *context) {
  (void) context;
  return rill_int(rill_as_int(x) + 1);
}

/* Up to three, of a row of operators that is over at once. */
static rill_value_t row_of(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_pipe(rill_range(rill_as_int(x) % 8, 4),
                               rill_map(rill_call(next_of)), rill_take(3)));
}

static rill_value_t two_of(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)), rill_take(2)));
}

static rill_value_t count_of(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)), rill_count()));
}

/* Two items, on odd ticks after an even one. */
static rill_value_t later(rill_value_t x, void *context) {
  rill_message_t messages[] = {rill_on_next(1, rill_value_ref(x)),
                               rill_on_next(3, rill_value_ref(x)),
                               rill_on_complete(3)};
  (void) context;
  return rill_object(rill_from_messages(messages, 3));
}

static rill_value_t tick(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_object(rill_timer(3));
}

/* On odd ticks. */
static rill_observable_t *other(const build_t *b) {
  rill_message_t messages[] = {
    rill_on_next(1 + 2 * b->args[1], rill_int(b->args[0])),
    rill_on_next(9 + 2 * b->args[2], rill_int(b->args[1])),
    rill_on_complete(41)};
  return rill_from_messages(messages, 3);
}

/* Says one thing alone and another one in a batch: what is to be found. */
static size_t broken_batch(const rill_value_t *in, rill_value_t *out,
                           size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = rill_int(-in[i].as.i);
  return count;
}

static rill_fn_t broken(const build_t *b) {
  static const rill_kernel_t kernel = {.map = broken_batch};
  rill_fn_t f = increment;
  f.kernel = &kernel;
  return either(b, f);
}

/* --- Operators ------------------------------------------------------------ */

#define N(i) (b->args[i])
#define SPAN (1 + 2 * b->args[0])

#define ROWS(X)                                                               \
  X(all, INTS, ANY, 0, rill_all(condition(b)))                                \
  X(amb, INTS, INTS, JOINS, rill_amb(other(b)))                               \
  X(audit, ANY, SAME, TIMED, rill_audit(SPAN))                                \
  X(average, INTS, ANY, FAILS, rill_average())                                    \
  X(buffer_with_count, ANY, LISTS, 0,                                         \
    rill_buffer_with_count(1 + N(0), .skip = N(1)))                           \
  X(buffer_with_time, ANY, LISTS, TIMED, rill_buffer_with_time(SPAN))         \
  X(catch_with, ANY, SAME, 0, rill_catch_with(rill_range(N(0), N(1))))        \
  X(combine_latest, INTS, LISTS, JOINS, rill_combine_latest(other(b)))        \
  X(concat, ANY, SAME, 0, rill_concat(rill_range(N(0), N(1))))                \
  X(concat_map, INTS, INTS, GROWS | QUEUES, rill_concat_map(rill_call(twice)))         \
  X(concat_map_later, INTS, INTS, GROWS | QUEUES | TIMED,                              \
    rill_concat_map(rill_call(later)))                                        \
  X(concat_map_rows, INTS, INTS, GROWS | QUEUES,                              \
    rill_concat_map(rill_call(row_of)))                                       \
  X(count, ANY, INTS, 0, rill_count())                                        \
  X(debounce, ANY, SAME, TIMED, rill_debounce(SPAN))                          \
  X(default_if_empty, ANY, SAME, 0, rill_default_if_empty(rill_int(7)))       \
  X(delay, ANY, SAME, TIMED, rill_delay(2 * N(0)))                            \
  X(delay_subscription, ANY, SAME, TIMED, rill_delay_subscription(2 * N(0)))  \
  X(distinct, ANY, SAME, 0, rill_distinct())                                  \
  X(distinct_until_changed, ANY, SAME, 0, rill_distinct_until_changed())      \
  X(element_at_or_default, ANY, SAME, 0,                                      \
    rill_element_at_or_default(N(0), rill_int(N(1))))                         \
  X(end_with, ANY, SAME, 0, rill_end_with(rill_int(N(0)), rill_int(N(1))))    \
  X(exhaust_map, INTS, INTS, JOINS, rill_exhaust_map(rill_call(later)))       \
  X(fails_at_13, ANY, SAME, FAILS, rill_map(rill_call(fail_at_13)))               \
  X(filter, INTS, INTS, 0, rill_filter(condition(b)))                         \
  X(find, INTS, ANY, 0, rill_find(condition(b)))                              \
  X(find_index, INTS, INTS, 0, rill_find_index(condition(b)))                 \
  X(first, ANY, SAME, FAILS, rill_first())                                        \
  X(first_or_default, INTS, INTS, 0,                                          \
    rill_first_or_default(rill_int(N(1)), .pred = condition(b)))              \
  X(flat_map, INTS, INTS, JOINS, rill_flat_map(rill_call(later)))             \
  X(flat_map_ordered, INTS, INTS, GROWS | QUEUES,                                      \
    rill_flat_map_ordered(rill_call(twice)))                                  \
  X(ignore_elements, ANY, SAME, 0, rill_ignore_elements())                    \
  X(is_empty, ANY, ANY, 0, rill_is_empty())                                   \
  X(last_or_default, INTS, INTS, 0,                                           \
    rill_last_or_default(rill_int(N(1)), .pred = condition(b)))               \
  X(limit_request, ANY, SAME, QUEUES, rill_limit_request(1 + N(0)))                \
  X(map, INTS, INTS, 0, rill_map(mapping(b)))                                 \
  X(map_again, INTS, INTS, 0, rill_map(mapping(b)))                           \
  X(map_indexed, INTS, INTS, 0, rill_map_indexed(rill_call(plus_index)))      \
  X(map_to, ANY, INTS, 0, rill_map_to(rill_int(N(0))))                        \
  X(materialize, ANY, ANY, 0, rill_materialize())                             \
  X(materialize_and_back, ANY, SAME, 0,                                       \
    rill_compose(rill_materialize(), rill_dematerialize()))                   \
  X(max, ANY, SAME, FAILS, rill_max())                                            \
  X(merge, INTS, INTS, JOINS, rill_merge(other(b)))                           \
  X(min_by, INTS, LISTS, 0, rill_min_by(mapping(b)))                          \
  X(observe_on, ANY, SAME, TIMED | BORDER,                                             \
    rill_observe_on(b->clock, .capacity = 1 + N(0)))                          \
  X(on_error_return, ANY, SAME, 0, rill_on_error_return(rill_int(N(0))))      \
  X(on_overflow, ANY, SAME, QUEUES,                                                \
    rill_on_overflow(RILL_OVERFLOW_WAIT, .capacity = 1 + N(0)))               \
  X(pairwise, ANY, LISTS, 0, rill_pairwise())                                 \
  X(publish, ANY, SAME, QUEUES | SHARES, rill_compose(rill_publish(), rill_ref_count()))    \
  X(reduce, INTS, INTS, 0,                                                    \
    rill_reduce(either(b, add), .seed = rill_int(N(0)), .seeded = true))      \
  X(repeat, ANY, SAME, GROWS, rill_repeat(1 + N(0) % 3))                      \
  X(retry, ANY, SAME, GROWS, rill_retry(1 + N(0) % 3))                        \
  X(sample, ANY, SAME, TIMED, rill_sample(SPAN))                              \
  X(scan, INTS, INTS, 0, rill_scan(either(b, add)))                           \
  X(scan_seeded, INTS, INTS, 0,                                               \
    rill_scan(either(b, add), .seed = rill_int(N(0)), .seeded = true))        \
  X(share, ANY, SAME, QUEUES | SHARES, rill_share())                                        \
  X(skip, ANY, SAME, 0, rill_skip(N(0)))                                      \
  X(skip_last, ANY, SAME, 0, rill_skip_last(N(0)))                            \
  X(skip_last_with_time, ANY, SAME, TIMED, rill_skip_last_with_time(SPAN))    \
  X(skip_until, ANY, SAME, TIMED, rill_skip_until(rill_timer(SPAN)))          \
  X(skip_while, INTS, INTS, 0, rill_skip_while(condition(b)))                 \
  X(skip_with_time, ANY, SAME, TIMED, rill_skip_with_time(SPAN))              \
  X(slice, ANY, SAME, 0,                                                      \
    rill_slice(N(0) - 4, .stop = N(1) - 4, .step = N(2) % 3))                 \
  X(some, INTS, ANY, 0, rill_some(condition(b)))                              \
  X(sort, ANY, SAME, 0, rill_sort())                                          \
  X(start_with, ANY, SAME, 0, rill_start_with(rill_int(N(0))))                \
  X(sum, INTS, INTS, 0, rill_sum())                                           \
  X(switch_if_empty, ANY, SAME, 0,                                            \
    rill_switch_if_empty(rill_range(N(0), N(1))))                             \
  X(switch_map, INTS, INTS, JOINS, rill_switch_map(rill_call(later)))         \
  X(take, ANY, SAME, 0, rill_take(N(0)))                                      \
  X(take_last, ANY, SAME, 0, rill_take_last(N(0)))                            \
  X(take_last_buffer, ANY, LISTS, 0, rill_take_last_buffer(N(0)))             \
  X(take_last_with_time, ANY, SAME, TIMED, rill_take_last_with_time(SPAN))    \
  X(take_until, ANY, SAME, TIMED, rill_take_until(rill_timer(SPAN)))          \
  X(take_until_value, INTS, INTS, 0, rill_take_until_value(condition(b)))     \
  X(take_while, INTS, INTS, 0,                                                \
    rill_take_while(condition(b), .inclusive = N(1) > 4))                     \
  X(take_with_time, ANY, SAME, TIMED, rill_take_with_time(SPAN))              \
  X(throttle_first, ANY, SAME, TIMED, rill_throttle_first(SPAN))              \
  X(throttle_latest, ANY, SAME, TIMED, rill_throttle_latest(SPAN))            \
  X(time_interval, ANY, ANY, TIMED, rill_time_interval())                     \
  X(timeout, ANY, SAME, TIMED, rill_timeout(SPAN))                            \
  X(timeout_with, ANY, SAME, TIMED,                                           \
    rill_timeout_with(rill_timer(SPAN), rill_call(tick)))                     \
  X(timestamp, ANY, ANY, TIMED, rill_timestamp())                             \
  X(to_list, ANY, LISTS, 0, rill_to_list())                                   \
  X(to_set, ANY, ANY, 0, rill_to_set())                                       \
  X(top, ANY, LISTS, 0, rill_top(N(0)))                                       \
  X(with_latest_from, INTS, LISTS, JOINS, rill_with_latest_from(other(b)))    \
  X(yield_every, ANY, SAME, BORDER, rill_yield_every(1 + N(0)))                    \
  X(window_with_count, ANY, SAME, QUEUES,                                          \
    rill_compose(rill_window_with_count(1 + N(0)), rill_concat_all()))        \
  X(windows_counted, ANY, INTS, QUEUES,                                       \
    rill_compose(rill_window_with_count(1 + N(0)),                            \
                 rill_flat_map(rill_call(count_of))))                         \
  X(windows_cut, ANY, SAME, QUEUES,                                           \
    rill_compose(rill_window_with_count(1 + N(0)),                            \
                 rill_concat_map(rill_call(two_of))))                         \
  X(buffer_until, INTS, LISTS, FAILS, rill_buffer_until(condition(b)))            \
  X(buffer_until_changed, ANY, LISTS, FAILS, rill_buffer_until_changed())         \
  X(buffer_while, INTS, LISTS, FAILS, rill_buffer_while(condition(b)))            \
  X(buffer_with_time_or_count, ANY, LISTS, TIMED,                             \
    rill_buffer_with_time_or_count(SPAN, 1 + N(1)))                           \
  X(to_string, ANY, ANY, 0, rill_to_string())                                 \
  X(window_with_time, ANY, SAME, TIMED | BORDER,                                       \
    rill_compose(rill_window_with_time(SPAN), rill_concat_all()))             \
  X(zip, INTS, LISTS, JOINS, rill_zip(other(b)))

#define FUNCTION(name, takes, gives, traits, expression)                      \
  static rill_operator_t *make_##name(const build_t *b) {                     \
    (void) b;                                                                 \
    return expression;                                                        \
  }
ROWS(FUNCTION)
FUNCTION(broken, INTS, INTS, 0, rill_map(broken(b)))

#define ROW(name, takes, gives, traits, expression)                           \
  {#name, takes, gives, traits, make_##name},
const row_t rows[] = {
  ROWS(ROW) ROW(broken, INTS, INTS, 0, rill_map(broken(b)))};
size_t row_count = sizeof rows / sizeof *rows - 1; /* without the last one */
