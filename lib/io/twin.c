/* SPDX-License-Identifier: MIT */
/* twin: whoever reads meets the old file or the new one, whole. */
#include "io/twin.h"

#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "io/request.h"
#include "io/sync.h"

#include <sys/stat.h>

enum { AT_ONCE = 1 << 30, BUFFERS = 64, NAMES = 100 };

/* --- One file ------------------------------------------------------------- */

/* As buffers, from `done` bytes on; how many of them there are. */
static unsigned write_gather(const rill_value_t *bytes, size_t count,
                             size_t done, uv_buf_t *buffers) {
  unsigned used = 0;
  size_t most = AT_ONCE;
  for (size_t i = 0; i < count && used < BUFFERS && most > 0; i++) {
    size_t length;
    char *data = (char *) (uintptr_t) rill_as_bytes(bytes[i], &length);
    size_t skipped = done < length ? done : length;
    done -= skipped;
    length -= skipped;
    if (length > most) length = most;
    most -= length;
    if (length > 0)
      buffers[used++] = uv_buf_init(data + skipped, (unsigned) length);
  }
  return used;
}

rill_error_t *rill_sync_write(uv_file number, const char *path,
                              const rill_value_t *bytes, size_t count) {
  uv_buf_t buffers[BUFFERS];
  size_t done = 0;
  for (;;) {
    uv_fs_t uv;
    unsigned used = write_gather(bytes, count, done, buffers);
    if (used == 0) return NULL;
    int written = uv_fs_write(NULL, &uv, number, buffers, used, -1, NULL);
    uv_fs_req_cleanup(&uv);
    if (written <= 0) /* nothing for ever, otherwise */
      return rill_fs_error("write", path, NULL, written < 0 ? written : UV_EIO);
    done += (size_t) written;
  }
}

rill_error_t *rill_sync_flush(uv_file number, const char *path) {
  uv_fs_t uv;
  int code = uv_fs_fsync(NULL, &uv, number, NULL);
  uv_fs_req_cleanup(&uv);
  return code == 0 ? NULL : rill_fs_error("fsync", path, NULL, code);
}

rill_error_t *rill_sync_finish(uv_file number, const char *path,
                               rill_error_t *error) {
  int code = rill_sync_close(number);
  if (error != NULL || code == 0) return error;
  return rill_fs_error("close", path, NULL, code);
}

/* --- Another file, renamed ------------------------------------------------ */

/* A name in the same folder, so that it can be renamed; short in any case. */
static bool twin_name(rill_twin_t *twin, rill_random_t *random) {
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

static rill_error_t *twin_make(rill_twin_t *twin, int mode) {
  rill_random_t random;
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
static rill_error_t *twin_dress(rill_twin_t *twin, uint64_t mode) {
  uv_fs_t uv;
  int code = uv_fs_fchmod(NULL, &uv, twin->number, (int) mode & 0777, NULL);
  uv_fs_req_cleanup(&uv);
  if (code == 0) return NULL;
  return rill_fs_error("fchmod", twin->path, NULL, code);
}

static void twin_forget(rill_twin_t *twin) {
  rill_release(twin->path, twin->size);
  twin->path = NULL;
  twin->number = -1;
  uv_fs_req_cleanup(&twin->real);
}

void rill_twin_drop(rill_twin_t *twin) {
  if (twin->number >= 0) {
    rill_sync_close(twin->number);
    rill_sync_unlink(twin->path);
  }
  twin_forget(twin);
}

static rill_error_t *twin_begin(rill_twin_t *twin, const char *function,
                                int mode) {
  uv_stat_t old;
  bool replaces = rill_sync_stat(twin->target, &old) == 0;
  if (replaces && !S_ISREG(old.st_mode))
    return rill_error_new(RILL_EINVAL,
                          "%s: %s is no regular file (must be one to be "
                          "replaced)",
                          function, twin->target);
  rill_error_t *error = twin_make(twin, mode != 0 ? mode : 0666);
  if (error != NULL || !replaces || mode != 0) return error;
  return twin_dress(twin, old.st_mode);
}

rill_error_t *rill_twin_open(rill_twin_t *twin, const char *function,
                             const char *path, int mode) {
  memset(twin, 0, sizeof *twin);
  twin->number = -1;
  int code = uv_fs_realpath(NULL, &twin->real, path, NULL);
  twin->target = code == 0 ? twin->real.ptr : path;
  rill_error_t *error = twin_begin(twin, function, mode);
  if (error != NULL) rill_twin_drop(twin);
  return error;
}

static rill_error_t *twin_rename(const rill_twin_t *twin) {
  uv_fs_t uv;
  int code = uv_fs_rename(NULL, &uv, twin->path, twin->target, NULL);
  uv_fs_req_cleanup(&uv);
  if (code == 0) return NULL;
  return rill_fs_error("rename", twin->path, twin->target, code);
}

rill_error_t *rill_twin_commit(rill_twin_t *twin) {
  rill_error_t *error = rill_sync_flush(twin->number, twin->path);
  error = rill_sync_finish(twin->number, twin->path, error);
  if (error == NULL) error = twin_rename(twin);
  if (error != NULL) rill_sync_unlink(twin->path);
  twin_forget(twin);
  return error;
}
