/* SPDX-License-Identifier: MIT */
/* Requests to libuv, each the producer of one promise.
 *
 * A request lives from rill_request_new() to rill_request_end(), which libuv's
 * callback calls in any case: also after the promise was cancelled, or rejected
 * because the scheduler closes. Then its outcome is dropped. */
#ifndef RILL_IO_REQUEST_H
#define RILL_IO_REQUEST_H

#include <uv.h>

#include "promise/promise.h"

#include <rill/fs.h>

/** What every request begins with. */
typedef struct rill_request {
  rill_promise_t *promise;
  rill_task_t closing; /* never due: runs when the scheduler closes */
  uv_req_t *uv;        /* to cancel; NULL: it must come to its end */
  size_t size;
} rill_request_t;

/** NULL if the function `name` can make requests on `scheduler` from here;
 * otherwise the promise to return. */
rill_promise_t *rill_request_refuse(rill_scheduler_t *scheduler,
                                    const char *name);
/** Says that an argument is of the wrong kind; if it is an error, which took
 * the place of what was to be there, it is that error. */
rill_error_t *rill_request_wrong(const char *name, const char *argument,
                                 rill_value_t value, const char *expected);
/** A request of `size` bytes, zero behind its head, and its promise; NULL
 * without memory. */
void *rill_request_new(rill_scheduler_t *scheduler, size_t size);
/** Whether anyone can still get the outcome. */
static inline bool rill_request_is_wanted(const rill_request_t *request) {
  return !rill_promise_is_settled(request->promise);
}
/** Settles the promise, unless that has been done, and frees the request.
 * Takes over `outcome`. */
void rill_request_end(rill_request_t *request, rill_value_t outcome);

/** rill_offload() under another name. */
rill_promise_t *rill_offload_as(rill_scheduler_t *scheduler, const char *name,
                                rill_fn_t f);

/* --- Memory to read into, in chunk.c -------------------------------------- */

/** NULL without memory. */
void *rill_chunk_new(size_t room);
void rill_chunk_free(void *chunk);
/** The first `length` bytes of a chunk, which is taken over. */
rill_value_t rill_chunk_bytes(void *chunk, size_t length);

/* --- Files, in file.c ----------------------------------------------------- */

typedef struct rill_fs rill_fs_t;

/** Counted; a value holds it. */
typedef struct rill_file {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_fs_t *closer; /* waits until nothing is under way */
  size_t busy;       /* requests under way */
  uv_file number;    /* -1: not open */
  bool closed;       /* rill_file_close() was called */
  char path[];
} rill_file_t;

/** Not open yet; NULL without memory. */
rill_file_t *rill_file_new(rill_scheduler_t *scheduler, const char *path);
/** NULL if an open file is in `value` (borrowed); otherwise an error that names
 * the function and the argument. */
rill_error_t *rill_file_check(rill_value_t value, const char *function,
                              const char *argument);
/** One of the requests on the file has ended. */
void rill_file_leave(rill_file_t *file, uv_loop_t *loop);

/* --- The file system, in fs.c --------------------------------------------- */

/** One kind of request. */
typedef struct rill_fs_op {
  const char *name;     /* of the function: "rill_fs_open" */
  const char *paths[2]; /* the names of its arguments */
  /** Hands it to libuv: 0, or what was wrong. */
  int (*submit)(rill_fs_t *fs, uv_loop_t *loop);
  /** After a part that went well: 1 to submit more, 0, or what was wrong. May
   * be NULL. */
  int (*again)(rill_fs_t *fs);
  /** What it went well with; NULL: nothing. */
  rill_value_t (*result)(rill_fs_t *fs);
  /** Takes back what was done when nobody gets the result. May be NULL. */
  void (*undo)(rill_fs_t *fs);
} rill_fs_op_t;

/** What the kinds of requests need, each some of it. */
typedef struct rill_fs_args {
  const char *path, *second; /* borrowed, copied */
  rill_file_t *file, *input; /* borrowed, counted */
  rill_value_t bytes;        /* taken over */
  int64_t offset, length;
  int flags, mode;
  uv_uid_t user;
  uv_gid_t group;
  double accessed, modified;
} rill_fs_args_t;

struct rill_fs {
  rill_request_t request;
  uv_fs_t uv;
  const rill_fs_op_t *op;
  rill_fs_args_t args;
  void *chunk;  /* is read into */
  int64_t done; /* bytes so far */
  char paths[];
};

/** NULL if such a request can be made from here; otherwise the promise to
 * return. Takes over `error`, which may be NULL: what was found already. */
rill_promise_t *rill_fs_refuse(rill_scheduler_t *scheduler,
                               const rill_fs_op_t *op,
                               const rill_fs_args_t *args,
                               rill_error_t *error);
/** Makes a request and submits it; `error` (taken over, may be NULL) is what
 * its arguments were found to be already. */
rill_promise_t *rill_fs_start(rill_scheduler_t *scheduler,
                              const rill_fs_op_t *op,
                              const rill_fs_args_t *args, rill_error_t *error);
/** The same for one that opens a file, which is there, not open yet, before
 * the request is: so memory cannot be missing when it is. */
rill_promise_t *rill_fs_start_with_file(rill_scheduler_t *scheduler,
                                        const rill_fs_op_t *op,
                                        const rill_fs_args_t *args,
                                        rill_error_t *error);
/** The same on a file, borrowed. */
rill_promise_t *rill_fs_start_on(rill_value_t file, const rill_fs_op_t *op,
                                 const rill_fs_args_t *args,
                                 rill_error_t *error);
/** For `submit`: what libuv calls. */
void rill_fs_done(uv_fs_t *uv);
/** Ends a request that could not be submitted. */
void rill_fs_fail(rill_fs_t *fs, int code, uv_loop_t *loop);
/** "open /some/path: no such file or directory"; `second` may be NULL. */
rill_error_t *rill_fs_error(const char *verb, const char *path,
                            const char *second, int code);
/** NULL if `value` is `least` or more, otherwise an error that names it. */
rill_error_t *rill_fs_check_least(const char *name, const char *argument,
                                  int64_t value, int64_t least);
/** NULL if `bytes` are some, or a string; otherwise an error. */
rill_error_t *rill_fs_check_bytes(const char *name, rill_value_t bytes);
/** A mode that is none, as an error; otherwise NULL. */
rill_error_t *rill_fs_check_mode(const char *name, int mode);
/** What libuv knows of a file, as a record of ours. */
rill_stat_t rill_stat_of(const uv_stat_t *from);
rill_file_kind_t rill_dirent_kind(uv_dirent_type_t type);

#endif
