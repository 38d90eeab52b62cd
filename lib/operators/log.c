/* SPDX-License-Identifier: MIT */
/* log: writes a line for each signal. */
#include "base/error.h"
#include "core/operator.h"
#include "shared/options.h"

#include <rill/utility.h>

struct log_params {
  rill_value_t name; /* a string */
  FILE *file;
};

struct log_state {
  rill_time_t started;
  bool begun, ended;
};

static rill_error_t *log_check(const void *params) {
  rill_value_t name = ((const struct log_params *) params)->name;
  if (name.kind == RILL_ERROR) return rill_ref(rill_as_error(name));
  return rill_is_none(name) ? rill_refuse("name is NULL") : NULL;
}

static void log_forget(void *params) {
  rill_value_unref(((struct log_params *) params)->name);
}

static void log_line(const rill_stage_t *stage, const char *what,
                     const char *text) {
  const struct log_params *p = rill_params(stage);
  const struct log_state *state = rill_state(stage);
  double at = (double) (rill_stage_now(stage) - state->started) / 1e9;
  fprintf(p->file, "%s %.6f: %s%s\n", rill_as_string(p->name), at, what, text);
}

/* Downstream may ask before the start. */
static void log_begin(rill_stage_t *stage) {
  struct log_state *state = rill_state(stage);
  if (state->begun) return;
  state->begun = true;
  state->started = rill_stage_now(stage);
  log_line(stage, "subscribed", "");
}

static rill_step_t log_step(rill_stage_t *stage, rill_value_t *item) {
  char text[256];
  size_t length = rill_value_format(*item, text, sizeof text);
  if (length >= sizeof text) strcpy(text + sizeof text - sizeof "…", "…");
  log_line(stage, "item ", text);
  return RILL_PASS;
}

static void log_complete(rill_stage_t *stage) {
  ((struct log_state *) rill_state(stage))->ended = true;
  log_line(stage, "completed", "");
  rill_emit_complete(stage);
}

static void log_error(rill_stage_t *stage, rill_error_t *error) {
  char text[512];
  ((struct log_state *) rill_state(stage))->ended = true;
  rill_error_describe(error, text, sizeof text);
  log_line(stage, "failed: ", text);
  rill_emit_end(stage, error);
}

static void log_request(rill_stage_t *stage, int64_t count) {
  char text[32];
  log_begin(stage);
  snprintf(text, sizeof text, "%lld", (long long) count);
  log_line(stage, "request ", count == RILL_UNBOUNDED ? "all" : text);
  rill_ask(stage, count);
}

static void log_release(rill_stage_t *stage) {
  const struct log_state *state = rill_state(stage);
  if (state->begun && !state->ended) log_line(stage, "canceled", "");
}

static const rill_stage_ops_t log_ops = {
    .name = "log",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct log_state),
    .params_size = sizeof(struct log_params),
    .check = log_check,
    .forget = log_forget,
    .start = log_begin,
    .step = log_step,
    .complete = log_complete,
    .error = log_error,
    .request = log_request,
    .release = log_release,
};

rill_operator_t *rill_log_opts(const rill_log_opts_t *options) {
  RILL_OPTIONS(rill_log_opts_t, o, options);
  struct log_params params = {o.name != NULL ? rill_string(o.name)
                                             : rill_none(),
                              o.file != NULL ? o.file : stderr};
  return rill_operator_make(&log_ops, &params);
}
