/* SPDX-License-Identifier: MIT */
/* The file system: each request to it is a promise; files and folders as
 * streams are in the second half.
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

#include <rill/fn.h>
#include <rill/object.h>
#include <rill/observable.h>
#include <rill/operator.h>
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

/* --- Changing what is known ----------------------------------------------- */

/* All of these are fulfilled with nothing. */

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

/* --- Names ---------------------------------------------------------------- */

/* Fulfilled with nothing, but for the last two. */

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

/* --- Files as streams ----------------------------------------------------- */

/* Each run opens a file of its own, on the uv scheduler that it lives on; on
 * any other it fails with RILL_EINVAL (rill_subscribe_on(loop) leads there).
 * All work on files is done on libuv's threads, never on the loop's, and keeps
 * the loop alive. After cancel the file is closed as soon as nothing is under
 * way on it. */

/** For rill_read_file("song", .offset = 100). */
typedef struct rill_read_file_opts {
  size_t size;    /**< set by the macro */
  int64_t chunk;  /**< the most bytes of an item; 0: 64 KiB */
  int64_t offset; /**< where to begin */
  int64_t length; /**< bytes in all; 0: to the end of the file */
} rill_read_file_opts_t;

/**
 * The bytes of a file, chunk by chunk. A source of text lines is
 * rill_pipe(rill_read_file(path), rill_lines()).
 *
 * A file that grows meanwhile is read to its new end, one that is cut to its
 * new end, too; one that is removed is still there for who has opened it.
 * Pipes and terminals can be read from offset 0; while nobody writes, such a
 * read occupies one of libuv's threads.
 * Demand: one chunk is read at a time, when one is asked for. The memory of
 * chunks is used again when nobody has their bytes any more. The end of the
 * file is seen when more is asked for.
 * Errors: libuv's code and "open /no/such/file: no such file or directory".
 * Same as: Akka FileIO.fromPath.
 */
#define rill_read_file(...)                                                   \
  RILL_PRIVATE_PATH(rill_read_file_opts, __VA_ARGS__,                         \
                    .size = sizeof(rill_read_file_opts_t))
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_read_file_opts(
    const char *path, const rill_read_file_opts_t *options);

/** For rill_tail_file("log", .from_end = true). */
typedef struct rill_tail_file_opts {
  size_t size;      /**< set by the macro */
  int64_t chunk;    /**< the most bytes of an item; 0: 64 KiB */
  rill_time_t poll; /**< how often to look when nobody tells; 0: 1 s */
  bool from_end;    /**< of the file as it is now, only what is added to it */
  bool wait;        /**< for a file that is not there yet */
} rill_tail_file_opts_t;

/**
 * The bytes of a file and all that are added to it, without an end of its own:
 * what `tail -F` shows. rill_lines() behind it makes lines of them;
 * rill_scheduler_shutdown() completes it.
 *
 * When another file takes the name (a log is rotated), the old one is read to
 * its end, then the new one from its beginning; what is written to the old one
 * after that is not seen. A name that is gone is waited for. A file that was
 * cut to less than what was read of it begins again at 0; one that was cut and
 * has grown beyond that before anybody looked cannot be told from one that
 * grew.
 * The system tells of changes where it can (inotify, kqueue…); apart from that
 * it is looked for them every `.poll`.
 * Demand: as of rill_read_file(). Without demand nobody looks; a file that gets
 * and loses the name meanwhile is not seen.
 * Errors: as of rill_read_file(); for a name that is not there only at first,
 * and not with `.wait`.
 * Same as: Akka FileTailSource.
 */
#define rill_tail_file(...)                                                   \
  RILL_PRIVATE_PATH(rill_tail_file_opts, __VA_ARGS__,                         \
                    .size = sizeof(rill_tail_file_opts_t))
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_tail_file_opts(
    const char *path, const rill_tail_file_opts_t *options);

/** For rill_write_file("out", .atomic = true). */
typedef struct rill_write_file_opts {
  size_t size;      /**< set by the macro */
  int64_t capacity; /**< items that may wait to be written; 0: 16 */
  int mode;         /**< of a file that is made; 0: 0666, or that of the file
                     * which an atomic one replaces */
  bool append;      /**< goes on at the end of the file, which is kept */
  bool fsync;       /**< at the end, waits until the disk has everything */
  bool atomic;      /**< whoever reads meets the old file or the new one */
} rill_write_file_opts_t;

/**
 * Writes the items, bytes or strings, to a file, and gives how many bytes they
 * were when all is written and the file is closed:
 *
 *     rill_promise_t *count = rill_to_promise(
 *         loop, rill_pipe(numbers, rill_format("{}"), rill_write_file("out")));
 *
 * The file is made or cut as the run begins. With `.atomic` another name in the
 * same folder is written to, brought to the disk, and at the end renamed to
 * `path`; a link there is followed. After an error or cancel it is removed, and
 * the old file is as it was. Without, the file has what was written until then.
 * Demand: asks upstream for `.capacity` items, and for more as they have been
 * written; those that wait are written together. The result waits until it is
 * asked for.
 * Errors: libuv's code and "write out: no space left on device"; RILL_ETYPE for
 * an item that has no bytes; upstream is cancelled then. An error of upstream
 * comes when what was before it is written (or removed, with `.atomic`).
 * Same as: Akka FileIO.toPath.
 */
#define rill_write_file(...)                                                  \
  RILL_PRIVATE_PATH(rill_write_file_opts, __VA_ARGS__,                        \
                    .size = sizeof(rill_write_file_opts_t))
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_write_file_opts(
    const char *path, const rill_write_file_opts_t *options);

/* --- Folders as streams --------------------------------------------------- */

/** The most folders that a walk has open at once, each in the one before. */
#define RILL_WALK_DEPTH 256

/** Something that a walk has found. */
typedef struct rill_found {
  rill_value_t path;     /**< a string: the walk's path, and what is below it */
  rill_value_t stat;     /**< for rill_as_stat(), with `.stat`; or RILL_NONE */
  rill_file_kind_t kind; /**< of a link that is followed: what it leads to */
  int depth;             /**< 1: in the folder that the walk began with */
} rill_found_t;
RILL_API extern const rill_type_t rill_found_type;
/** The record in a value, borrowed; NULL if there is none. */
static inline const rill_found_t *rill_as_found(rill_value_t value) {
  return (const rill_found_t *) rill_unbox(value, &rill_found_type);
}

/** For rill_walk("/usr", .depth = 2). */
typedef struct rill_walk_opts {
  size_t size;   /**< set by the macro */
  int64_t depth; /**< 1: the folder alone, 2: those in it too…; 0: all */
  bool follow;   /**< goes into folders that links lead to */
  bool stat;     /**< looks at everything: rill_found_t.stat */
  /** Called with each error of something that is not the folder `path`: that is
   * left out, and the walk goes on; it ends with a failure that this returns.
   * Not set: it ends with the error. Arity 1, taken over. */
  rill_fn_t on_error;
} rill_walk_opts_t;

/**
 * What is in a folder, and in the folders in it: for rill_as_found(), a folder
 * before what is in it, otherwise in no order.
 *
 * What goes while the walk is under way is left out without an error. A link is
 * not followed but with `.follow`; one that leads to a folder that the walk is
 * in is an error of it, UV_ELOOP. A folder below RILL_WALK_DEPTH others is one
 * too, RILL_EOVERFLOW, unless `.depth` ends before.
 * Demand: reads as many names as are asked for, up to 64 at once; keeps one
 * open folder for each level, and 32 names of each.
 * Errors: libuv's code and "opendir /root: permission denied".
 */
#define rill_walk(...)                                                        \
  RILL_PRIVATE_PATH(rill_walk_opts, __VA_ARGS__,                              \
                    .size = sizeof(rill_walk_opts_t))
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_walk_opts(
    const char *path, const rill_walk_opts_t *options);

/* --- Changes as streams --------------------------------------------------- */

/** That something has happened to a path. */
typedef struct rill_file_event {
  rill_value_t path; /**< a string */
  bool renamed;      /**< it has come, or gone, or is another file now */
  bool changed;      /**< its content, or what is known of it */
  bool overflow;     /**< more paths than fit had changed: look at all of them;
                      * `path` is that of the folder */
} rill_file_event_t;
RILL_API extern const rill_type_t rill_file_event_type;
/** The record in a value, borrowed; NULL if there is none. */
static inline const rill_file_event_t *rill_as_file_event(rill_value_t value) {
  return (const rill_file_event_t *) rill_unbox(value, &rill_file_event_type);
}

/** For rill_watch_folder("spool", .capacity = 1000). */
typedef struct rill_watch_folder_opts {
  size_t size;      /**< set by the macro */
  int64_t capacity; /**< paths that may wait to be taken; 0: 256 */
} rill_watch_folder_opts_t;

/**
 * What happens in a folder, as the system tells it (inotify, kqueue…), without
 * an end of its own: for rill_as_file_event(). Not what happens in the folders
 * in it. rill_scheduler_shutdown() completes it.
 *
 * Until it is taken, all that happens to one path is one event. When more than
 * `.capacity` paths wait, one event with `.overflow` takes the place of all.
 * The system itself may drop events when there are very many, and says nothing;
 * of what other machines do on a shared file system it does not hear. For both
 * there is rill_poll_file(). What happens to the folder itself comes with its
 * own path.
 * Demand: events wait until they are asked for; without demand the loop is not
 * kept alive.
 * Errors: libuv's code and "watch /no/such/folder: no such file or directory";
 * UV_ENOSPC when the system watches too much already.
 */
#define rill_watch_folder(...)                                                \
  RILL_PRIVATE_PATH(rill_watch_folder_opts, __VA_ARGS__,                      \
                    .size = sizeof(rill_watch_folder_opts_t))
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_watch_folder_opts(
    const char *path, const rill_watch_folder_opts_t *options);

/**
 * The same for one name, whatever file has it: the folder that it is in is
 * watched, and must be there; the file may come, go and be replaced.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_watch_file(
    const char *path);

/**
 * What is known of a file, now and whenever it has changed, without an end of
 * its own: for rill_as_stat(). It is looked for every `interval`, so this works
 * on every file system. A file that is not there is one of zeros: `.links` is
 * 0. rill_scheduler_shutdown() completes it.
 *
 * The time of the last access does not count.
 * Demand: looks only while something is asked for.
 * Errors: libuv's code and "stat …", but for a name that is not there.
 * Same as: libuv uv_fs_poll_start.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_poll_file(
    const char *path, rill_time_t interval);

#define RILL_PRIVATE_PATH(function, path, ...)                                \
  function((path), &(const function##_t){__VA_ARGS__})
#define RILL_PRIVATE_FS(function, scheduler, path, ...)                       \
  function((scheduler), (path), &(const function##_t){__VA_ARGS__})
#define RILL_PRIVATE_FS_WRITE_FILE(scheduler, path, bytes, ...)               \
  rill_fs_write_file_opts((scheduler), (path), (bytes),                       \
                          &(const rill_fs_write_file_opts_t){__VA_ARGS__})

RILL_END

#endif
