/* SPDX-License-Identifier: MIT */
/* fs_statfs: how full a file system is. */
#include <string.h>

#include "base/value.h"
#include "io/request.h"

static bool statfs_equal(const void *payload, const void *other) {
  return memcmp(payload, other, sizeof(rill_statfs_t)) == 0;
}

static uint64_t statfs_hash(const void *payload) {
  return rill_hash_bytes(payload, sizeof(rill_statfs_t));
}

static size_t statfs_format(const void *payload, char *text, size_t size) {
  const rill_statfs_t *record = payload;
  int length = snprintf(text, size, "statfs(%llu of %llu blocks free)",
                        (unsigned long long) record->free,
                        (unsigned long long) record->blocks);
  return length > 0 ? (size_t) length : 0;
}

const rill_type_t rill_statfs_type = {
    .name = "statfs",
    .size = sizeof(rill_statfs_t),
    .equal = statfs_equal,
    .hash = statfs_hash,
    .format = statfs_format,
};

_Static_assert(sizeof(rill_statfs_t) == 7 * 8, "compared as bytes");

static int statfs_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_statfs(loop, &fs->uv, fs->args.path, rill_fs_done);
}

static rill_value_t statfs_result(rill_fs_t *fs) {
  const uv_statfs_t *from = fs->uv.ptr;
  rill_statfs_t record = {
      .type = from->f_type,
      .block_size = from->f_bsize,
      .blocks = from->f_blocks,
      .free = from->f_bfree,
      .available = from->f_bavail,
      .files = from->f_files,
      .files_free = from->f_ffree,
  };
  return rill_box(&rill_statfs_type, &record);
}

static const rill_fs_op_t statfs_op = {
    .name = "rill_fs_statfs",
    .paths = {"path"},
    .submit = statfs_submit,
    .result = statfs_result,
};

rill_promise_t *rill_fs_statfs(rill_scheduler_t *scheduler, const char *path) {
  return rill_fs_start(scheduler, &statfs_op, &(rill_fs_args_t){.path = path},
                       NULL);
}
