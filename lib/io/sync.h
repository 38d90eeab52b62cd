/* SPDX-License-Identifier: MIT */
/* The same requests for those that are on another thread already, and wait. */
#ifndef RILL_IO_SYNC_H
#define RILL_IO_SYNC_H

#include <uv.h>

/** The number of the file, or what was wrong. */
static inline int rill_sync_open(const char *path, int flags, int mode) {
  uv_fs_t uv;
  int number = uv_fs_open(NULL, &uv, path, flags, mode, NULL);
  uv_fs_req_cleanup(&uv);
  return number;
}

static inline int rill_sync_close(uv_file number) {
  uv_fs_t uv;
  int code = uv_fs_close(NULL, &uv, number, NULL);
  uv_fs_req_cleanup(&uv);
  return code;
}

/** 0 and `*stat`, or what was wrong. */
static inline int rill_sync_stat(const char *path, uv_stat_t *stat) {
  uv_fs_t uv;
  int code = uv_fs_stat(NULL, &uv, path, NULL);
  *stat = uv.statbuf;
  uv_fs_req_cleanup(&uv);
  return code;
}

static inline int rill_sync_unlink(const char *path) {
  uv_fs_t uv;
  int code = uv_fs_unlink(NULL, &uv, path, NULL);
  uv_fs_req_cleanup(&uv);
  return code;
}

#endif
