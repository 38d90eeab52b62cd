/* SPDX-License-Identifier: MIT */
/* A walk through folders, on another thread: finds as much as is asked for. The
 * way to where it stands is a stack of open folders. */
#ifndef RILL_IO_WALKER_H
#define RILL_IO_WALKER_H

#include "io/visit.h"

#include <rill/fs.h>

/** The most that is found at once. */
enum { RILL_WALK_AT_ONCE = 64 };

typedef struct rill_walk_params {
  rill_value_t path;
  rill_fn_t on_error;
  int64_t depth;
  bool follow, stat;
} rill_walk_params_t;

typedef struct rill_walker {
  rill_visit_t visit;
  int64_t demand;
  rill_value_t found[RILL_WALK_AT_ONCE + 2]; /* records, and errors */
  size_t count, most;
  struct walk_folder *folders[RILL_WALK_DEPTH];
  int depth;
  bool begun, over, started, emitting;
} rill_walker_t;

/** Finds `most`, and perhaps an error more. */
void rill_walker_run(void *state);
/** Closes all folders. */
void rill_walker_clear(void *state);

#endif
