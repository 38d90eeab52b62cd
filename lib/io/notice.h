/* SPDX-License-Identifier: MIT */
/* What the system tells a stage of a path: uv_fs_event. */
#ifndef RILL_IO_NOTICE_H
#define RILL_IO_NOTICE_H

#include <uv.h>

#include "core/operator.h"

/** In the state of a stage; all zero is closed. */
typedef struct rill_notice {
  uv_fs_event_t uv;
  rill_stage_t *stage;
  void (*heard)(rill_stage_t *stage, const char *name, int events);
  bool open;
} rill_notice_t;

/** Watches `path` from now on, and nothing else any more; `heard` is called
 * with the events, or the code of what went wrong, within the chain. `quiet`:
 * that does not keep the loop alive. 0, or what was wrong: then nothing is
 * watched. */
int rill_notice_start(rill_notice_t *notice, rill_stage_t *stage,
                      const char *path, bool quiet,
                      void (*heard)(rill_stage_t *stage, const char *name,
                                    int events));
/** Lets the loop end in spite of it, or not. */
void rill_notice_quiet(rill_notice_t *notice, bool quiet);
/** For `release`. */
void rill_notice_close(rill_notice_t *notice);

#endif
