/* SPDX-License-Identifier: MIT */
/* fs_write_file: the whole content of a file. One job for one thread, which
 * comes to its end also when nobody waits for it any more. */
#include <string.h>

#include "base/random.h"
#include "io/request.h"
#include "io/sync.h"
#include "shared/options.h"

#include <sys/stat.h>

enum { AT_ONCE = 1 << 30, NAMES = 100 };

struct write_file {
  rill_value_t bytes;
  int mode;
  bool atomic;
  size_t size; /* of this */
  char path[];
};

static void write_file_drop(void *context) {
  struct write_file *write = context;
  rill_value_unref(write->bytes);
  rill_release(write, write->size);
}

/* --- One file ------------------------------------------------------------- */

static rill_error_t *write_all(int number, const char *path,
                               rill_value_t bytes) {
  size_t left;
  char *data = (char *) (uintptr_t) rill_as_bytes(bytes, &left);
  while (left > 0) {
    uv_fs_t uv;
    uv_buf_t buffer =
        uv_buf_init(data, (unsigned) (left < AT_ONCE ? left : AT_ONCE));
    int count = uv_fs_write(NULL, &uv, number, &buffer, 1, -1, NULL);
    uv_fs_req_cleanup(&uv);
    if (count <= 0)
      return rill_fs_error("write", path, NULL, count < 0 ? count : UV_EIO);
    data += count;
    left -= (size_t) count;
  }
  return NULL;
}

/* Closes it in any case; what was wrong first. */
static rill_error_t *write_close(int number, const char *path,
                                 rill_error_t *error) {
  int code = rill_sync_close(number);
  if (error != NULL || code == 0) return error;
  return rill_fs_error("close", path, NULL, code);
}

static rill_error_t *write_over(const struct write_file *write) {
  const char *path = write->path;
  int mode = write->mode != 0 ? write->mode : 0666;
  int number = rill_sync_open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
  if (number < 0) return rill_fs_error("open", path, NULL, number);
  return write_close(number, path, write_all(number, path, write->bytes));
}

/* --- Another file, renamed ------------------------------------------------ */

struct twin {
  const struct write_file *write;
  const char *target; /* where a link leads */
  uv_stat_t old;
  bool replaces;
  int number;
  size_t size; /* of the path */
  char *path;
};

static rill_error_t *twin_look(struct twin *twin) {
  twin->replaces = rill_sync_stat(twin->target, &twin->old) == 0;
  if (!twin->replaces || S_ISREG(twin->old.st_mode)) return NULL;
  return rill_error_new(
      RILL_EINVAL,
      "rill_fs_write_file: %s is no regular file (must be one "
      "to be replaced)",
      twin->target);
}

/* A name in the same folder, so that it can be renamed; short in any case. */
static bool twin_name(struct twin *twin, rill_random_t *random) {
  const char *slash = strrchr(twin->target, '/');
  int folder = slash != NULL ? (int) (slash + 1 - twin->target) : 0;
  if (twin->path == NULL) {
    twin->size = (size_t) folder + sizeof ".rill-0123456789abcdef";
    twin->path = rill_allocate(twin->size);
  }
  if (twin->path == NULL) return false;
  snprintf(twin->path, twin->size, "%.*s.rill-%016llx", folder, twin->target,
           (unsigned long long) rill_random_next(random));
  return true;
}

static rill_error_t *twin_open(struct twin *twin) {
  rill_random_t random;
  int mode = twin->write->mode != 0 ? twin->write->mode : 0666;
  rill_random_init(&random, 0);
  twin->number = UV_EEXIST;
  for (int i = 0; i < NAMES && twin->number == UV_EEXIST; i++) {
    if (!twin_name(twin, &random)) return rill_error_no_memory();
    twin->number =
        rill_sync_open(twin->path, O_WRONLY | O_CREAT | O_EXCL, mode);
  }
  if (twin->number >= 0) return NULL;
  return rill_fs_error("open", twin->path, NULL, twin->number);
}

/* Like the file that it replaces. */
static rill_error_t *twin_dress(const struct twin *twin) {
  uv_fs_t uv;
  if (!twin->replaces || twin->write->mode != 0) return NULL;
  int code = uv_fs_fchmod(NULL, &uv, twin->number,
                          (int) twin->old.st_mode & 0777, NULL);
  uv_fs_req_cleanup(&uv);
  return code == 0 ? NULL : rill_fs_error("fchmod", twin->path, NULL, code);
}

static rill_error_t *twin_flush(const struct twin *twin) {
  uv_fs_t uv;
  int code = uv_fs_fsync(NULL, &uv, twin->number, NULL);
  uv_fs_req_cleanup(&uv);
  return code == 0 ? NULL : rill_fs_error("fsync", twin->path, NULL, code);
}

static rill_error_t *twin_rename(const struct twin *twin) {
  uv_fs_t uv;
  int code = uv_fs_rename(NULL, &uv, twin->path, twin->target, NULL);
  uv_fs_req_cleanup(&uv);
  if (code == 0) return NULL;
  return rill_fs_error("rename", twin->path, twin->target, code);
}

static rill_error_t *twin_fill(struct twin *twin) {
  rill_error_t *error = twin_dress(twin);
  if (error == NULL)
    error = write_all(twin->number, twin->path, twin->write->bytes);
  if (error == NULL) error = twin_flush(twin);
  error = write_close(twin->number, twin->path, error);
  if (error == NULL) error = twin_rename(twin);
  if (error != NULL) rill_sync_unlink(twin->path);
  return error;
}

static rill_error_t *write_twin(const struct write_file *write) {
  uv_fs_t uv;
  int code = uv_fs_realpath(NULL, &uv, write->path, NULL);
  struct twin twin = {.write = write,
                      .target = code == 0 ? uv.ptr : write->path};
  rill_error_t *error = twin_look(&twin);
  if (error == NULL) error = twin_open(&twin);
  if (error == NULL) error = twin_fill(&twin);
  rill_release(twin.path, twin.size);
  uv_fs_req_cleanup(&uv);
  return error;
}

/* --- The job -------------------------------------------------------------- */

static rill_value_t write_file_run(void *context) {
  const struct write_file *write = context;
  rill_error_t *error = write->atomic ? write_twin(write) : write_over(write);
  return error != NULL ? rill_fail(error) : rill_none();
}

static const rill_fs_op_t write_file_op = {.name = "rill_fs_write_file",
                                           .paths = {"path"}};

static rill_promise_t *write_file_start(rill_scheduler_t *scheduler,
                                        const char *path, rill_value_t bytes,
                                        const rill_fs_write_file_opts_t *o) {
  size_t length = strlen(path) + 1;
  struct write_file *write = rill_allocate(sizeof *write + length);
  if (write == NULL) {
    rill_value_unref(bytes);
    return rill_promise_no_memory(scheduler);
  }
  write->size = sizeof *write + length;
  write->bytes = bytes;
  write->mode = o->mode;
  write->atomic = o->atomic;
  memcpy(write->path, path, length);
  return rill_offload_as(
      scheduler, write_file_op.name,
      rill_call_with(write_file_run, rill_own(write, write_file_drop)));
}

rill_promise_t *
rill_fs_write_file_opts(rill_scheduler_t *scheduler, const char *path,
                        rill_value_t bytes,
                        const rill_fs_write_file_opts_t *options) {
  RILL_OPTIONS(rill_fs_write_file_opts_t, o, options);
  rill_error_t *error = rill_fs_check_bytes(write_file_op.name, bytes);
  if (error == NULL) error = rill_fs_check_mode(write_file_op.name, o.mode);
  rill_promise_t *refused = rill_fs_refuse(
      scheduler, &write_file_op, &(rill_fs_args_t){.path = path}, error);
  if (refused == NULL) return write_file_start(scheduler, path, bytes, &o);
  rill_value_unref(bytes);
  return refused;
}
