/* SPDX-License-Identifier: MIT */
/* fs: one engine for all requests to the file system. */
#include <string.h>

#include "io/request.h"

/* --- Errors --------------------------------------------------------------- */

rill_error_t *rill_fs_error(const char *verb, const char *path,
                            const char *second, int code) {
  if (code == RILL_ENOMEM) return rill_error_no_memory();
  return rill_error_new(code, "%s %s%s%s: %s", verb, path,
                        second != NULL ? " to " : "",
                        second != NULL ? second : "", rill_error_text(code));
}

static rill_value_t fs_failure(const rill_fs_t *fs, int code) {
  const rill_fs_args_t *args = &fs->args;
  const char *verb = strrchr(fs->op->name, '_') + 1; /* of "rill_fs_open" */
  const char *path = args->path != NULL ? args->path : args->file->path;
  return rill_fail(rill_fs_error(verb, path, args->second, code));
}

rill_error_t *rill_fs_check_least(const char *name, const char *argument,
                                  int64_t value, int64_t least) {
  if (value >= least) return NULL;
  return rill_error_new(RILL_EINVAL, "%s: %s is %lld (must be >= %lld)", name,
                        argument, (long long) value, (long long) least);
}

rill_error_t *rill_fs_check_mode(const char *name, int mode) {
  if (mode >= 0 && mode <= 07777) return NULL;
  return rill_error_new(RILL_EINVAL, "%s: mode is %d (must be 0 to 07777)",
                        name, mode);
}

static rill_error_t *fs_check_paths(const rill_fs_op_t *op,
                                    const rill_fs_args_t *args) {
  const char *missing = NULL;
  if (op->paths[1] != NULL && args->second == NULL) missing = op->paths[1];
  if (op->paths[0] != NULL && args->path == NULL) missing = op->paths[0];
  if (missing == NULL) return NULL;
  return rill_error_new(RILL_EINVAL, "%s: %s is NULL", op->name, missing);
}

/* --- Life ----------------------------------------------------------------- */

static size_t text_size(const char *text) {
  return text != NULL ? strlen(text) + 1 : 0;
}

/* A copy at the end of the request. */
static const char *fs_keep(rill_fs_t *fs, size_t at, const char *text) {
  if (text == NULL) return NULL;
  return memcpy(fs->paths + at, text, text_size(text));
}

static void file_enter(rill_file_t *file) {
  if (file == NULL) return;
  rill_ref_object(file);
  file->busy++;
}

static void file_leave(rill_file_t *file, uv_loop_t *loop) {
  if (file == NULL) return;
  rill_file_leave(file, loop);
  rill_unref(file);
}

static rill_fs_t *fs_new(rill_scheduler_t *scheduler, const rill_fs_op_t *op,
                         const rill_fs_args_t *args) {
  size_t first = text_size(args->path), second = text_size(args->second);
  rill_fs_t *fs = rill_request_new(scheduler, sizeof *fs + first + second);
  if (fs == NULL) return NULL;
  fs->request.uv = (uv_req_t *) &fs->uv;
  fs->op = op;
  fs->args = *args;
  fs->args.path = fs_keep(fs, 0, args->path);
  fs->args.second = fs_keep(fs, first, args->second);
  file_enter(args->file);
  file_enter(args->input);
  return fs;
}

static void fs_end(rill_fs_t *fs, rill_value_t outcome, uv_loop_t *loop) {
  uv_fs_req_cleanup(&fs->uv);
  file_leave(fs->args.file, loop);
  file_leave(fs->args.input, loop);
  rill_value_unref(fs->args.bytes);
  rill_chunk_free(fs->chunk);
  rill_request_end(&fs->request, outcome);
}

void rill_fs_fail(rill_fs_t *fs, int code, uv_loop_t *loop) {
  fs_end(fs, fs_failure(fs, code), loop);
}

/* --- Running -------------------------------------------------------------- */

static void fs_succeed(rill_fs_t *fs) {
  const rill_fs_op_t *op = fs->op;
  rill_value_t result = rill_none();
  if (op->result != NULL) result = op->result(fs);
  if (op->undo != NULL &&
      (rill_is_error(result) || !rill_request_is_wanted(&fs->request)))
    op->undo(fs);
  fs_end(fs, result, fs->uv.loop);
}

/* Whether the request goes on. */
static bool fs_again(rill_fs_t *fs, int *code) {
  if (*code < 0 || fs->op->again == NULL) return false;
  if (!rill_request_is_wanted(&fs->request)) return false;
  *code = fs->op->again(fs);
  if (*code <= 0) return false;
  uv_loop_t *loop = fs->uv.loop;
  uv_fs_req_cleanup(&fs->uv);
  *code = fs->op->submit(fs, loop);
  return *code == 0;
}

void rill_fs_done(uv_fs_t *uv) {
  rill_fs_t *fs = rill_container_of(uv, rill_fs_t, uv);
  int code = uv->result < 0 ? (int) uv->result : 0;
  if (fs_again(fs, &code)) return;
  if (code < 0)
    rill_fs_fail(fs, code, uv->loop);
  else
    fs_succeed(fs);
}

rill_promise_t *rill_fs_refuse(rill_scheduler_t *scheduler,
                               const rill_fs_op_t *op,
                               const rill_fs_args_t *args,
                               rill_error_t *error) {
  if (scheduler == NULL && error != NULL)
    return rill_promise_failed(NULL, error);
  rill_promise_t *refused = rill_request_refuse(scheduler, op->name);
  if (refused != NULL) {
    rill_unref(error);
    return refused;
  }
  if (error == NULL) error = fs_check_paths(op, args);
  return error != NULL ? rill_promise_failed(scheduler, error) : NULL;
}

rill_promise_t *rill_fs_start(rill_scheduler_t *scheduler,
                              const rill_fs_op_t *op,
                              const rill_fs_args_t *args, rill_error_t *error) {
  rill_promise_t *promise = rill_fs_refuse(scheduler, op, args, error);
  rill_fs_t *fs = NULL;
  if (promise == NULL) {
    fs = fs_new(scheduler, op, args);
    if (fs == NULL) promise = rill_promise_no_memory(scheduler);
  }
  if (fs == NULL) {
    rill_value_unref(args->bytes);
    return promise;
  }
  promise = rill_ref(fs->request.promise);
  uv_loop_t *loop = rill_uv_loop(scheduler);
  int code = op->submit(fs, loop);
  if (code != 0) rill_fs_fail(fs, code, loop);
  return promise;
}

rill_promise_t *rill_fs_start_with_file(rill_scheduler_t *scheduler,
                                        const rill_fs_op_t *op,
                                        const rill_fs_args_t *given,
                                        rill_error_t *error) {
  rill_fs_args_t args = *given;
  if (scheduler != NULL && args.path != NULL && error == NULL) {
    args.file = rill_file_new(scheduler, args.path);
    if (args.file == NULL) error = rill_error_no_memory();
  }
  rill_promise_t *promise = rill_fs_start(scheduler, op, &args, error);
  rill_unref(args.file);
  return promise;
}

rill_promise_t *rill_fs_start_on(rill_value_t value, const rill_fs_op_t *op,
                                 const rill_fs_args_t *given,
                                 rill_error_t *error) {
  rill_fs_args_t args = *given;
  args.file = rill_as_object(value, &rill_file_type);
  rill_scheduler_t *scheduler = args.file != NULL ? args.file->scheduler : NULL;
  rill_error_t *refused = rill_file_check(value, op->name, "file");
  if (refused != NULL) {
    rill_unref(error);
    error = refused;
  }
  return rill_fs_start(scheduler, op, &args, error);
}
