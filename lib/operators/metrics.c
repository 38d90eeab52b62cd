/* SPDX-License-Identifier: MIT */
/* metrics: how many items, how fast, and how it ended. */
#include "shared/options.h"
#include "shared/report.h"

struct metrics {
  rill_report_t report;
  int64_t items;
  rill_time_t first; /* when it came, if there is one */
  int64_t reported_items;
  rill_time_t reported;
};

/* --- The record ----------------------------------------------------------- */

static const char *outcome_text(rill_outcome_t outcome) {
  switch (outcome) {
  case RILL_OUTCOME_NONE:
    return "";
  case RILL_OUTCOME_COMPLETED:
    return ", completed";
  case RILL_OUTCOME_FAILED:
    return ", failed";
  case RILL_OUTCOME_CANCELED:
    return ", canceled";
  }
  return "";
}

static size_t metrics_format(const void *payload, char *text, size_t size) {
  const rill_metrics_t *m = payload;
  char first[48] = "";
  if (m->first >= 0)
    snprintf(first, sizeof first, ", the first after %.6f s",
             (double) m->first / 1e9);
  int length =
      snprintf(text, size, "%lld items in %.3f s, %.1f/s, lately %.1f/s%s%s",
               (long long) m->items, (double) m->elapsed / 1e9, m->mean_rate,
               m->rate, first, outcome_text(m->outcome));
  return length > 0 ? (size_t) length : 0;
}

const rill_type_t rill_metrics_type = {
    .name = "metrics",
    .size = sizeof(rill_metrics_t),
    .format = metrics_format,
};

/* Items per second; the least span stands in for none. */
static double rate_of(int64_t count, rill_time_t span) {
  return (double) count * 1e9 / (double) (span > 0 ? span : 1);
}

static rill_value_t metrics_make(rill_stage_t *stage, rill_outcome_t outcome) {
  struct metrics *state = rill_state(stage);
  rill_time_t now = rill_stage_now(stage), started = state->report.started;
  rill_time_t before = state->reported > 0 ? state->reported : started;
  rill_metrics_t record = {
      .items = state->items,
      .errors = outcome == RILL_OUTCOME_FAILED,
      .elapsed = now - started,
      .first = state->items > 0 ? state->first - started : -1,
      .rate = rate_of(state->items - state->reported_items, now - before),
      .mean_rate = rate_of(state->items, now - started),
      .outcome = outcome};
  state->reported = now;
  state->reported_items = state->items;
  return rill_box(&rill_metrics_type, &record);
}

/* --- The stage ------------------------------------------------------------ */

static rill_error_t *metrics_check(const void *params) {
  const rill_report_params_t *p = params;
  if (p->every < 0)
    return rill_refuse("every is %lld (must be >= 0)", (long long) p->every);
  return rill_check_fn(p->report, 1, "sink");
}

static void metrics_init(rill_stage_t *stage) {
  ((struct metrics *) rill_state(stage))->report.make = metrics_make;
}

static rill_step_t metrics_step(rill_stage_t *stage, rill_value_t *item) {
  struct metrics *state = rill_state(stage);
  (void) item;
  if (state->items++ == 0) state->first = rill_stage_now(stage);
  return RILL_PASS;
}

static const rill_stage_ops_t metrics_ops = {
    .name = "metrics",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct metrics),
    .params_size = sizeof(rill_report_params_t),
    .check = metrics_check,
    .init = metrics_init,
    RILL_REPORT_OPS,
    .step = metrics_step,
    .release = rill_report_release,
};

rill_operator_t *rill_metrics_opts(const rill_metrics_opts_t *options) {
  RILL_OPTIONS(rill_metrics_opts_t, o, options);
  rill_report_params_t params = {.report = o.sink, .every = o.every};
  return rill_operator_make(&metrics_ops, &params);
}
