/* SPDX-License-Identifier: MIT */
/* fs_mkdtemp, fs_mkstemp: something of a name that nothing has. */
#include <string.h>

#include "io/request.h"
#include "io/sync.h"

static rill_error_t *pattern_check(const char *name, const char *pattern) {
  size_t length = pattern != NULL ? strlen(pattern) : 0;
  if (pattern == NULL ||
      (length >= 6 && strcmp(pattern + length - 6, "XXXXXX") == 0))
    return NULL;
  return rill_error_new(
      RILL_EINVAL, "%s: pattern is \"%s\" (must end in XXXXXX)", name, pattern);
}

/* --- mkdtemp -------------------------------------------------------------- */

static int mkdtemp_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_mkdtemp(loop, &fs->uv, fs->args.path, rill_fs_done);
}

static rill_value_t mkdtemp_result(rill_fs_t *fs) {
  return rill_string(fs->uv.path);
}

static void mkdtemp_undo(rill_fs_t *fs) {
  uv_fs_t uv;
  uv_fs_rmdir(NULL, &uv, fs->uv.path, NULL);
  uv_fs_req_cleanup(&uv);
}

static const rill_fs_op_t mkdtemp_op = {
    .name = "rill_fs_mkdtemp",
    .paths = {"pattern"},
    .submit = mkdtemp_submit,
    .result = mkdtemp_result,
    .undo = mkdtemp_undo,
};

rill_promise_t *rill_fs_mkdtemp(rill_scheduler_t *scheduler,
                                const char *pattern) {
  return rill_fs_start(scheduler, &mkdtemp_op,
                       &(rill_fs_args_t){.path = pattern},
                       pattern_check(mkdtemp_op.name, pattern));
}

/* --- mkstemp -------------------------------------------------------------- */

static int mkstemp_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_mkstemp(loop, &fs->uv, fs->args.path, rill_fs_done);
}

static rill_value_t mkstemp_result(rill_fs_t *fs) {
  rill_file_t *file = fs->args.file;
  file->number = (uv_file) fs->uv.result;
  strcpy(file->path, fs->uv.path); /* as long as the pattern */
  rill_value_t path = rill_string(fs->uv.path);
  if (rill_is_error(path)) return path;
  return rill_pair(rill_object(rill_ref(file)), path);
}

static void mkstemp_undo(rill_fs_t *fs) { rill_sync_unlink(fs->uv.path); }

static const rill_fs_op_t mkstemp_op = {
    .name = "rill_fs_mkstemp",
    .paths = {"pattern"},
    .submit = mkstemp_submit,
    .result = mkstemp_result,
    .undo = mkstemp_undo,
};

rill_promise_t *rill_fs_mkstemp(rill_scheduler_t *scheduler,
                                const char *pattern) {
  return rill_fs_start_with_file(scheduler, &mkstemp_op,
                                 &(rill_fs_args_t){.path = pattern},
                                 pattern_check(mkstemp_op.name, pattern));
}
