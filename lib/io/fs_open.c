/* SPDX-License-Identifier: MIT */
/* fs_open: opens a file. */
#include "io/request.h"
#include "shared/options.h"

static int open_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_open(loop, &fs->uv, fs->args.path, fs->args.flags, fs->args.mode,
                    rill_fs_done);
}

static rill_value_t open_result(rill_fs_t *fs) {
  fs->args.file->number = (uv_file) fs->uv.result;
  return rill_object(rill_ref(fs->args.file));
}

static const rill_fs_op_t open_op = {
    .name = "rill_fs_open",
    .paths = {"path"},
    .submit = open_submit,
    .result = open_result,
};

rill_promise_t *rill_fs_open_opts(rill_scheduler_t *scheduler, const char *path,
                                  const rill_fs_open_opts_t *options) {
  RILL_OPTIONS(rill_fs_open_opts_t, o, options);
  rill_fs_args_t args = {
      .path = path,
      .flags = o.flags,
      .mode = o.mode != 0 ? o.mode : 0666,
  };
  return rill_fs_start_with_file(scheduler, &open_op, &args,
                                 rill_fs_check_mode(open_op.name, args.mode));
}
