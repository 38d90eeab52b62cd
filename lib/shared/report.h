/* SPDX-License-Identifier: MIT */
/* What metrics and record share: they look on, and report now and then and
 * once at the end, whatever the end is. */
#ifndef RILL_SHARED_REPORT_H
#define RILL_SHARED_REPORT_H

#include <stdio.h>

#include "core/operator.h"

#include <rill/utility.h>

/** The parameters begin with it. */
typedef struct rill_report_params {
  rill_fn_t report;  /* f(record) */
  FILE *file;        /* where a text goes without it */
  rill_time_t every; /* 0: only at the end */
} rill_report_params_t;

/** The state begins with it. */
typedef struct rill_report {
  /** Makes the record (owned) or fails; set by `init`. */
  rill_value_t (*make)(rill_stage_t *stage, rill_outcome_t outcome);
  rill_alarm_t alarm;
  rill_time_t started;
  bool begun, ended;
} rill_report_t;

void rill_report_forget(void *params);
void rill_report_start(rill_stage_t *stage);
void rill_report_complete(rill_stage_t *stage);
void rill_report_error(rill_stage_t *stage, rill_error_t *error);
/** Reports a cancel. */
void rill_report_release(rill_stage_t *stage);

#define RILL_REPORT_OPS                                                       \
  .forget = rill_report_forget, .start = rill_report_start,                   \
  .complete = rill_report_complete, .error = rill_report_error

#endif
