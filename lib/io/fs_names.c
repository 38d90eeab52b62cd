/* SPDX-License-Identifier: MIT */
/* fs_names: giving a file another name, and taking one away. */
#include "io/request.h"

static int rename_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_rename(loop, &fs->uv, fs->args.path, fs->args.second,
                      rill_fs_done);
}

static const rill_fs_op_t rename_op = {
    .name = "rill_fs_rename", .paths = {"from", "to"}, .submit = rename_submit};

rill_promise_t *rill_fs_rename(rill_scheduler_t *scheduler, const char *from,
                               const char *to) {
  rill_fs_args_t args = {.path = from, .second = to};
  return rill_fs_start(scheduler, &rename_op, &args, NULL);
}

static int unlink_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_unlink(loop, &fs->uv, fs->args.path, rill_fs_done);
}

static const rill_fs_op_t unlink_op = {
    .name = "rill_fs_unlink", .paths = {"path"}, .submit = unlink_submit};

rill_promise_t *rill_fs_unlink(rill_scheduler_t *scheduler, const char *path) {
  return rill_fs_start(scheduler, &unlink_op, &(rill_fs_args_t){.path = path},
                       NULL);
}

static int copyfile_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_copyfile(loop, &fs->uv, fs->args.path, fs->args.second,
                        fs->args.flags, rill_fs_done);
}

static const rill_fs_op_t copyfile_op = {
    .name = "rill_fs_copyfile",
    .paths = {"from", "to"},
    .submit = copyfile_submit,
};

rill_promise_t *rill_fs_copyfile(rill_scheduler_t *scheduler, const char *from,
                                 const char *to, int flags) {
  rill_fs_args_t args = {.path = from, .second = to, .flags = flags};
  return rill_fs_start(scheduler, &copyfile_op, &args, NULL);
}
