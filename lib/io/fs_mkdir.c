/* SPDX-License-Identifier: MIT */
/* fs_mkdir, fs_rmdir: folders come and go. */
#include <string.h>

#include "io/request.h"
#include "io/sync.h"
#include "shared/options.h"

#include <sys/stat.h>

static int mkdir_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_mkdir(loop, &fs->uv, fs->args.path, fs->args.mode, rill_fs_done);
}

static const rill_fs_op_t mkdir_op = {
    .name = "rill_fs_mkdir", .paths = {"path"}, .submit = mkdir_submit};

static int rmdir_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_rmdir(loop, &fs->uv, fs->args.path, rill_fs_done);
}

static const rill_fs_op_t rmdir_op = {
    .name = "rill_fs_rmdir", .paths = {"path"}, .submit = rmdir_submit};

rill_promise_t *rill_fs_rmdir(rill_scheduler_t *scheduler, const char *path) {
  return rill_fs_start(scheduler, &rmdir_op, &(rill_fs_args_t){.path = path},
                       NULL);
}

/* --- Those above it too, on another thread -------------------------------- */

struct mkdir {
  int mode;
  size_t size;
  char path[];
};

static void mkdir_drop(void *context) {
  struct mkdir *mkdir = context;
  rill_release(mkdir, mkdir->size);
}

static bool is_folder(const char *path) {
  uv_stat_t stat;
  return rill_sync_stat(path, &stat) == 0 && S_ISDIR(stat.st_mode);
}

static int mkdir_one(const struct mkdir *mkdir, bool last) {
  uv_fs_t uv;
  int mode = last ? mkdir->mode : mkdir->mode | 0300; /* more goes inside */
  int code = uv_fs_mkdir(NULL, &uv, mkdir->path, mode, NULL);
  uv_fs_req_cleanup(&uv);
  return code != 0 && is_folder(mkdir->path) ? 0 : code;
}

static rill_value_t mkdir_run(void *context) {
  struct mkdir *mkdir = context;
  for (char *end = mkdir->path; end != NULL;) {
    end = end[0] != '\0' ? strchr(end + 1, '/') : NULL;
    if (end != NULL) *end = '\0';
    int code = mkdir_one(mkdir, end == NULL);
    if (code != 0)
      return rill_fail(rill_fs_error("mkdir", mkdir->path, NULL, code));
    if (end != NULL) *end = '/';
  }
  return rill_none();
}

static rill_promise_t *mkdir_all(rill_scheduler_t *scheduler,
                                 const rill_fs_args_t *args) {
  size_t length = strlen(args->path);
  while (length > 1 && args->path[length - 1] == '/') length--;
  struct mkdir *mkdir = rill_allocate(sizeof *mkdir + length + 1);
  if (mkdir == NULL) return rill_promise_no_memory(scheduler);
  mkdir->mode = args->mode;
  mkdir->size = sizeof *mkdir + length + 1;
  memcpy(mkdir->path, args->path, length);
  mkdir->path[length] = '\0';
  return rill_offload_as(
      scheduler, mkdir_op.name,
      rill_call_with(mkdir_run, rill_own(mkdir, mkdir_drop)));
}

rill_promise_t *rill_fs_mkdir_opts(rill_scheduler_t *scheduler,
                                   const char *path,
                                   const rill_fs_mkdir_opts_t *options) {
  RILL_OPTIONS(rill_fs_mkdir_opts_t, o, options);
  rill_fs_args_t args = {.path = path, .mode = o.mode != 0 ? o.mode : 0777};
  rill_error_t *error = rill_fs_check_mode(mkdir_op.name, args.mode);
  if (!o.recursive || path == NULL)
    return rill_fs_start(scheduler, &mkdir_op, &args, error);
  rill_promise_t *refused = rill_fs_refuse(scheduler, &mkdir_op, &args, error);
  return refused != NULL ? refused : mkdir_all(scheduler, &args);
}
