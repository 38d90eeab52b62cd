/* SPDX-License-Identifier: MIT */
/* fs_write: all of some bytes into a file, in as many parts as it takes. */
#include "io/request.h"

enum { AT_ONCE = 0x7ffff000 }; /* more the system does not write */

static int write_submit(rill_fs_t *fs, uv_loop_t *loop) {
  const rill_fs_args_t *args = &fs->args;
  size_t all;
  char *data = (char *) (uintptr_t) rill_as_bytes(args->bytes, &all);
  size_t left = all - (size_t) fs->done;
  uv_buf_t buffer = uv_buf_init(data + fs->done,
                                (unsigned) (left < AT_ONCE ? left : AT_ONCE));
  int64_t offset = args->offset < 0 ? -1 : args->offset + fs->done;
  return uv_fs_write(loop, &fs->uv, args->file->number, &buffer, 1, offset,
                     rill_fs_done);
}

static int write_again(rill_fs_t *fs) {
  size_t all;
  rill_as_bytes(fs->args.bytes, &all);
  fs->done += fs->uv.result;
  if ((size_t) fs->done == all) return 0;
  return fs->uv.result > 0 ? 1 : UV_EIO; /* it would write nothing for ever */
}

static rill_value_t write_result(rill_fs_t *fs) { return rill_int(fs->done); }

static const rill_fs_op_t write_op = {
    .name = "rill_fs_write",
    .submit = write_submit,
    .again = write_again,
    .result = write_result,
};

rill_error_t *rill_fs_check_bytes(const char *name, rill_value_t bytes) {
  if (rill_as_object(bytes, &rill_bytes_type) != NULL ||
      rill_as_object(bytes, &rill_string_type) != NULL)
    return NULL;
  return rill_request_wrong(name, "bytes", bytes, "bytes or a string");
}

rill_promise_t *rill_fs_write(rill_value_t file, int64_t offset,
                              rill_value_t bytes) {
  rill_fs_args_t args = {.offset = offset, .bytes = bytes};
  rill_error_t *error =
      rill_fs_check_least(write_op.name, "offset", offset, -1);
  if (error == NULL) error = rill_fs_check_bytes(write_op.name, bytes);
  return rill_fs_start_on(file, &write_op, &args, error);
}
