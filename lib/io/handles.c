/* SPDX-License-Identifier: MIT */
/* handles: of a run, in one block that goes when libuv is done with the last
 * one. */
#include "io/handles.h"

static size_t handles_size(size_t count) {
  return sizeof(rill_handles_t) + count * sizeof(union uv_any_handle);
}

rill_handles_t *rill_handles_new(rill_stage_t *stage, size_t count) {
  rill_scheduler_t *s = rill_stage_scheduler(stage);
  if (rill_uv_loop(s) == NULL) {
    rill_emit_error(stage,
                    rill_refuse("scheduler is of the kind %s (must be uv)",
                                rill_scheduler_name(s)));
    return NULL;
  }
  rill_handles_t *handles = rill_allocate_zeroed(handles_size(count));
  if (handles == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return NULL;
  }
  handles->stage = stage;
  handles->count = count;
  return handles;
}

void rill_handles_add(rill_handles_t *handles) {
  handles->each[handles->open++].handle.data = handles;
}

static void handle_closed(uv_handle_t *handle) {
  rill_handles_t *handles = handle->data;
  if (--handles->open > 0) return;
  rill_release(handles, handles_size(handles->count));
}

void rill_handles_close(rill_handles_t *handles) {
  if (handles == NULL) return;
  for (size_t i = 0; i < handles->open; i++)
    uv_close(&handles->each[i].handle, handle_closed);
  if (handles->open == 0) rill_release(handles, handles_size(handles->count));
}

void rill_handle_fail(rill_stage_t *stage, int code, const char *verb,
                      int number) {
  rill_emit_error(stage, rill_error_new(code, "%s %d: %s", verb, number,
                                        rill_error_text(code)));
}
