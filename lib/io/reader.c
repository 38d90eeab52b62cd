/* SPDX-License-Identifier: MIT */
/* reader: chunk after chunk of a file, each when it is asked for. */
#include "io/reader.h"

#include "io/request.h"
#include "io/sync.h"

/* --- Parameters ----------------------------------------------------------- */

rill_reader_params_t rill_reader_params(const rill_reader_kind_t *kind,
                                        const char *path, int64_t chunk) {
  return (rill_reader_params_t){
      .kind = kind,
      .path = rill_path_keep(path),
      .chunk = chunk != 0 ? chunk : RILL_READER_CHUNK,
  };
}

rill_error_t *rill_path_check(rill_value_t path) {
  if (rill_is_error(path)) return rill_ref(rill_as_error(path));
  return rill_is_none(path) ? rill_refuse("path is NULL") : NULL;
}

rill_error_t *rill_least_check(const char *what, int64_t value, int64_t least) {
  if (value >= least) return NULL;
  return rill_refuse("%s is %lld (must be >= %lld)", what, (long long) value,
                     (long long) least);
}

rill_error_t *rill_reader_check(const void *params) {
  const rill_reader_params_t *p = params;
  rill_error_t *error = rill_path_check(p->path);
  if (error != NULL) return error;
  if (p->chunk <= RILL_READER_CHUNK_MAX)
    return rill_least_check("chunk", p->chunk, 1);
  return rill_refuse("chunk is %lld (must be <= %d)", (long long) p->chunk,
                     RILL_READER_CHUNK_MAX);
}

void rill_reader_forget(void *params) {
  rill_value_unref(((rill_reader_params_t *) params)->path);
}

/* --- On another thread ---------------------------------------------------- */

bool rill_reader_open(rill_reader_t *reader) {
  reader->verb = "open";
  reader->got = 0;
  if (reader->number < 0) {
    int number = rill_sync_open(rill_reader_path(reader), O_RDONLY, 0);
    if (number >= 0)
      reader->number = number;
    else
      reader->got = number;
  }
  return reader->got == 0;
}

void rill_reader_read(rill_reader_t *reader, int64_t offset) {
  uv_fs_t uv;
  uv_buf_t buffer = uv_buf_init(reader->chunk, (unsigned) reader->most);
  reader->verb = "read";
  reader->got = uv_fs_read(NULL, &uv, reader->number, &buffer, 1, offset, NULL);
  uv_fs_req_cleanup(&uv);
}

static void reader_close(void *state) {
  rill_reader_t *reader = state;
  rill_sync_close(reader->number);
}

/* --- On the stage's own --------------------------------------------------- */

static void reader_closed(rill_stage_t *stage) { (void) stage; }

static void reader_leave(rill_stage_t *stage) {
  rill_reader_t *reader = rill_state(stage);
  rill_chunks_give(reader->chunk);
  rill_chunks_close(reader->chunks);
  if (reader->number >= 0) rill_visit_start(stage, reader_close, reader_closed);
}

static void reader_emit(rill_stage_t *stage, rill_reader_t *reader) {
  rill_value_t bytes = rill_chunks_bytes(reader->chunk, (size_t) reader->got);
  reader->chunk = NULL;
  if (rill_is_error(bytes)) {
    rill_emit_failure(stage, bytes);
    return;
  }
  reader->emitting = true;
  rill_demand_use(&reader->demand, rill_emit_own(stage, bytes));
  reader->emitting = false;
}

static void reader_back(rill_stage_t *stage) {
  const rill_reader_params_t *p = rill_params(stage);
  rill_reader_t *reader = rill_state(stage);
  if (stage->closed) {
    reader_leave(stage);
    return;
  }
  if (reader->got < 0) {
    rill_emit_error(stage, rill_fs_error(reader->verb, rill_as_string(p->path),
                                         NULL, reader->got));
    return;
  }
  if (reader->got > 0)
    reader_emit(stage, reader);
  else if (reader->most > 0)
    p->kind->nothing(stage);
  rill_reader_go(stage);
}

static void reader_look(rill_stage_t *stage, size_t most) {
  const rill_reader_params_t *p = rill_params(stage);
  rill_reader_t *reader = rill_state(stage);
  if (most > 0 && reader->chunk == NULL)
    reader->chunk = rill_chunks_take(reader->chunks);
  if (most > 0 && reader->chunk == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  reader->most = most;
  reader->got = 0;
  rill_visit_start(stage, p->kind->look, reader_back);
}

void rill_reader_go(rill_stage_t *stage) {
  const rill_reader_params_t *p = rill_params(stage);
  rill_reader_t *reader = rill_state(stage);
  if (!reader->started || reader->emitting || stage->closed) return;
  if (reader->visit.away) return;
  size_t most = p->kind->most(stage);
  if (most == 0)
    rill_emit_complete(stage);
  else if (reader->demand > 0)
    reader_look(stage, most);
}

/* --- The stage ------------------------------------------------------------ */

void rill_reader_init(rill_stage_t *stage) {
  ((rill_reader_t *) rill_state(stage))->number = -1;
}

/* Opens it in any case, so that one hears at once of what is not there. */
void rill_reader_start(rill_stage_t *stage) {
  const rill_reader_params_t *p = rill_params(stage);
  rill_reader_t *reader = rill_state(stage);
  if (!rill_visit_check(stage)) return;
  reader->chunks = rill_chunks_new((size_t) p->chunk);
  if (reader->chunks == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  reader->started = true;
  reader_look(stage, reader->demand > 0 ? p->kind->most(stage) : 0);
}

void rill_reader_request(rill_stage_t *stage, int64_t count) {
  rill_reader_t *reader = rill_state(stage);
  rill_demand_add(&reader->demand, count);
  rill_reader_go(stage);
}

void rill_reader_release(rill_stage_t *stage) {
  if (rill_visit_stop(stage)) reader_leave(stage);
}
