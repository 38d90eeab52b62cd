/* SPDX-License-Identifier: MIT */
/* fs_stat: what is known of a file. */
#include <string.h>

#include "base/value.h"
#include "io/request.h"

#include <sys/stat.h>

/* --- The record ----------------------------------------------------------- */

static bool stat_equal(const void *payload, const void *other) {
  return memcmp(payload, other, sizeof(rill_stat_t)) == 0;
}

static uint64_t stat_hash(const void *payload) {
  return rill_hash_bytes(payload, sizeof(rill_stat_t));
}

/* "regular(644, 12 bytes)" */
static size_t stat_format(const void *payload, char *text, size_t size) {
  const rill_stat_t *stat = payload;
  int length = snprintf(text, size, "%s(%03o, %llu bytes)",
                        rill_file_kind_name(stat->kind), stat->mode,
                        (unsigned long long) stat->size);
  return length > 0 ? (size_t) length : 0;
}

const rill_type_t rill_stat_type = {
    .name = "stat",
    .size = sizeof(rill_stat_t),
    .equal = stat_equal,
    .hash = stat_hash,
    .format = stat_format,
};

_Static_assert(sizeof(rill_stat_t) == 8 + 13 * 8, "compared as bytes");

const char *rill_file_kind_name(rill_file_kind_t kind) {
  switch (kind) {
  case RILL_FILE_REGULAR:
    return "regular";
  case RILL_FILE_FOLDER:
    return "folder";
  case RILL_FILE_LINK:
    return "link";
  case RILL_FILE_PIPE:
    return "pipe";
  case RILL_FILE_SOCKET:
    return "socket";
  case RILL_FILE_CHARACTERS:
    return "characters";
  case RILL_FILE_BLOCKS:
    return "blocks";
  case RILL_FILE_UNKNOWN:
    break;
  }
  return "unknown";
}

static rill_file_kind_t kind_of(uint64_t mode) {
  switch (mode & S_IFMT) {
  case S_IFREG:
    return RILL_FILE_REGULAR;
  case S_IFDIR:
    return RILL_FILE_FOLDER;
  case S_IFLNK:
    return RILL_FILE_LINK;
  case S_IFIFO:
    return RILL_FILE_PIPE;
  case S_IFSOCK:
    return RILL_FILE_SOCKET;
  case S_IFCHR:
    return RILL_FILE_CHARACTERS;
  case S_IFBLK:
    return RILL_FILE_BLOCKS;
  default:
    return RILL_FILE_UNKNOWN;
  }
}

static rill_time_t time_of(uv_timespec_t time) {
  return RILL_SEC(time.tv_sec) + time.tv_nsec;
}

rill_stat_t rill_stat_of(const uv_stat_t *from) {
  return (rill_stat_t){
      .kind = kind_of(from->st_mode),
      .mode = (uint32_t) from->st_mode & 07777,
      .size = from->st_size,
      .accessed = time_of(from->st_atim),
      .modified = time_of(from->st_mtim),
      .changed = time_of(from->st_ctim),
      .born = time_of(from->st_birthtim),
      .device = from->st_dev,
      .inode = from->st_ino,
      .links = from->st_nlink,
      .user = from->st_uid,
      .group = from->st_gid,
      .special = from->st_rdev,
      .block_size = from->st_blksize,
      .blocks = from->st_blocks,
  };
}

static rill_value_t stat_result(rill_fs_t *fs) {
  rill_stat_t stat = rill_stat_of(&fs->uv.statbuf);
  return rill_box(&rill_stat_type, &stat);
}

/* --- The requests --------------------------------------------------------- */

static int stat_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_stat(loop, &fs->uv, fs->args.path, rill_fs_done);
}

static const rill_fs_op_t stat_op = {
    .name = "rill_fs_stat",
    .paths = {"path"},
    .submit = stat_submit,
    .result = stat_result,
};

rill_promise_t *rill_fs_stat(rill_scheduler_t *scheduler, const char *path) {
  return rill_fs_start(scheduler, &stat_op, &(rill_fs_args_t){.path = path},
                       NULL);
}

static int lstat_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_lstat(loop, &fs->uv, fs->args.path, rill_fs_done);
}

static const rill_fs_op_t lstat_op = {
    .name = "rill_fs_lstat",
    .paths = {"path"},
    .submit = lstat_submit,
    .result = stat_result,
};

rill_promise_t *rill_fs_lstat(rill_scheduler_t *scheduler, const char *path) {
  return rill_fs_start(scheduler, &lstat_op, &(rill_fs_args_t){.path = path},
                       NULL);
}

static int fstat_submit(rill_fs_t *fs, uv_loop_t *loop) {
  return uv_fs_fstat(loop, &fs->uv, fs->args.file->number, rill_fs_done);
}

static const rill_fs_op_t fstat_op = {
    .name = "rill_fs_fstat",
    .submit = fstat_submit,
    .result = stat_result,
};

rill_promise_t *rill_fs_fstat(rill_value_t file) {
  return rill_fs_start_on(file, &fstat_op, &(rill_fs_args_t){0}, NULL);
}
