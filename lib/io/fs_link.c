/* SPDX-License-Identifier: MIT */
/* fs_link: links, and where they lead. */
#include "io/request.h"

static int link_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_link(loop, &fs->uv, fs->args.path, fs->args.second,
                    rill_fs_done);
}

static const rill_fs_op_t link_op = {
    .name = "rill_fs_link", .paths = {"path", "link"}, .submit = link_submit};

rill_promise_t *rill_fs_link(rill_scheduler_t *scheduler, const char *path,
                             const char *link) {
  rill_fs_args_t args = {.path = path, .second = link};
  return rill_fs_start(scheduler, &link_op, &args, NULL);
}

static int symlink_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_symlink(loop, &fs->uv, fs->args.path, fs->args.second, 0,
                       rill_fs_done);
}

static const rill_fs_op_t symlink_op = {
    .name = "rill_fs_symlink",
    .paths = {"target", "link"},
    .submit = symlink_submit,
};

rill_promise_t *rill_fs_symlink(rill_scheduler_t *scheduler, const char *target,
                                const char *link) {
  rill_fs_args_t args = {.path = target, .second = link};
  return rill_fs_start(scheduler, &symlink_op, &args, NULL);
}

static rill_value_t text_result(rill_fs_t *fs) {
  return rill_string(fs->uv.ptr);
}

static int readlink_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_readlink(loop, &fs->uv, fs->args.path, rill_fs_done);
}

static const rill_fs_op_t readlink_op = {
    .name = "rill_fs_readlink",
    .paths = {"path"},
    .submit = readlink_submit,
    .result = text_result,
};

rill_promise_t *rill_fs_readlink(rill_scheduler_t *scheduler,
                                 const char *path) {
  return rill_fs_start(scheduler, &readlink_op, &(rill_fs_args_t){.path = path},
                       NULL);
}

static int realpath_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_realpath(loop, &fs->uv, fs->args.path, rill_fs_done);
}

static const rill_fs_op_t realpath_op = {
    .name = "rill_fs_realpath",
    .paths = {"path"},
    .submit = realpath_submit,
    .result = text_result,
};

rill_promise_t *rill_fs_realpath(rill_scheduler_t *scheduler,
                                 const char *path) {
  return rill_fs_start(scheduler, &realpath_op, &(rill_fs_args_t){.path = path},
                       NULL);
}
