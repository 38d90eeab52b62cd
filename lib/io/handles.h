/* SPDX-License-Identifier: MIT */
/* The handles of a run: libuv wants their memory for a while after the run has
 * let go of them. */
#ifndef RILL_IO_HANDLES_H
#define RILL_IO_HANDLES_H

#include <uv.h>

#include "core/operator.h"

typedef struct rill_handles {
  rill_stage_t *stage;
  size_t count, open; /* as many as have been initialised */
  union uv_any_handle each[];
} rill_handles_t;

/** Room for `count` of them; NULL: the stage has failed, without memory or
 * because its scheduler has no loop. */
rill_handles_t *rill_handles_new(rill_stage_t *stage, size_t count);
/** The next one has been initialised. */
void rill_handles_add(rill_handles_t *handles);
/** For `release`: closes all; NULL is allowed. */
void rill_handles_close(rill_handles_t *handles);
/** The stage of a handle that calls back. */
static inline rill_stage_t *rill_handle_stage(const void *handle) {
  return ((rill_handles_t *) ((const uv_handle_t *) handle)->data)->stage;
}
/** Fails with what libuv has said: "poll 7: …". */
void rill_handle_fail(rill_stage_t *stage, int code, const char *verb,
                      int number);

#endif
