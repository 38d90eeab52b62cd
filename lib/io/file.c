/* SPDX-License-Identifier: MIT */
/* file: an open file, which closes itself with its last handle. */
#include <string.h>

#include "io/request.h"
#include "io/sync.h"

static void file_destroy(void *object) {
  rill_file_t *file = object;
  /* There may be no loop any more, and this may be any thread. */
  if (file->number >= 0) rill_sync_close(file->number);
  rill_unref(file->scheduler);
}

static size_t file_format(const void *object, char *text, size_t size) {
  const rill_file_t *file = object;
  int length = snprintf(text, size, "file(%s%s)", file->path,
                        file->closed ? ", closed" : "");
  return length > 0 ? (size_t) length : 0;
}

const rill_type_t rill_file_type = {
    .name = "file",
    .destroy = file_destroy,
    .format = file_format,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_file_t *rill_file_new(rill_scheduler_t *scheduler, const char *path) {
  size_t length = strlen(path) + 1;
  rill_file_t *file =
      rill_object_new_zeroed(&rill_file_type, sizeof *file + length);
  if (file == NULL) return NULL;
  file->scheduler = rill_ref(scheduler);
  file->number = -1;
  memcpy(file->path, path, length);
  return file;
}

rill_error_t *rill_file_check(rill_value_t value, const char *function,
                              const char *argument) {
  const rill_file_t *file = rill_as_object(value, &rill_file_type);
  if (file != NULL && !file->closed) return NULL;
  if (file != NULL)
    return rill_error_new(RILL_ECLOSED, "%s: %s is %s, which is closed",
                          function, argument, file->path);
  return rill_request_wrong(function, argument, value, "a file");
}

int rill_file_number(rill_value_t value) {
  const rill_file_t *file = rill_as_object(value, &rill_file_type);
  return file != NULL && !file->closed ? file->number : -1;
}

const char *rill_file_path(rill_value_t value) {
  const rill_file_t *file = rill_as_object(value, &rill_file_type);
  return file != NULL ? file->path : "";
}

/* --- Closing -------------------------------------------------------------- */

static int close_submit(rill_fs_t *fs, uv_loop_t *loop) {
  rill_file_t *file = fs->args.file;
  fs->request.uv = NULL; /* cancelled, it would leave the file open */
  file->closed = true;
  file->closer = fs;
  if (file->busy > 1) return 0; /* besides this one */
  file->closer = NULL;
  int code = uv_fs_close(loop, &fs->uv, file->number, rill_fs_done);
  if (code == 0) file->number = -1;
  return code;
}

static const rill_fs_op_t close_op = {
    .name = "rill_file_close",
    .submit = close_submit,
};

void rill_file_leave(rill_file_t *file, uv_loop_t *loop) {
  rill_fs_t *closer = file->closer;
  if (--file->busy != 1 || closer == NULL) return;
  int code = close_submit(closer, loop);
  if (code != 0) rill_fs_fail(closer, code, loop);
}

rill_promise_t *rill_file_close(rill_value_t file) {
  return rill_fs_start_on(file, &close_op, &(rill_fs_args_t){0}, NULL);
}
