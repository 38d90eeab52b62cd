/* SPDX-License-Identifier: MIT */
/* Runs what a test draws, and compares the drawings. */
#include "support/marbles.h"

#include "shared/marbles.h"

#include <rill/memory.h>

enum { AFTER_THE_END = 100, ROW = 16384 };

/* The check under way. */
static struct {
  const char *file;
  int line;
  rill_scheduler_t *clock;
  uint64_t live;
  char in[ROW];
  char unhandled[1024];
} check;

rill_scheduler_t *ck_clock(void) { return check.clock; }

static void on_unhandled(rill_error_t *error, void *context) {
  (void) context;
  rill_error_describe(error, check.unhandled, sizeof check.unhandled);
}

void ck_flow_begin_(const char *file, int line) {
  check.file = file;
  check.line = line;
  check.live = rill_live_objects(NULL);
  check.clock = rill_virtual_scheduler_new();
  check.in[0] = check.unhandled[0] = '\0';
  ck_assert(check.clock != NULL);
  rill_scheduler_on_unhandled(check.clock, on_unhandled, NULL);
}

static void check_end(void) {
  rill_scheduler_close(check.clock);
  check.clock = NULL;
  uint64_t live = rill_live_objects(NULL);
  if (live <= check.live) return;
  fprintf(stderr, "%s:%d: alive afterwards:\n", check.file, check.line);
  rill_live_dump(stderr);
  ck_abort_msg("%s:%d: %d objects are alive afterwards", check.file,
               check.line, (int) (live - check.live));
}

/* --- Rows ----------------------------------------------------------------- */

static rill_value_t names(const rill_value_t *values) {
  rill_value_t pairs[2 * 26];
  size_t count = 0;
  if (values == NULL) return rill_none();
  for (; count < 26 && !rill_is_none(values[count]); count++) {
    pairs[2 * count] = rill_string_n(
        &"abcdefghijklmnopqrstuvwxyz"[count], 1);
    pairs[2 * count + 1] = values[count];
  }
  rill_value_t map = rill_map_of(pairs, count);
  for (size_t i = 0; i < 2 * count; i++) rill_value_unref(pairs[i]);
  return map;
}

static void row_parse(const char *text, rill_value_t values,
                      rill_messages_t *row) {
  rill_error_t *error = rill_marbles_parse(text, values, row);
  if (error != NULL)
    ck_abort_msg("%s:%d: %s", check.file, check.line,
                 rill_error_message(error));
}

/* Without the mark of the subscription, which a recorder does not draw. */
static void row_trim(rill_messages_t *row) {
  size_t kept = 0;
  for (size_t i = 0; i < row->count; i++)
    if (row->items[i].mark != RILL_MARK_SUBSCRIBE)
      row->items[kept++] = row->items[i];
  row->count = kept;
}

/* Where a row says that it is cancelled, or the options do. */
static rill_time_t cancel_time(const rill_messages_t *row,
                               const struct ck_flow *options) {
  if (options->cancel_after > 0) return RILL_TIME_NEVER;
  if (options->cancel_at > 0) return options->cancel_at;
  for (size_t i = 0; i < row->count; i++)
    if (row->items[i].mark == RILL_MARK_CANCEL) return row->items[i].at;
  return RILL_TIME_NEVER;
}

static rill_time_t last_tick(const rill_messages_t *row, rill_time_t in,
                             const struct ck_flow *options) {
  if (options->until > 0) return options->until;
  bool ends = row->count > 0 &&
              row->items[row->count - 1].mark != RILL_MARK_NEXT;
  rill_time_t length = row->length > in ? row->length : in;
  return ends ? length + AFTER_THE_END : length > 0 ? length - 1 : 0;
}

/* --- Flows ---------------------------------------------------------------- */

static rill_recorder_t *recorder;

static rill_value_t cancel(void *context) {
  (void) context;
  rill_cancel(rill_recorder_subscription(recorder));
  return rill_none();
}

static void compare(const rill_messages_t *row, rill_value_t values) {
  char expected[ROW], got[ROW];
  const char *broken = rill_recorder_broken(recorder);
  rill_marbles_draw(row, values, expected, sizeof expected);
  rill_recorder_draw(recorder, values, got, sizeof got);
  if (strcmp(expected, got) == 0 && !broken && !check.unhandled[0]) return;
  char why[1024] = "";
  for (size_t i = 0; i < rill_recorder_count(recorder); i++) {
    rill_message_t message = rill_recorder_at(recorder, i);
    if (message.mark == RILL_MARK_ERROR)
      rill_error_describe(rill_as_error(message.value), why, sizeof why);
  }
  ck_abort_msg("%s:%d: this is not what was expected\n"
               "  %s%s%sexpected  %s\n  got       %s%s%s%s%s%s%s",
               check.file, check.line, check.in[0] ? "in        " : "",
               check.in, check.in[0] ? "\n  " : "", expected, got,
               broken ? "\n  broken    " : "", broken ? broken : "",
               why[0] ? "\n  error     " : "", why,
               check.unhandled[0] ? "\n  unhandled " : "", check.unhandled);
}

/* Takes over `flow` and `values`. */
static void run(rill_observable_t *flow, const char *out, rill_value_t values,
                rill_time_t in, const struct ck_flow *options) {
  rill_messages_t row = {0};
  row_parse(out, values, &row);
  row_trim(&row);
  rill_time_t at = cancel_time(&row, options);
  if (at != RILL_TIME_NEVER)
    ck_assert_int_eq(
        rill_post_after(check.clock, at, rill_call(cancel)),
        0);
  recorder = rill_recorder_new(check.clock, flow, .demand = options->demand,
                         .again = options->again,
                         .cancel_after = options->cancel_after);
  ck_assert(recorder != NULL);
  rill_virtual_advance_to(check.clock, last_tick(&row, in, options));
  compare(&row, values);
  rill_messages_clear(&row);
  rill_value_unref(values);
  rill_unref(recorder);
  check_end();
}

void ck_flow_run_(rill_observable_t *flow, const char *out,
                  struct ck_flow options) {
  run(flow, out, names(options.values), 0, &options);
}

void ck_marbles_run_(const char *in, rill_operator_t *op, const char *out,
                     struct ck_flow options) {
  rill_value_t values = names(options.values);
  rill_messages_t row = {0};
  row_parse(in, values, &row);
  rill_time_t length = row.length;
  bool hot = strchr(in, '^') != NULL;
  rill_marbles_draw(&row, values, check.in, sizeof check.in);
  rill_messages_clear(&row);
  rill_value_t second = rill_value_ref(values);
  rill_observable_t *source =
      hot ? rill_hot_from_marbles(check.clock, in, .values = second)
          : rill_from_marbles(in, .values = second);
  run(rill_pipe(source, op), out, values, length, &options);
}

/* --- Errors --------------------------------------------------------------- */

void ck_fails_run_(rill_observable_t *flow, int code,
                   const char *const *parts) {
  recorder = rill_recorder_new(check.clock, flow, .demand = 0);
  ck_assert(recorder != NULL);
  rill_virtual_advance_to(check.clock, 1000);
  size_t count = rill_recorder_count(recorder);
  rill_message_t last =
      rill_recorder_at(recorder, count > 0 ? count - 1 : 0);
  char got[ROW], text[1024];
  rill_recorder_draw(recorder, rill_none(), got, sizeof got);
  if (count == 0 || last.mark != RILL_MARK_ERROR)
    ck_abort_msg("%s:%d: there is no error, but %s", check.file, check.line,
                 got);
  rill_error_t *error = rill_as_error(last.value);
  rill_error_describe(error, text, sizeof text);
  if (rill_error_code(error) != code)
    ck_abort_msg("%s:%d: the code is %d (must be %d): %s", check.file,
                 check.line, rill_error_code(error), code, text);
  for (; *parts != NULL; parts++)
    if (strstr(text, *parts) == NULL)
      ck_abort_msg("%s:%d: no \"%s\" in \"%s\"", check.file, check.line,
                   *parts, text);
  if (rill_recorder_broken(recorder) != NULL || check.unhandled[0])
    ck_abort_msg("%s:%d: %s %s", check.file, check.line,
                 rill_recorder_broken(recorder), check.unhandled);
  rill_unref(recorder);
  check_end();
}
