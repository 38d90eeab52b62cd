/* SPDX-License-Identifier: MIT */
/* fs_read: a piece of a file as bytes. */
#include "io/request.h"

/* More than this the system does not read at once. */
enum { AT_ONCE = 0x7ffff000 };

static int read_submit(rill_fs_t *fs, uv_loop_t *loop) {
  int64_t wanted = fs->args.length;
  unsigned length = (unsigned) (wanted < AT_ONCE ? wanted : AT_ONCE);
  fs->chunk = rill_chunk_new(length);
  if (fs->chunk == NULL) return RILL_ENOMEM;
  uv_buf_t buffer = uv_buf_init(fs->chunk, length);
  return uv_fs_read(loop, &fs->uv, fs->args.file->number, &buffer, 1,
                    fs->args.offset, rill_fs_done);
}

static rill_value_t read_result(rill_fs_t *fs) {
  void *chunk = fs->chunk;
  fs->chunk = NULL;
  return rill_chunk_bytes(chunk, (size_t) fs->uv.result);
}

static const rill_fs_op_t read_op = {
    .name = "rill_fs_read",
    .submit = read_submit,
    .result = read_result,
};

rill_promise_t *rill_fs_read(rill_value_t file, int64_t offset,
                             int64_t length) {
  rill_fs_args_t args = {.offset = offset, .length = length};
  rill_error_t *error = rill_fs_check_least(read_op.name, "offset", offset, -1);
  if (error == NULL)
    error = rill_fs_check_least(read_op.name, "length", length, 0);
  return rill_fs_start_on(file, &read_op, &args, error);
}
