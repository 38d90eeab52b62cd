/* SPDX-License-Identifier: MIT */
/* One moment, which lets items through until it comes, or from then on: what
 * take_with_time, skip_with_time and their absolute forms share. */
#ifndef RILL_SHARED_MOMENT_H
#define RILL_SHARED_MOMENT_H

#include "core/operator.h"

typedef struct rill_moment_params {
  rill_time_t time; /* since the subscription */
  bool absolute;    /* no, on the scheduler's clock */
} rill_moment_params_t;

typedef struct rill_moment {
  rill_alarm_t alarm;
  rill_time_t due;
  bool past;
} rill_moment_t;

rill_error_t *rill_moment_check(const void *params);
void rill_moment_release(rill_stage_t *stage);
/** Lets items through until it comes, and then completes. */
void rill_moment_end_start(rill_stage_t *stage);
rill_step_t rill_moment_end_step(rill_stage_t *stage, rill_value_t *item);
/** Lets items through once it has come. */
void rill_moment_begin_start(rill_stage_t *stage);
rill_step_t rill_moment_begin_step(rill_stage_t *stage, rill_value_t *item);

#define RILL_MOMENT_OPS                                                       \
  .code = RILL_CODE_STEP, .state_size = sizeof(rill_moment_t),                \
  .params_size = sizeof(rill_moment_params_t), .check = rill_moment_check,    \
  .release = rill_moment_release
#define RILL_MOMENT_END_OPS                                                   \
  RILL_MOMENT_OPS, .start = rill_moment_end_start,                            \
                   .step = rill_moment_end_step
#define RILL_MOMENT_BEGIN_OPS                                                 \
  RILL_MOMENT_OPS, .start = rill_moment_begin_start,                          \
                   .step = rill_moment_begin_step

#endif
