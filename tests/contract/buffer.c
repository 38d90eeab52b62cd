/* SPDX-License-Identifier: MIT */
/* The laws of the operators that collect items. */
#include "callbacks.h"
#include "laws.h"

CALLBACK soon(void *context) {
  (void) context;
  return rill_object(rill_timer(2));
}

CALLBACK soon_after(rill_value_t item, void *context) {
  (void) item;
  return soon(context);
}

/** The items of a window. */
static rill_operator_t *flat(rill_operator_t *windows) {
  return rill_compose(windows, rill_merge_all(RILL_UNBOUNDED));
}

CALLBACK list_of(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)), rill_to_list()));
}

/** One after another, as lists. */
static rill_operator_t *lists(rill_operator_t *windows) {
  return rill_compose(windows, rill_concat_map(CALL1(list_of)));
}

CALLBACK first_of(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)), rill_take(1)));
}

/** The first item of each. */
static rill_operator_t *firsts(rill_operator_t *windows) {
  return rill_compose(windows, rill_flat_map(CALL1(first_of)));
}

/** Nobody subscribes: nothing, or nothing until the end. */
static rill_operator_t *dropped(rill_operator_t *windows) {
  return rill_compose(windows, rill_map(CALL1(seen)));
}
static rill_operator_t *kept_whole(rill_operator_t *windows) {
  return rill_compose(windows, rill_to_list(), rill_map(CALL1(seen)));
}

LAWS(buffer, LOSSY, rill_buffer(rill_interval(3)));
LAWS(buffer_small, LOSSY, rill_buffer(rill_interval(3), .capacity = 2));
LAWS(buffer_at_once, LOSSY,
     rill_buffer(rill_from_marbles("(123)-4-5--------------------------|")));
LAWS(buffer_when, LOSSY, rill_buffer_when(CALL0(soon)));
LAWS(buffer_toggle, LOSSY | SPREADS,
     rill_buffer_toggle(rill_interval(3), CALL1(soon_after)));
LAWS(buffer_toggle_small, LOSSY | SPREADS,
     rill_buffer_toggle(rill_interval(1), CALL1(soon_after), .max_open = 2,
                        .capacity = 2));
LAWS(buffer_with_count, 0, rill_buffer_with_count(2));
LAWS(buffer_with_count_skip, SPREADS, rill_buffer_with_count(3, .skip = 1));
LAWS(buffer_with_count_gap, 0, rill_buffer_with_count(2, .skip = 3));
LAWS(buffer_with_count_one_by_one, 0,
     rill_compose(rill_map(CALL1(same)), rill_buffer_with_count(3)));
LAWS(buffer_with_time, LOSSY, rill_buffer_with_time(3));
LAWS(buffer_with_time_shift, LOSSY | SPREADS,
     rill_buffer_with_time(3, .shift = 2));
LAWS(buffer_with_time_or_count, LOSSY, rill_buffer_with_time_or_count(3, 2));
LAWS(buffer_until, 0, rill_buffer_until(CALL1(is_kept)));
LAWS(buffer_until_small, BOUNDED | ANSWERS_ERRORS,
     rill_buffer_until(CALL1(is_kept), .capacity = 1));
LAWS(buffer_while, 0, rill_buffer_while(CALL1(is_kept)));
LAWS(buffer_until_changed, 0, rill_buffer_until_changed(CALL1(third)));

LAWS(window, LOSSY, flat(rill_window(rill_interval(3))));
LAWS(window_small, LOSSY, flat(rill_window(rill_interval(3), .capacity = 2)));
LAWS(window_lists, LOSSY, lists(rill_window(rill_interval(3))));
LAWS(window_at_once, LOSSY,
     flat(rill_window(
         rill_from_marbles("(123)-4-5--------------------------|"))));
LAWS(window_when, LOSSY, flat(rill_window_when(CALL0(soon))));
LAWS(window_toggle, LOSSY | SPREADS,
     flat(rill_window_toggle(rill_interval(3), CALL1(soon_after))));
LAWS(window_toggle_small, LOSSY | SPREADS,
     flat(rill_window_toggle(rill_interval(1), CALL1(soon_after), .max_open = 2,
                             .capacity = 2)));
LAWS(window_with_count, TIMED, flat(rill_window_with_count(2)));
LAWS(window_with_count_skip, TIMED | SPREADS,
     flat(rill_window_with_count(3, .skip = 1)));
LAWS(window_with_count_gap, TIMED, flat(rill_window_with_count(2, .skip = 3)));
LAWS(window_with_count_lists, 0, lists(rill_window_with_count(2)));
LAWS(window_with_count_one_by_one, 0,
     rill_compose(rill_map(CALL1(same)), lists(rill_window_with_count(3))));
LAWS(window_with_time, LOSSY, flat(rill_window_with_time(3)));
LAWS(window_with_time_shift, LOSSY | SPREADS,
     flat(rill_window_with_time(3, .shift = 2)));
LAWS(window_with_time_or_count, LOSSY,
     flat(rill_window_with_time_or_count(3, 2)));
LAWS(window_until, TIMED, flat(rill_window_until(CALL1(is_kept))));
LAWS(window_while, TIMED, flat(rill_window_while(CALL1(is_kept))));
LAWS(window_until_changed, TIMED,
     flat(rill_window_until_changed(CALL1(third))));
LAWS(window_until_lists, 0, lists(rill_window_until(CALL1(is_kept))));
LAWS(window_first, TIMED, firsts(rill_window_with_count(3)));
LAWS(window_dropped, 0, dropped(rill_window_with_count(2)));
LAWS(window_kept, 0, kept_whole(rill_window_with_count(2)));
LAWS(window_timed_dropped, LOSSY, dropped(rill_window_with_time(3)));
LAWS(window_timed_kept, LOSSY, kept_whole(rill_window_with_time(3)));

LAWS(group_by_lists, TIMED | BOUNDED,
     rill_compose(rill_group_by(CALL1(third)), rill_flat_map(CALL1(list_of))));
LAWS(group_by_first, TIMED, firsts(rill_group_by(CALL1(is_kept))));
LAWS(group_by_dropped, 0, dropped(rill_group_by(CALL1(is_kept))));
LAWS(group_by_kept, BOUNDED | ANSWERS_ERRORS,
     kept_whole(rill_group_by(CALL1(is_kept))));
LAWS(group_by_few, TIMED | BOUNDED | ANSWERS_ERRORS,
     dropped(rill_group_by(CALL1(third), .max_groups = 2)));

LAWS(group_by_until, TIMED,
     flat(rill_group_by_until(CALL1(is_kept), rill_no_fn(),
                              CALL1(soon_after))));
LAWS(group_by_until_small, TIMED,
     flat(rill_group_by_until(CALL1(is_kept), CALL1(same), CALL1(pair_of),
                              .capacity = 2, .max_groups = 2)));
LAWS(group_by_until_lists, TIMED,
     rill_compose(rill_group_by_until(CALL1(is_kept), rill_no_fn(),
                                      CALL1(soon_after)),
                  rill_flat_map(CALL1(list_of))));
