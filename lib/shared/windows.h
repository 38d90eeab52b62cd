/* SPDX-License-Identifier: MIT */
/* Spans as windows: what the operators window… share. The windows are the
 * groups of a hub (shared/groups.h), where they begin and end is decided as
 * shared/bounds.h says.
 *
 * While a window waits to be asked for, the spans that begin are its own too,
 * unless a span ends by what its items are; so at most one waits. Those that
 * are exact have upstream wait instead. */
#ifndef RILL_SHARED_WINDOWS_H
#define RILL_SHARED_WINDOWS_H

#include "shared/bounds.h"
#include "shared/groups.h"

typedef struct rill_windows {
  rill_hub_t hub; /* first */
  rill_bounds_t bounds;
} rill_windows_t;

void rill_windows_start(rill_stage_t *stage);

#define RILL_WINDOWS_OPS                                                      \
  .params_size = sizeof(rill_bounds_params_t), .check = rill_bounds_check,    \
  .forget = rill_bounds_forget, .start = rill_windows_start, RILL_HUB_OPS

#endif
