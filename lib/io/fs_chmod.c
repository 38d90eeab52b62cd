/* SPDX-License-Identifier: MIT */
/* fs_chmod, fs_chown: who may do what. */
#include "io/request.h"

static int access_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_access(loop, &fs->uv, fs->args.path, fs->args.mode,
                      rill_fs_done);
}

static const rill_fs_op_t access_op = {
    .name = "rill_fs_access", .paths = {"path"}, .submit = access_submit};

rill_promise_t *rill_fs_access(rill_scheduler_t *scheduler, const char *path,
                               int mode) {
  rill_fs_args_t args = {.path = path, .mode = mode};
  return rill_fs_start(scheduler, &access_op, &args, NULL);
}

/* --- chmod ---------------------------------------------------------------- */

static int chmod_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_chmod(loop, &fs->uv, fs->args.path, fs->args.mode, rill_fs_done);
}

static const rill_fs_op_t chmod_op = {
    .name = "rill_fs_chmod", .paths = {"path"}, .submit = chmod_submit};

rill_promise_t *rill_fs_chmod(rill_scheduler_t *scheduler, const char *path,
                              int mode) {
  rill_fs_args_t args = {.path = path, .mode = mode};
  return rill_fs_start(scheduler, &chmod_op, &args,
                       rill_fs_check_mode(chmod_op.name, mode));
}

static int fchmod_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_fchmod(loop, &fs->uv, fs->args.file->number, fs->args.mode,
                      rill_fs_done);
}

static const rill_fs_op_t fchmod_op = {.name = "rill_fs_fchmod",
                                       .submit = fchmod_submit};

rill_promise_t *rill_fs_fchmod(rill_value_t file, int mode) {
  rill_fs_args_t args = {.mode = mode};
  return rill_fs_start_on(file, &fchmod_op, &args,
                          rill_fs_check_mode(fchmod_op.name, mode));
}

/* --- chown ---------------------------------------------------------------- */

/* A number that is none would be cut to another one's. */
static rill_error_t *chown_check(const char *name, int64_t user,
                                 int64_t group) {
  bool wrong = user < -1 || user > UINT32_MAX;
  if (!wrong && group >= -1 && group <= UINT32_MAX) return NULL;
  return rill_error_new(RILL_EINVAL, "%s: %s is %lld (must be -1 to %u)", name,
                        wrong ? "user" : "group",
                        (long long) (wrong ? user : group), UINT32_MAX);
}

static int chown_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_chown(loop, &fs->uv, fs->args.path, fs->args.user,
                     fs->args.group, rill_fs_done);
}

static const rill_fs_op_t chown_op = {
    .name = "rill_fs_chown", .paths = {"path"}, .submit = chown_submit};

rill_promise_t *rill_fs_chown(rill_scheduler_t *scheduler, const char *path,
                              int64_t user, int64_t group) {
  rill_fs_args_t args = {
      .path = path, .user = (uv_uid_t) user, .group = (uv_gid_t) group};
  return rill_fs_start(scheduler, &chown_op, &args,
                       chown_check(chown_op.name, user, group));
}

static int lchown_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_lchown(loop, &fs->uv, fs->args.path, fs->args.user,
                      fs->args.group, rill_fs_done);
}

static const rill_fs_op_t lchown_op = {
    .name = "rill_fs_lchown", .paths = {"path"}, .submit = lchown_submit};

rill_promise_t *rill_fs_lchown(rill_scheduler_t *scheduler, const char *path,
                               int64_t user, int64_t group) {
  rill_fs_args_t args = {
      .path = path, .user = (uv_uid_t) user, .group = (uv_gid_t) group};
  return rill_fs_start(scheduler, &lchown_op, &args,
                       chown_check(lchown_op.name, user, group));
}

static int fchown_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_fchown(loop, &fs->uv, fs->args.file->number, fs->args.user,
                      fs->args.group, rill_fs_done);
}

static const rill_fs_op_t fchown_op = {.name = "rill_fs_fchown",
                                       .submit = fchown_submit};

rill_promise_t *rill_fs_fchown(rill_value_t file, int64_t user, int64_t group) {
  rill_fs_args_t args = {.user = (uv_uid_t) user, .group = (uv_gid_t) group};
  return rill_fs_start_on(file, &fchown_op, &args,
                          chown_check(fchown_op.name, user, group));
}
