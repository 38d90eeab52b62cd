/* SPDX-License-Identifier: MIT */
/* Writing files on another thread, and a file that takes another's name when
 * it is whole. */
#ifndef RILL_IO_TWIN_H
#define RILL_IO_TWIN_H

#include <uv.h>

#include <rill/error.h>

/** Writes all of these bytes or strings where the file stands. */
rill_error_t *rill_sync_write(uv_file number, const char *path,
                              const rill_value_t *bytes, size_t count);
/** Brings all to the disk. */
rill_error_t *rill_sync_flush(uv_file number, const char *path);
/** Closes it in any case; returns `error`, or what was wrong with that. */
rill_error_t *rill_sync_finish(uv_file number, const char *path,
                               rill_error_t *error);

/** The file of another name in the same folder. */
typedef struct rill_twin {
  int number; /* -1: not open */
  char *path;
  size_t size; /* of the path */
  const char *target;
  uv_fs_t real; /* where a link leads */
} rill_twin_t;

/** `mode` 0: that of the file that is replaced, or 0666. After a failure there
 * is nothing to drop; `function` names who refuses what is no file. */
rill_error_t *rill_twin_open(rill_twin_t *twin, const char *function,
                             const char *path, int mode);
/** Brings it to the disk, closes it, and gives it the name; after a failure it
 * is gone. */
rill_error_t *rill_twin_commit(rill_twin_t *twin);
/** Closes and removes it. */
void rill_twin_drop(rill_twin_t *twin);

#endif
