/* SPDX-License-Identifier: MIT */
/* progress: says now and then how far the stream has come. */
#include "base/error.h"
#include "core/operator.h"
#include "shared/options.h"

#include <rill/utility.h>

struct progress_params {
  rill_fn_t report;
  rill_time_t every;
  int64_t total;
  FILE *file;
};

struct progress {
  rill_alarm_t alarm;
  rill_time_t started, reported;
  int64_t count, reported_count;
  bool begun, ended;
};

/* --- The record ----------------------------------------------------------- */

/* Appends as snprintf does. */
#define APPEND(...)                                                           \
  do {                                                                        \
    int n_ = snprintf(length < size ? text + length : NULL,                   \
                      length < size ? size - length : 0, __VA_ARGS__);        \
    if (n_ > 0) length += (size_t) n_;                                        \
  } while (0)

static size_t progress_format(const void *payload, char *text, size_t size) {
  const rill_progress_t *p = payload;
  size_t length = 0;
  APPEND("%lld", (long long) p->count);
  if (p->total > 0)
    APPEND(" of %lld (%.1f %%)", (long long) p->total,
           100.0 * (double) p->count / (double) p->total);
  APPEND(" items, %.*f/s", p->rate < 100 ? 1 : 0, p->rate);
  long long left = p->ended || p->left < 0 ? -1 : p->left / RILL_SEC(1);
  if (left >= 3600)
    APPEND(", %lld:%02lld:%02lld left", left / 3600, left / 60 % 60,
           left % 60);
  else if (left >= 0)
    APPEND(", %lld:%02lld left", left / 60, left % 60);
  if (p->ended) APPEND(" in %.1f s", (double) p->elapsed / 1e9);
  return length;
}

const rill_type_t rill_progress_type = {
    .name = "progress",
    .size = sizeof(rill_progress_t),
    .format = progress_format,
};

/* Items per second; the least span stands in for none. */
static double rate_of(int64_t count, rill_time_t span) {
  return (double) count * 1e9 / (double) (span > 0 ? span : 1);
}

static rill_progress_t progress_now(const rill_stage_t *stage, bool ended) {
  const struct progress_params *p = rill_params(stage);
  const struct progress *state = rill_state(stage);
  rill_time_t now = rill_stage_now(stage);
  rill_progress_t record = {.count = state->count,
                            .total = p->total,
                            .elapsed = now - state->started,
                            .left = -1,
                            .ended = ended};
  if (ended)
    record.rate = rate_of(state->count, record.elapsed);
  else
    record.rate = rate_of(state->count - state->reported_count,
                          now - state->reported);
  if (state->count > 0 && p->total >= state->count) {
    double each = (double) record.elapsed / (double) state->count;
    double left = each * (double) (p->total - state->count);
    record.left = left < 0x1p62 ? (rill_time_t) left : RILL_TIME_NEVER;
  }
  return record;
}

/* --- Reporting ------------------------------------------------------------ */

static void progress_print(FILE *file, const rill_progress_t *record) {
  char text[192];
  progress_format(record, text, sizeof text);
  fprintf(file, "%s\n", text);
}

/* A failure (owned) of the user's function, or NULL. */
static rill_error_t *progress_report(rill_stage_t *stage, bool ended) {
  const struct progress_params *p = rill_params(stage);
  struct progress *state = rill_state(stage);
  rill_progress_t record = progress_now(stage, ended);
  state->reported = rill_stage_now(stage);
  state->reported_count = state->count;
  if (!rill_fn_is_set(p->report)) {
    progress_print(p->file != NULL ? p->file : stderr, &record);
    return NULL;
  }
  rill_value_t box = rill_box(&rill_progress_type, &record);
  if (box.kind == RILL_ERROR) return rill_as_error(box);
  rill_value_t answer = rill_invoke1(&p->report, box);
  rill_value_unref(box);
  if (answer.kind == RILL_ERROR) return rill_as_error(answer);
  rill_value_unref(answer);
  return NULL;
}

static void progress_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  const struct progress_params *p = rill_params(stage);
  rill_time_t next = rill_time_after(rill_stage_now(stage), p->every);
  rill_alarm_set(alarm, stage, next, progress_ring);
  rill_error_t *failure = progress_report(stage, false);
  if (failure == NULL) return;
  ((struct progress *) rill_state(stage))->ended = true;
  rill_emit_error(stage, failure);
}

/* --- The stage ------------------------------------------------------------ */

static rill_error_t *progress_check(const void *params) {
  const struct progress_params *p = params;
  if (p->every < 0)
    return rill_refuse("every is %lld (must be >= 0)", (long long) p->every);
  if (p->total < 0)
    return rill_refuse("total is %lld (must be >= 0)", (long long) p->total);
  if (rill_fn_is_set(p->report) && p->file != NULL)
    return rill_refuse("report and file are both set (one of them may be)");
  return rill_check_optional_fn(p->report, 1, "report");
}

static void progress_forget(void *params) {
  rill_fn_drop(((struct progress_params *) params)->report);
}

static void progress_start(rill_stage_t *stage) {
  const struct progress_params *p = rill_params(stage);
  struct progress *state = rill_state(stage);
  state->started = state->reported = rill_stage_now(stage);
  state->begun = true;
  rill_alarm_set(&state->alarm, stage,
                 rill_time_after(state->started, p->every), progress_ring);
}

static rill_step_t progress_step(rill_stage_t *stage, rill_value_t *item) {
  struct progress *state = rill_state(stage);
  (void) item;
  state->count++;
  return RILL_PASS;
}

static void progress_complete(rill_stage_t *stage) {
  struct progress *state = rill_state(stage);
  state->ended = true;
  rill_error_t *failure = progress_report(stage, true);
  if (failure != NULL)
    rill_emit_error(stage, failure);
  else
    rill_emit_complete(stage);
}

static void progress_late(rill_stage_t *stage) {
  rill_error_t *failure = progress_report(stage, true);
  if (failure != NULL)
    rill_scheduler_unhandled(rill_stage_scheduler(stage), failure);
  rill_unref(failure);
}

static void progress_error(rill_stage_t *stage, rill_error_t *error) {
  struct progress *state = rill_state(stage);
  state->ended = true;
  progress_late(stage);
  rill_emit_end(stage, error);
}

static void progress_release(rill_stage_t *stage) {
  struct progress *state = rill_state(stage);
  rill_alarm_stop(&state->alarm);
  if (state->begun && !state->ended) progress_late(stage);
}

static const rill_stage_ops_t progress_ops = {
    .name = "progress",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct progress),
    .params_size = sizeof(struct progress_params),
    .check = progress_check,
    .forget = progress_forget,
    .start = progress_start,
    .step = progress_step,
    .complete = progress_complete,
    .error = progress_error,
    .release = progress_release,
};

rill_operator_t *rill_progress_opts(const rill_progress_opts_t *options) {
  RILL_OPTIONS(rill_progress_opts_t, o, options);
  rill_time_t every = o.every == 0 ? RILL_SEC(1) : o.every;
  struct progress_params params = {o.report, every, o.total, o.file};
  return rill_operator_make(&progress_ops, &params);
}
