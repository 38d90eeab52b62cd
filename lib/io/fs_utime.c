/* SPDX-License-Identifier: MIT */
/* fs_utime: when a file was read and written. */
#include "io/request.h"

/* Microseconds is what libuv cuts it to: a bit more, so that none is lost. */
static double seconds(rill_time_t time) {
  return (double) (time / 1000) / 1e6 + (time > 0 ? 0.25e-6 : 0);
}

static int utime_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_utime(loop, &fs->uv, fs->args.path, fs->args.accessed,
                     fs->args.modified, rill_fs_done);
}

static const rill_fs_op_t utime_op = {
    .name = "rill_fs_utime", .paths = {"path"}, .submit = utime_submit};

rill_promise_t *rill_fs_utime(rill_scheduler_t *scheduler, const char *path,
                              rill_time_t accessed, rill_time_t modified) {
  rill_fs_args_t args = {.path = path,
                         .accessed = seconds(accessed),
                         .modified = seconds(modified)};
  return rill_fs_start(scheduler, &utime_op, &args, NULL);
}

static int lutime_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_lutime(loop, &fs->uv, fs->args.path, fs->args.accessed,
                      fs->args.modified, rill_fs_done);
}

static const rill_fs_op_t lutime_op = {
    .name = "rill_fs_lutime", .paths = {"path"}, .submit = lutime_submit};

rill_promise_t *rill_fs_lutime(rill_scheduler_t *scheduler, const char *path,
                               rill_time_t accessed, rill_time_t modified) {
  rill_fs_args_t args = {.path = path,
                         .accessed = seconds(accessed),
                         .modified = seconds(modified)};
  return rill_fs_start(scheduler, &lutime_op, &args, NULL);
}

static int futime_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_futime(loop, &fs->uv, fs->args.file->number, fs->args.accessed,
                      fs->args.modified, rill_fs_done);
}

static const rill_fs_op_t futime_op = {.name = "rill_fs_futime",
                                       .submit = futime_submit};

rill_promise_t *rill_fs_futime(rill_value_t file, rill_time_t accessed,
                               rill_time_t modified) {
  rill_fs_args_t args = {.accessed = seconds(accessed),
                         .modified = seconds(modified)};
  return rill_fs_start_on(file, &futime_op, &args, NULL);
}
