/* SPDX-License-Identifier: MIT */
/* fs_write_file: the whole content of a file. One job for one thread, which
 * comes to its end also when nobody waits for it any more. */
#include <string.h>

#include "io/request.h"
#include "io/sync.h"
#include "io/twin.h"
#include "shared/options.h"

struct write_file {
  rill_value_t bytes;
  int mode;
  bool atomic;
  size_t size; /* of this */
  char path[];
};

static const rill_fs_op_t write_file_op = {.name = "rill_fs_write_file",
                                           .paths = {"path"}};

static void write_file_drop(void *context) {
  struct write_file *write = context;
  rill_value_unref(write->bytes);
  rill_release(write, write->size);
}

static rill_error_t *write_over(const struct write_file *write) {
  const char *path = write->path;
  int mode = write->mode != 0 ? write->mode : 0666;
  int number = rill_sync_open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
  if (number < 0) return rill_fs_error("open", path, NULL, number);
  return rill_sync_finish(number, path,
                          rill_sync_write(number, path, &write->bytes, 1));
}

static rill_error_t *write_twin(const struct write_file *write) {
  rill_twin_t twin;
  rill_error_t *error = rill_twin_open(&twin, write_file_op.name, write->path,
                                       write->mode);
  if (error != NULL) return error;
  error = rill_sync_write(twin.number, twin.path, &write->bytes, 1);
  if (error == NULL) return rill_twin_commit(&twin);
  rill_twin_drop(&twin);
  return error;
}

/* --- The job -------------------------------------------------------------- */

static rill_value_t write_file_run(void *context) {
  const struct write_file *write = context;
  rill_error_t *error = write->atomic ? write_twin(write) : write_over(write);
  return error != NULL ? rill_fail(error) : rill_none();
}

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
