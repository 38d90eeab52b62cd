/* SPDX-License-Identifier: MIT */
/* report: hands over a record of a run. */
#include "shared/report.h"

void rill_report_forget(void *params) {
  rill_fn_drop(((rill_report_params_t *) params)->report);
}

/* A failure (owned), or NULL. */
static rill_error_t *report_make(rill_stage_t *stage, rill_outcome_t outcome) {
  const rill_report_params_t *p = rill_params(stage);
  const rill_report_t *report = rill_state(stage);
  rill_value_t record = report->make(stage, outcome);
  rill_value_t answer = rill_none();
  if (record.kind == RILL_ERROR) return rill_as_error(record);
  if (rill_fn_is_set(p->report))
    answer = rill_invoke1(&p->report, record);
  else
    fprintf(p->file, "%s\n", rill_as_string(record));
  rill_value_unref(record);
  if (answer.kind == RILL_ERROR) return rill_as_error(answer);
  rill_value_unref(answer);
  return NULL;
}

/* Where the stream has its end, and a failure can be no other. */
static void report_late(rill_stage_t *stage, rill_outcome_t outcome) {
  rill_error_t *failure = report_make(stage, outcome);
  if (failure == NULL) return;
  rill_scheduler_unhandled(rill_stage_scheduler(stage), failure);
  rill_unref(failure);
}

static void report_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  const rill_report_params_t *p = rill_params(stage);
  rill_time_t next = rill_time_after(rill_stage_now(stage), p->every);
  rill_alarm_set(alarm, stage, next, report_ring);
  rill_error_t *failure = report_make(stage, RILL_OUTCOME_NONE);
  if (failure == NULL) return;
  ((rill_report_t *) rill_state(stage))->ended = true;
  rill_emit_error(stage, failure);
}

void rill_report_start(rill_stage_t *stage) {
  const rill_report_params_t *p = rill_params(stage);
  rill_report_t *report = rill_state(stage);
  report->begun = true;
  report->started = rill_stage_now(stage);
  if (p->every > 0)
    rill_alarm_set(&report->alarm, stage,
                   rill_time_after(report->started, p->every), report_ring);
}

void rill_report_complete(rill_stage_t *stage) {
  ((rill_report_t *) rill_state(stage))->ended = true;
  rill_error_t *failure = report_make(stage, RILL_OUTCOME_COMPLETED);
  if (failure != NULL)
    rill_emit_error(stage, failure);
  else
    rill_emit_complete(stage);
}

void rill_report_error(rill_stage_t *stage, rill_error_t *error) {
  ((rill_report_t *) rill_state(stage))->ended = true;
  report_late(stage, RILL_OUTCOME_FAILED);
  rill_emit_end(stage, error);
}

void rill_report_release(rill_stage_t *stage) {
  rill_report_t *report = rill_state(stage);
  rill_alarm_stop(&report->alarm);
  if (report->begun && !report->ended)
    report_late(stage, RILL_OUTCOME_CANCELED);
}
