/* SPDX-License-Identifier: MIT */
/* fs_sync: what an open file is told, and answers with nothing. */
#include "io/request.h"

static int fsync_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_fsync(loop, &fs->uv, fs->args.file->number, rill_fs_done);
}

static const rill_fs_op_t fsync_op = {.name = "rill_fs_fsync",
                                      .submit = fsync_submit};

rill_promise_t *rill_fs_fsync(rill_value_t file) {
  return rill_fs_start_on(file, &fsync_op, &(rill_fs_args_t){0}, NULL);
}

static int fdatasync_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_fdatasync(loop, &fs->uv, fs->args.file->number, rill_fs_done);
}

static const rill_fs_op_t fdatasync_op = {.name = "rill_fs_fdatasync",
                                          .submit = fdatasync_submit};

rill_promise_t *rill_fs_fdatasync(rill_value_t file) {
  return rill_fs_start_on(file, &fdatasync_op, &(rill_fs_args_t){0}, NULL);
}

static int ftruncate_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_ftruncate(loop, &fs->uv, fs->args.file->number, fs->args.length,
                         rill_fs_done);
}

static const rill_fs_op_t ftruncate_op = {.name = "rill_fs_ftruncate",
                                          .submit = ftruncate_submit};

rill_promise_t *rill_fs_ftruncate(rill_value_t file, int64_t length) {
  rill_fs_args_t args = {.length = length};
  return rill_fs_start_on(
      file, &ftruncate_op, &args,
      rill_fs_check_least(ftruncate_op.name, "length", length, 0));
}
