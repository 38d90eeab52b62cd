/* SPDX-License-Identifier: MIT */
/* fs_read_file: a file as a whole. One job for one thread: that costs a visit
 * there instead of four. */
#include <string.h>

#include "io/request.h"
#include "io/sync.h"
#include "shared/options.h"

enum { AT_FIRST = 4096, AT_ONCE = 1 << 30 };

struct read_file {
  int64_t max;
  size_t size; /* of this */
  int number;
  void *chunk;
  int64_t room, used;
  char path[];
};

static void read_file_drop(void *context) {
  struct read_file *read = context;
  rill_chunk_free(read->chunk);
  rill_release(read, read->size);
}

static rill_error_t *read_too_much(const struct read_file *read) {
  return rill_error_new(RILL_EOVERFLOW,
                        "rill_fs_read_file: %s has more than %lld bytes "
                        "(.max)",
                        read->path, (long long) read->max);
}

static bool read_grow(struct read_file *read, int64_t room) {
  void *chunk = rill_chunk_new((size_t) room);
  if (chunk == NULL) return false;
  if (read->used > 0) memcpy(chunk, read->chunk, (size_t) read->used);
  rill_chunk_free(read->chunk);
  read->chunk = chunk;
  read->room = room;
  return true;
}

/* Room for all that there is to be, and one more to see the end. */
static rill_error_t *read_begin(struct read_file *read) {
  uv_fs_t uv;
  int code = uv_fs_fstat(NULL, &uv, read->number, NULL);
  uint64_t size = uv.statbuf.st_size;
  uv_fs_req_cleanup(&uv);
  if (code != 0) return rill_fs_error("fstat", read->path, NULL, code);
  if (size > (uint64_t) read->max) return read_too_much(read);
  int64_t room = size > 0 ? (int64_t) size + 1 : AT_FIRST;
  return read_grow(read, room) ? NULL : rill_error_no_memory();
}

/* How many bytes more, 0 at the end, or what was wrong. */
static int read_some(struct read_file *read) {
  uv_fs_t uv;
  int64_t left = read->room - read->used;
  uv_buf_t buffer = uv_buf_init((char *) read->chunk + read->used,
                                (unsigned) (left < AT_ONCE ? left : AT_ONCE));
  int count = uv_fs_read(NULL, &uv, read->number, &buffer, 1, -1, NULL);
  uv_fs_req_cleanup(&uv);
  return count;
}

static rill_error_t *read_all(struct read_file *read) {
  rill_error_t *error = read_begin(read);
  if (error != NULL) return error;
  for (;;) {
    int count = read_some(read);
    if (count < 0) return rill_fs_error("read", read->path, NULL, count);
    if (count == 0) return NULL;
    read->used += count;
    if (read->used > read->max) return read_too_much(read);
    if (read->used < read->room) continue;
    if (!read_grow(read, 2 * read->room)) return rill_error_no_memory();
  }
}

static rill_value_t read_file_run(void *context) {
  struct read_file *read = context;
  read->number = rill_sync_open(read->path, O_RDONLY, 0);
  if (read->number < 0)
    return rill_fail(rill_fs_error("open", read->path, NULL, read->number));
  rill_error_t *error = read_all(read);
  rill_sync_close(read->number);
  if (error != NULL) return rill_fail(error);
  void *chunk = read->chunk;
  read->chunk = NULL;
  return rill_chunk_bytes(chunk, (size_t) read->used);
}

static const rill_fs_op_t read_file_op = {.name = "rill_fs_read_file",
                                          .paths = {"path"}};

static rill_promise_t *read_file_start(rill_scheduler_t *scheduler,
                                       const char *path, int64_t max) {
  size_t length = strlen(path) + 1;
  struct read_file *read = rill_allocate_zeroed(sizeof *read + length);
  if (read == NULL) return rill_promise_no_memory(scheduler);
  read->size = sizeof *read + length;
  read->max = max;
  memcpy(read->path, path, length);
  return rill_offload_as(
      scheduler, read_file_op.name,
      rill_call_with(read_file_run, rill_own(read, read_file_drop)));
}

rill_promise_t *
rill_fs_read_file_opts(rill_scheduler_t *scheduler, const char *path,
                       const rill_fs_read_file_opts_t *options) {
  RILL_OPTIONS(rill_fs_read_file_opts_t, o, options);
  int64_t max = o.max != 0 ? o.max : RILL_FS_MAX;
  rill_promise_t *refused =
      rill_fs_refuse(scheduler, &read_file_op, &(rill_fs_args_t){.path = path},
                     rill_fs_check_least(read_file_op.name, "max", max, 0));
  return refused != NULL ? refused : read_file_start(scheduler, path, max);
}
