/* SPDX-License-Identifier: MIT */
/* The file system: each request to it is a promise.
 *
 *     rill_promise_t *text = rill_fs_read_file(loop, "/etc/hostname");
 *     rill_unref(rill_then(text, rill_call(print), rill_call(complain)));
 *
 * They run on libuv's threads and keep the loop alive until they are done. All
 * need a uv scheduler, and are called on its thread. Paths are copied; a file
 * is borrowed by those that work on it; bytes to write are taken over, and may
 * be a string.
 *
 * Cancelling a promise takes back a request that has not begun. One that has
 * goes on, and its outcome is dropped: a file that was opened is closed again.
 *
 * Errors: libuv's code and "open /no/such/file: no such file or directory";
 * RILL_EINVAL and RILL_ETYPE for arguments that make no sense; RILL_ECLOSED for
 * a closed file, and when the scheduler closes meanwhile. */
#ifndef RILL_FS_H
#define RILL_FS_H

#include <rill/object.h>
#include <rill/promise.h>

RILL_BEGIN

/* --- Files ---------------------------------------------------------------- */

/** An open file. It closes itself when its last handle goes, on the spot; to
 * be sure that all went well, use rill_file_close(). */
RILL_API extern const rill_type_t rill_file_type;

/** For rill_fs_open(loop, path, .flags = O_WRONLY | O_CREAT). */
typedef struct rill_fs_open_opts {
  size_t size; /**< set by the macro */
  int flags;   /**< of <fcntl.h>; 0: to read */
  int mode;    /**< of a file that is made; 0: 0666 */
} rill_fs_open_opts_t;

/** Opens a file: a promise of a value of rill_file_type. */
#define rill_fs_open(scheduler, ...)                                          \
  RILL_PRIVATE_FS(rill_fs_open_opts, (scheduler), __VA_ARGS__,                \
                  .size = sizeof(rill_fs_open_opts_t))
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_open_opts(
    rill_scheduler_t *scheduler, const char *path,
    const rill_fs_open_opts_t *options);

/** Closes a file as soon as nothing is under way on it; from now on it refuses
 * all else. Fulfilled with nothing; cannot be taken back. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_file_close(rill_value_t file);
/** The system's number of an open file, still the file's own; -1. */
RILL_API int rill_file_number(rill_value_t file);
/** The path that it was opened with, borrowed; "" for no file. */
RILL_API const char *rill_file_path(rill_value_t file);

/** Reads up to `length` bytes at `offset`, or from where the file stands if
 * that is -1: a promise of bytes, empty at the end of the file. Requests that
 * use and move where the file stands must wait for one another. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_read(rill_value_t file,
                                                         int64_t offset,
                                                         int64_t length);
/** Writes all of `bytes` at `offset`, or where the file stands if that is -1:
 * a promise of how many they were. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_write(rill_value_t file,
                                                          int64_t offset,
                                                          rill_value_t bytes);
/** Copies `length` bytes of `input` from `offset` on to where `file` stands,
 * without a detour through this process: a promise of how many there were. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_sendfile(
    rill_value_t file, rill_value_t input, int64_t offset, int64_t length);
/** Fulfilled with nothing when the disk has everything. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_fsync(rill_value_t file);
/** The same without the file's times and the like. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_fdatasync(
    rill_value_t file);
/** Makes the file `length` bytes long: cuts it, or adds zeros. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_ftruncate(rill_value_t file,
                                                              int64_t length);

/* --- Whole files ---------------------------------------------------------- */

#define RILL_FS_MAX (64 * 1024 * 1024)

/** For rill_fs_read_file(loop, path, .max = 1000). */
typedef struct rill_fs_read_file_opts {
  size_t size; /**< set by the macro */
  int64_t max; /**< one byte more fails with RILL_EOVERFLOW; 0: 64 MiB */
} rill_fs_read_file_opts_t;

/** Reads a file as a whole: a promise of bytes. */
#define rill_fs_read_file(scheduler, ...)                                     \
  RILL_PRIVATE_FS(rill_fs_read_file_opts, (scheduler), __VA_ARGS__,           \
                  .size = sizeof(rill_fs_read_file_opts_t))
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_read_file_opts(
    rill_scheduler_t *scheduler, const char *path,
    const rill_fs_read_file_opts_t *options);

/** For rill_fs_write_file(loop, path, bytes, .atomic = true). */
typedef struct rill_fs_write_file_opts {
  size_t size; /**< set by the macro */
  int mode;    /**< of a file that is made; 0: 0666, or that of the file which
                * an atomic one replaces */
  bool atomic; /**< whoever reads meets the old file or the new one, whole */
} rill_fs_write_file_opts_t;

/**
 * Makes `bytes` the content of a file, which is made or overwritten.
 *
 * With `.atomic` they are written to a file of another name in the same folder,
 * brought to the disk, and renamed to `path`; a link there is followed. What
 * was begun is finished, also when the promise is cancelled. After a failure
 * nothing of it is left, and the old file is as it was.
 * Owns: takes over `bytes`.
 */
#define rill_fs_write_file(scheduler, path, ...)                              \
  RILL_PRIVATE_FS_WRITE_FILE((scheduler), (path), __VA_ARGS__,                \
                             .size = sizeof(rill_fs_write_file_opts_t))
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_write_file_opts(
    rill_scheduler_t *scheduler, const char *path, rill_value_t bytes,
    const rill_fs_write_file_opts_t *options);

/** Copies a file. `flags`: those of uv_fs_copyfile(). */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_copyfile(
    rill_scheduler_t *scheduler, const char *from, const char *to, int flags);

/* --- What is known of a file ---------------------------------------------- */

typedef enum rill_file_kind {
  RILL_FILE_UNKNOWN,
  RILL_FILE_REGULAR,
  RILL_FILE_FOLDER,
  RILL_FILE_LINK,
  RILL_FILE_PIPE,
  RILL_FILE_SOCKET,
  RILL_FILE_CHARACTERS, /**< a device: a terminal, /dev/null */
  RILL_FILE_BLOCKS      /**< a device: a disk */
} rill_file_kind_t;
/** "regular", "folder", "link"… */
RILL_API const char *rill_file_kind_name(rill_file_kind_t kind);

/** Times are nanoseconds since 1970. */
typedef struct rill_stat {
  rill_file_kind_t kind;
  uint32_t mode; /**< the permissions: 0 to 07777 */
  uint64_t size; /**< in bytes */
  rill_time_t accessed, modified, changed, born;
  uint64_t device, inode, links, user, group;
  uint64_t special; /**< which device it is, if it is one */
  uint64_t block_size, blocks;
} rill_stat_t;
RILL_API extern const rill_type_t rill_stat_type;
/** The record in a value, borrowed; NULL if there is none. */
static inline const rill_stat_t *rill_as_stat(rill_value_t value) {
  return (const rill_stat_t *) rill_unbox(value, &rill_stat_type);
}

/** A promise of a value for rill_as_stat(). */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_stat(
    rill_scheduler_t *scheduler, const char *path);
/** The same, of a link itself. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_lstat(
    rill_scheduler_t *scheduler, const char *path);
/** The same, of an open file. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_fstat(rill_value_t file);

/** How full a file system is. Sizes are counted in blocks. */
typedef struct rill_statfs {
  uint64_t type, block_size;
  uint64_t blocks, free, available; /**< available: to everybody */
  uint64_t files, files_free;
} rill_statfs_t;
RILL_API extern const rill_type_t rill_statfs_type;
/** The record in a value, borrowed; NULL if there is none. */
static inline const rill_statfs_t *rill_as_statfs(rill_value_t value) {
  return (const rill_statfs_t *) rill_unbox(value, &rill_statfs_type);
}
/** A promise of a value for rill_as_statfs(): the file system of `path`. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_statfs(
    rill_scheduler_t *scheduler, const char *path);

/** Fulfilled with nothing if `mode` (F_OK, or R_OK, W_OK, X_OK together) is
 * allowed. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_access(
    rill_scheduler_t *scheduler, const char *path, int mode);

/* --- Changing what is known ----------------------------------------------- *
 * All of these are fulfilled with nothing. */

RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_chmod(
    rill_scheduler_t *scheduler, const char *path, int mode);
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_fchmod(rill_value_t file,
                                                           int mode);
/** -1 leaves `user` or `group` as it is. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_chown(
    rill_scheduler_t *scheduler, const char *path, int64_t user,
    int64_t group);
/** The same, of a link itself. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_lchown(
    rill_scheduler_t *scheduler, const char *path, int64_t user,
    int64_t group);
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_fchown(rill_value_t file,
                                                           int64_t user,
                                                           int64_t group);
/** Sets the times, nanoseconds since 1970; they are exact to about a
 * microsecond. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_utime(
    rill_scheduler_t *scheduler, const char *path, rill_time_t accessed,
    rill_time_t modified);
/** The same, of a link itself. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_lutime(
    rill_scheduler_t *scheduler, const char *path, rill_time_t accessed,
    rill_time_t modified);
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_futime(
    rill_value_t file, rill_time_t accessed, rill_time_t modified);

/* --- Names ---------------------------------------------------------------- *
 * Fulfilled with nothing, but for the last two. */

RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_rename(
    rill_scheduler_t *scheduler, const char *from, const char *to);
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_unlink(
    rill_scheduler_t *scheduler, const char *path);
/** Another name for a file. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_link(
    rill_scheduler_t *scheduler, const char *path, const char *link);
/** A link that says `target`, whether that is there or not. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_symlink(
    rill_scheduler_t *scheduler, const char *target, const char *link);
/** A promise of a string: what a link says. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_readlink(
    rill_scheduler_t *scheduler, const char *path);
/** A promise of a string: the path without links, "." and "..". */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_realpath(
    rill_scheduler_t *scheduler, const char *path);

/* --- Folders -------------------------------------------------------------- */

/** For rill_fs_mkdir(loop, path, .recursive = true). */
typedef struct rill_fs_mkdir_opts {
  size_t size;    /**< set by the macro */
  int mode;       /**< 0: 0777 */
  bool recursive; /**< those above it too; no failure if it is there */
} rill_fs_mkdir_opts_t;

/** Makes a folder. Fulfilled with nothing. */
#define rill_fs_mkdir(scheduler, ...)                                         \
  RILL_PRIVATE_FS(rill_fs_mkdir_opts, (scheduler), __VA_ARGS__,               \
                  .size = sizeof(rill_fs_mkdir_opts_t))
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_mkdir_opts(
    rill_scheduler_t *scheduler, const char *path,
    const rill_fs_mkdir_opts_t *options);

/** Removes an empty folder. Fulfilled with nothing. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_rmdir(
    rill_scheduler_t *scheduler, const char *path);

/** Makes a folder of a name that nothing has: the XXXXXX at the end of
 * `pattern` is replaced. A promise of the path, a string. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_mkdtemp(
    rill_scheduler_t *scheduler, const char *pattern);
/** The same with a file, opened to read and write, which only its owner may: a
 * promise of a list of the file and the path. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_mkstemp(
    rill_scheduler_t *scheduler, const char *pattern);

/** What a folder contains. */
typedef struct rill_entry {
  rill_value_t name;     /**< a string, without the folder */
  rill_file_kind_t kind; /**< RILL_FILE_UNKNOWN: the file system does not say */
} rill_entry_t;
RILL_API extern const rill_type_t rill_entry_type;
/** The record in a value, borrowed; NULL if there is none. */
static inline const rill_entry_t *rill_as_entry(rill_value_t value) {
  return (const rill_entry_t *) rill_unbox(value, &rill_entry_type);
}
/** A promise of a list of what is in a folder, for rill_as_entry(), in the
 * order of the names, without "." and "..". */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_fs_scandir(
    rill_scheduler_t *scheduler, const char *path);

#define RILL_PRIVATE_FS(function, scheduler, path, ...)                       \
  function((scheduler), (path), &(const function##_t){__VA_ARGS__})
#define RILL_PRIVATE_FS_WRITE_FILE(scheduler, path, bytes, ...)               \
  rill_fs_write_file_opts((scheduler), (path), (bytes),                       \
                          &(const rill_fs_write_file_opts_t){__VA_ARGS__})

RILL_END

#endif
