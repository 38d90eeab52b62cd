/* SPDX-License-Identifier: MIT */
/* Windows in pictures.
 *
 *     int64_t count = 0;
 *     ck_marbles("-1-2-3-|",
 *                rill_compose(rill_window_with_count(2), NUMBERED(&count)),
 *                "-1-2-{13}-|");
 *
 * shows each item with the number of its window in front, from 0 on; LISTS
 * shows each window as one list, when it completes; KEPT(&kept) keeps the
 * windows' handles and shows nothing. windows_by(row, windows, then) has the
 * integers from 1 to 8, in one row or one by one. */
#ifndef RILL_TESTS_SUPPORT_WINDOWS_H
#define RILL_TESTS_SUPPORT_WINDOWS_H

#include <rill.h>
#include <rill/test.h>

#define WINDOWS_FN static inline __attribute__((unused)) rill_value_t

WINDOWS_FN windows_number(rill_value_t item, void *context) {
  return rill_int(10 * (int64_t) (intptr_t) context + rill_as_int(item));
}

WINDOWS_FN windows_numbered(rill_value_t window, void *context) {
  int64_t *count = context;
  void *number = (void *) (intptr_t) (*count)++;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)),
                rill_map(rill_call_with(windows_number,
                                        rill_borrow(number)))));
}

WINDOWS_FN windows_list(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)), rill_to_list()));
}

WINDOWS_FN windows_first(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)), rill_take(1)));
}

WINDOWS_FN windows_same(rill_value_t item, void *context) {
  (void) context;
  return rill_value_ref(item);
}

WINDOWS_FN windows_zero(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_int(0);
}

WINDOWS_FN windows_add(rill_value_t sum, rill_value_t x, void *context) {
  (void) context;
  return rill_int(rill_as_int(sum) + rill_as_int(x));
}

static inline __attribute__((unused)) rill_observable_t *windows_stream(
    rill_value_t window) {
  return rill_from_value(rill_value_ref(window));
}

WINDOWS_FN windows_sum(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(windows_stream(window), rill_reduce(rill_call(windows_add))));
}

/** Behind a callback, items come one by one. */
static inline __attribute__((unused)) rill_observable_t *windows_by(
    bool row, rill_operator_t *windows, rill_operator_t *then) {
  rill_observable_t *flow = rill_range(1, 8);
  if (!row) flow = rill_pipe(flow, rill_map(rill_call(windows_same)));
  return rill_pipe(flow, windows, then);
}

struct windows_kept {
  rill_value_t window[16];
  size_t count;
};

WINDOWS_FN windows_keep(rill_value_t window, void *context) {
  struct windows_kept *kept = context;
  kept->window[kept->count++] = rill_value_ref(window);
  return rill_none();
}

/** The window number `index` as a stream; the caller has it then. */
static inline __attribute__((unused)) rill_observable_t *windows_take(
    struct windows_kept *kept, size_t index) {
  rill_value_t window = kept->window[index];
  kept->window[index] = rill_none();
  return rill_from_value(window);
}

static inline __attribute__((unused)) void windows_drop(
    struct windows_kept *kept) {
  for (size_t i = 0; i < kept->count; i++) rill_value_unref(kept->window[i]);
}

#define NUMBERED(count)                                                       \
  rill_flat_map(rill_call_with(windows_numbered, rill_borrow(count)))
#define LISTS rill_flat_map(rill_call(windows_list))
#define KEPT(kept) rill_handle(rill_call_with(windows_keep, rill_borrow(kept)))

#endif
