/* SPDX-License-Identifier: MIT */
/* Items that no list and no subscriber of a window or group got: each is told
 * of once, by the name of the operator. */
#include "support/groups.h"
#include "support/probe.h"
#include "support/windows.h"

/* What was told of, as text: "filter:1 filter:2 ". */
struct told {
  probe_t probe;
  struct windows_kept kept;
  rill_scheduler_t *clock;
  char text[1024];
  size_t length;
  int position; /* of the last one */
};

static void hear(const rill_dropped_t *dropped, void *context) {
  struct told *told = context;
  if (!rill_is_int(dropped->item)) return; /* a window */
  told->position = dropped->position;
  told->length += (size_t) snprintf(
      told->text + told->length, sizeof told->text - told->length, "%s:%d ",
      dropped->stage, (int) rill_as_int(dropped->item));
}

static void told_open(struct told *told) {
  told->clock = clock_new();
  rill_scheduler_on_dropped(told->clock, hear, told);
}

static void told_run(struct told *told, rill_observable_t *flow,
                     rill_time_t until) {
  told_open(told);
  probe_subscribe(&told->probe, told->clock, flow, RILL_UNBOUNDED);
  rill_virtual_advance_to(told->clock, until);
}

static void told_close(struct told *told) {
  windows_drop(&told->kept);
  clock_close(told->clock);
}

/* The whole of it. */
static void ck_told(rill_observable_t *flow, const char *text) {
  struct told told = {.length = 0};
  told_run(&told, flow, 100);
  ck_assert_str_eq(told.text, text);
  told_close(&told);
}

/* Until it is cancelled. */
static void ck_told_until(rill_observable_t *flow, rill_time_t at,
                          const char *text) {
  struct told told = {.length = 0};
  told_run(&told, flow, at);
  rill_cancel(told.probe.subscription);
  ck_assert_str_eq(told.text, text);
  told_close(&told);
}

/* --- Windows -------------------------------------------------------------- */

TEST(untaken, of_a_window_when_its_stream_is_cancelled) {
  struct told told = {.length = 0};
  told_run(&told,
           rill_pipe(rill_from_marbles("-1-2-3-|"), rill_window_with_count(3),
                     KEPT(&told.kept)),
           4);
  ck_assert_str_eq(told.text, "");
  rill_cancel(told.probe.subscription);
  ck_assert_str_eq(told.text, "window_with_count:1 window_with_count:2 ");
  ck_assert_int_eq(told.position, 1);
  told_close(&told);
}

TEST(untaken, of_a_window_that_is_dropped_after_the_end) {
  struct told told = {.length = 0};
  told_run(&told,
           rill_pipe(rill_from_marbles("(12|)"), rill_window_with_count(3),
                     KEPT(&told.kept)),
           4);
  ck_assert_str_eq(told.text, "");
  rill_unref(windows_take(&told.kept, 0));
  ck_assert_str_eq(told.text, "window_with_count:1 window_with_count:2 ");
  told_close(&told);
}

TEST(untaken, of_a_window_whose_reader_is_cancelled_after_the_end) {
  struct told told = {.length = 0};
  probe_t reader = {.released = 0};
  told_run(&told,
           rill_pipe(rill_from_marbles("(123|)"), rill_window_with_count(3),
                     KEPT(&told.kept)),
           4);
  probe_subscribe(&reader, told.clock, windows_take(&told.kept, 0), 1);
  rill_cancel(reader.subscription);
  ck_assert_str_eq(reader.text, "1");
  ck_assert_str_eq(told.text, "window:2 window:3 ");
  told_close(&told);
}

static rill_value_t two_of(rill_value_t window, void *context) {
  (void) context;
  return rill_object(rill_pipe(windows_stream(window), rill_take(2)));
}

TEST(untaken, of_a_row_that_nobody_reads_to_its_end) {
  for (int row = 0; row < 2; row++)
    ck_told(windows_by(row, rill_window_with_count(4),
                       rill_flat_map(rill_call(two_of))),
            "window_with_count:3 window_with_count:4 "
            "window_with_count:7 window_with_count:8 ");
}

TEST(untaken, of_a_row_between_windows) {
  for (int row = 0; row < 2; row++)
    ck_told(windows_by(row, rill_window_with_count(2, .skip = 4),
                       rill_merge_all(RILL_UNBOUNDED)),
            "window_with_count:3 window_with_count:4 "
            "window_with_count:7 window_with_count:8 ");
}

TEST(untaken, of_windows_that_nobody_wants) {
  for (int row = 0; row < 2; row++)
    ck_told(rill_pipe(windows_by(row, rill_window_with_count(8),
                                 rill_map(rill_call(windows_zero))),
                      rill_take_last(1)),
            "window_with_count:1 window_with_count:2 window_with_count:3 "
            "window_with_count:4 window_with_count:5 window_with_count:6 "
            "window_with_count:7 window_with_count:8 ");
}

/* --- Groups --------------------------------------------------------------- */

TEST(untaken, of_keys_that_nobody_wants) {
  ck_told(rill_pipe(rill_range(1, 3), rill_group_by(MODULO(1)),
                    rill_map(rill_call(windows_zero))),
          "group_by:1 group_by:2 group_by:3 ");
}

static rill_value_t fails(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_fail(rill_error_new(7, "no"));
}

TEST(untaken, of_an_item_whose_key_fails) {
  ck_told(rill_pipe(rill_range(1, 3), rill_group_by(rill_call(fails)),
                    rill_map(rill_call(windows_zero))),
          "group_by:1 ");
}

TEST(untaken, of_a_group_when_all_is_cancelled) {
  struct told told = {.length = 0};
  told_run(&told,
           rill_pipe(rill_from_marbles("-1-2-3-|"), rill_group_by(MODULO(2)),
                     KEPT(&told.kept)),
           6);
  rill_cancel(told.probe.subscription);
  ck_assert_str_eq(told.text, "group_by:1 group_by:3 group_by:2 ");
  told_close(&told);
}

/* Its stream has gone, but another one is read. */
TEST(untaken, of_a_key_that_comes_when_no_more_groups_are_wanted) {
  struct told told = {.length = 0};
  probe_t reader = {.released = 0};
  told_run(&told,
           rill_pipe(rill_from_marbles("-1-2-3-4-|"), rill_group_by(MODULO(2)),
                     KEPT(&told.kept)),
           2);
  probe_subscribe(&reader, told.clock, windows_take(&told.kept, 0),
                  RILL_UNBOUNDED);
  rill_cancel(told.probe.subscription);
  rill_virtual_advance_to(told.clock, 20);
  ck_assert_str_eq(reader.text, "1 3 |");
  ck_assert_str_eq(told.text, "group_by:2 group_by:4 ");
  ck_assert_int_eq(told.position, 1);
  told_close(&told);
}

static rill_value_t no_time(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_empty());
}

static rill_value_t long_time(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_never());
}

#define RIGHT_FOR(duration)                                                    \
 rill_group_join(rill_range(1, 3), rill_call(long_time), rill_call(duration))

TEST(untaken, of_a_join_that_has_no_window) {
  ck_told_until(rill_pipe(rill_never(), RIGHT_FOR(no_time)), 4,
                "group_join:1 group_join:2 group_join:3 ");
  ck_told_until(rill_pipe(rill_never(), RIGHT_FOR(long_time)), 4,
                "group_join:1 group_join:2 group_join:3 ");
}

/* --- Lists ---------------------------------------------------------------- */

TEST(untaken, of_lists_only_what_was_in_none) {
  ck_told_until(rill_pipe(rill_from_marbles("-1-2-3-4-|"),
                          rill_buffer_with_count(3, .skip = 1)),
                4, "buffer_with_count:1 buffer_with_count:2 ");
  ck_told_until(rill_pipe(rill_from_marbles("-1-2-3-4-|"),
                          rill_buffer_with_count(3, .skip = 2)),
                8, "buffer_with_count:4 ");
  ck_told_until(rill_pipe(rill_from_marbles("-1-2-3-4-|"),
                          rill_buffer_with_time(4, .shift = 2)),
                7, "buffer_with_time:4 ");
}

TEST(untaken, of_a_row_between_lists) {
  ck_told(rill_pipe(rill_range(1, 8), rill_buffer_with_count(1, .skip = 3)),
          "buffer_with_count:2 buffer_with_count:3 buffer_with_count:5 "
          "buffer_with_count:6 buffer_with_count:8 ");
}
