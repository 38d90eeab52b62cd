/* SPDX-License-Identifier: MIT */
/* What sources of a file's bytes share: looks at the file on another thread
 * when something is asked for, one chunk at a time. */
#ifndef RILL_IO_READER_H
#define RILL_IO_READER_H

#include "io/chunks.h"
#include "io/visit.h"

#include <rill/fs.h>

/** What the state begins with. */
typedef struct rill_reader {
  rill_visit_t visit;
  int64_t demand;
  rill_chunks_t *chunks;
  void *chunk;      /* is read into */
  size_t most;      /* bytes that the look may read; 0: it only opens */
  int number;       /* of the file; -1: not open */
  int got;          /* bytes, or what was wrong */
  const char *verb; /* with what: "open", "read" */
  bool started, emitting;
} rill_reader_t;

typedef struct rill_reader_kind {
  /** On another thread: opens the file if need be, and reads. */
  void (*look)(void *state);
  /** How much the next look may read; 0: all has been read. */
  size_t (*most)(rill_stage_t *stage);
  /** The look was allowed to read, and has got nothing. */
  void (*nothing)(rill_stage_t *stage);
} rill_reader_kind_t;

/** What the parameters begin with. */
typedef struct rill_reader_params {
  const rill_reader_kind_t *kind;
  rill_value_t path; /* a string; RILL_NONE: it was NULL */
  int64_t chunk;
} rill_reader_params_t;

enum { RILL_READER_CHUNK = 64 * 1024, RILL_READER_CHUNK_MAX = 1 << 30 };

rill_reader_params_t rill_reader_params(const rill_reader_kind_t *kind,
                                        const char *path, int64_t chunk);
rill_error_t *rill_reader_check(const void *params);
void rill_reader_forget(void *params);
/** For `check` of a path and of numbers. */
rill_error_t *rill_path_check(rill_value_t path);
rill_error_t *rill_least_check(const char *what, int64_t value, int64_t least);
static inline rill_value_t rill_path_keep(const char *path) {
  return path != NULL ? rill_string(path) : rill_none();
}
static inline const char *rill_reader_path(const void *state) {
  const rill_reader_params_t *p = rill_params(rill_stage_of(state));
  return rill_as_string(p->path);
}

void rill_reader_init(rill_stage_t *stage);
void rill_reader_start(rill_stage_t *stage);
void rill_reader_request(rill_stage_t *stage, int64_t count);
void rill_reader_release(rill_stage_t *stage);
/** Looks again, unless nothing is asked for or a look is under way. */
void rill_reader_go(rill_stage_t *stage);

/* On another thread. */
/** Opens it to read; false: `got` says why not. */
bool rill_reader_open(rill_reader_t *reader);
/** Reads up to `most` bytes at `offset`; -1: where the file stands. */
void rill_reader_read(rill_reader_t *reader, int64_t offset);

#define RILL_READER_OPS                                                        \
 .forget = rill_reader_forget, .init = rill_reader_init,                       \
 .request = rill_reader_request

#endif
