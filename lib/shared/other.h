/* SPDX-License-Identifier: MIT */
/* Another stream of which only the first item counts, as a sign: what
 * take_until and skip_until share. That it completes says nothing. */
#ifndef RILL_SHARED_OTHER_H
#define RILL_SHARED_OTHER_H

#include "core/operator.h"

/** What its signals mean; it has been let go of by then. */
typedef struct rill_other_kind {
  void (*sign)(rill_stage_t *stage);
  /** Takes over `error`. */
  void (*error)(rill_stage_t *stage, rill_error_t *error);
} rill_other_kind_t;

typedef struct rill_other_params {
  rill_observable_t *other;
} rill_other_params_t;

/** The state of the stage begins with it. */
typedef struct rill_other {
  const rill_other_kind_t *kind;
  rill_stage_t *sink; /* NULL: does not run */
} rill_other_t;

rill_error_t *rill_other_check(const void *params);
void rill_other_forget(void *params);
/** For `start`: runs it, before upstream starts. */
void rill_other_start(rill_stage_t *stage, const rill_other_kind_t *kind);
/** For `release`. */
void rill_other_release(rill_stage_t *stage);

#define RILL_OTHER_OPS                                                        \
  .params_size = sizeof(rill_other_params_t), .check = rill_other_check,      \
  .forget = rill_other_forget

#endif
