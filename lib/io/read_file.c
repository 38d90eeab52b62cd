/* SPDX-License-Identifier: MIT */
/* read_file: the bytes of a file, chunk by chunk. */
#include "io/reader.h"
#include "shared/options.h"

struct read_file_params {
  rill_reader_params_t reader;
  int64_t offset, length;
};

struct read_file {
  rill_reader_t reader;
  int64_t done; /* bytes so far */
};

static void read_file_look(void *state) {
  struct read_file *read = state;
  const struct read_file_params *p = rill_params(rill_stage_of(state));
  if (!rill_reader_open(&read->reader) || read->reader.most == 0) return;
  /* Pipes and terminals know no offset, but stand at 0. */
  rill_reader_read(&read->reader, p->offset > 0 ? p->offset + read->done : -1);
  if (read->reader.got > 0) read->done += read->reader.got;
}

static size_t read_file_most(rill_stage_t *stage) {
  const struct read_file_params *p = rill_params(stage);
  const struct read_file *read = rill_state(stage);
  int64_t left = p->length != 0 ? p->length - read->done : INT64_MAX;
  return (size_t) (left < p->reader.chunk ? left : p->reader.chunk);
}

static const rill_reader_kind_t read_file_kind = {
    .look = read_file_look,
    .most = read_file_most,
    .nothing = rill_emit_complete,
};

static rill_error_t *read_file_check(const void *params) {
  const struct read_file_params *p = params;
  rill_error_t *error = rill_reader_check(params);
  if (error == NULL) error = rill_least_check("offset", p->offset, 0);
  if (error == NULL) error = rill_least_check("length", p->length, 0);
  if (error == NULL && p->length > INT64_MAX - p->offset)
    error = rill_refuse("length is %lld (must end below 2^63)",
                        (long long) p->length);
  return error;
}

static const rill_stage_ops_t read_file_ops = {
    .name = "read_file",
    .state_size = sizeof(struct read_file),
    .params_size = sizeof(struct read_file_params),
    .check = read_file_check,
    RILL_READER_OPS,
    .start = rill_reader_start,
    .release = rill_reader_release,
};

rill_observable_t *rill_read_file_opts(const char *path,
                                       const rill_read_file_opts_t *options) {
  RILL_OPTIONS(rill_read_file_opts_t, o, options);
  struct read_file_params params = {
      .reader = rill_reader_params(&read_file_kind, path, o.chunk),
      .offset = o.offset,
      .length = o.length,
  };
  return rill_source_make(&read_file_ops, &params);
}
