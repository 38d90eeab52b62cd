/* SPDX-License-Identifier: MIT */
/* The engine of connections: a stream of bytes in each direction over one of
 * libuv's handles, which the engine owns, or over a file.
 *
 * Whoever has libuv fill a handle (uv_spawn, uv_tcp_connect, uv_accept) makes
 * the connection first, so that memory cannot be missing afterwards:
 *
 *     rill_connection_t *input = rill_connection_new(loop, UV_NAMED_PIPE);
 *     if (input == NULL) …                            // no memory
 *     stdio[0].flags = UV_CREATE_PIPE | UV_READABLE_PIPE;
 *     stdio[0].data.stream = rill_connection_uv(input);
 *     if (uv_spawn(…) == 0)
 *       rill_connection_open(input, rill_string("stdin of cat"));
 *     else
 *       rill_unref(input);                            // closes the handle
 *
 * The name stands in its errors: "write stdin of cat: broken pipe". From then
 * on it is a connection as in <rill/net.h>: rill_connection_bytes(),
 * rill_connection_write(), rill_write_to(), …. It closes itself with its last
 * handle, when what was written is on its way, and with its scheduler.
 *
 * All of it belongs to the scheduler's thread; rill_unref() does not. */
#ifndef RILL_IO_STREAM_H
#define RILL_IO_STREAM_H

#include <netinet/in.h>
#include <uv.h>

#include "base/ring.h"
#include "core/operator.h"
#include "io/request.h"

#include <rill/net.h>

typedef struct rill_stream rill_stream_t;

/** A connection that is not open yet, around an initialised handle of the kind
 * UV_TCP or UV_NAMED_PIPE; NULL without memory. */
rill_connection_t *rill_connection_new(rill_scheduler_t *scheduler,
                                       uv_handle_type kind);
/** The handle: libuv may fill it, and nothing else. */
uv_stream_t *rill_connection_uv(rill_connection_t *connection);
/** It can be read and written from now on. Takes over `name`, a string or an
 * address. */
void rill_connection_open(rill_connection_t *connection, rill_value_t name);

/* --- What the streams of one scheduler share, in io.c --------------------- */

typedef struct rill_io rill_io_t;
typedef struct rill_io_member rill_io_member_t;

/** Something that has handles on the scheduler's loop. Embed it. */
struct rill_io_member {
  rill_io_member_t *next, **link;
  rill_io_t *io; /* NULL: it has left */
  /** The scheduler closes. */
  void (*close)(rill_io_member_t *member);
};

/** What memory is read into: one chunk after another, used again when nobody
 * has bytes of it. */
typedef struct rill_chunk {
  rill_value_t bytes; /* all of it */
  size_t used;
} rill_chunk_t;

enum { RILL_IO_CHUNK = 64 * 1024, RILL_IO_CHUNKS = 8 };

struct rill_io {
  rill_scheduler_t *scheduler;
  rill_task_t closing; /* never due */
  rill_io_member_t *members;
  rill_chunk_t chunks[RILL_IO_CHUNKS];
  unsigned current;
};

/** Joins those of `scheduler`; false without memory. */
bool rill_io_join(rill_scheduler_t *scheduler, rill_io_member_t *member,
                  void (*close)(rill_io_member_t *member));
void rill_io_leave(rill_io_member_t *member);
/** Where the next bytes may be put, at least `least` of them; NULL without
 * memory. */
void *rill_io_room(rill_io_t *io, size_t least, size_t *room);
/** A whole chunk, for who reads on another thread; an error without memory. */
rill_value_t rill_io_whole(rill_io_t *io);
/** The first `length` bytes of that room, as a value. */
rill_value_t rill_io_bytes(rill_io_t *io, size_t length);

/* --- Streams, in stream.c ------------------------------------------------- */

typedef struct rill_waiter rill_waiter_t;

/** Who waits for something to happen to a stream, first come, first served.
 * Embed it; all zero waits for nothing. */
struct rill_waiter {
  rill_waiter_t *next, **link;
  struct rill_waiters *line;
  uint64_t at; /* bytes that must have been sent */
  /** It has happened (0), or will not: libuv's code or ours. Out of line. */
  void (*done)(rill_waiter_t *waiter, rill_stream_t *stream, int code);
};

typedef struct rill_waiters {
  rill_waiter_t *first, **end;
} rill_waiters_t;

/** How bytes come and go. */
typedef struct rill_stream_ops {
  /** Begins to read, or stops: 0 or what was wrong. */
  int (*read)(rill_stream_t *stream, bool on);
  /** Writes what goes at once: how many bytes, UV_EAGAIN, or what was wrong. */
  int (*try_write)(rill_stream_t *stream, const uv_buf_t *buffers,
                   unsigned count);
  /** Writes all and then calls rill_stream_written(). */
  int (*write)(rill_stream_t *stream, const uv_buf_t *buffers, unsigned count);
  /** No more bytes will come; then calls rill_stream_was_shut(). */
  int (*shutdown)(rill_stream_t *stream);
  /** The system's number; -1. */
  int (*number)(const rill_stream_t *stream);
  /** Then calls rill_stream_end(). */
  void (*close)(rill_stream_t *stream);
} rill_stream_ops_t;

/* Memory that libuv wants for one thing at a time. */
typedef union rill_stream_request {
  uv_write_t write;
  uv_shutdown_t shutdown;
  uv_connect_t connect;
} rill_stream_request_t;

typedef union rill_stream_peer {
  struct sockaddr any;
  struct sockaddr_in four;
  struct sockaddr_in6 six;
} rill_stream_peer_t;

struct rill_stream {
  rill_io_member_t member;
  const rill_stream_ops_t *ops;
  rill_scheduler_t *scheduler;
  rill_stage_t *reader; /* who gets the bytes */
  void *connecting;     /* who waits for the handle to be connected */
  rill_value_t name;    /* a string; NONE: the peer */
  rill_stream_peer_t peer;
  uint32_t count; /* the connection, the handle, and posts */
  uint32_t size;
  int read_code;  /* why nothing can be read any more */
  int write_code; /* why nothing can be written any more */
  bool opened;
  bool reading;  /* libuv is asked to */
  bool writing;  /* `write` or `shutdown` is under way */
  bool flushing; /* inside of rill_stream_flush() */
  bool ending;   /* nothing more may be written */
  bool shut;     /* the other side has been told so */
  bool leaving;  /* closes when all is sent */
  bool closed;
  bool lost;     /* and with it bytes that were not sent */
  bool busy;     /* a shutdown of the scheduler waits until all is sent */
  bool blocking; /* a standard descriptor that was, and will be again */
  /* Writing. */
  rill_ring_t queue;
  size_t head;      /* bytes of the first one in the queue that are sent */
  size_t in_flight; /* bytes that libuv is writing */
  uint64_t taken, sent, received;
  size_t high, low, most;
  rill_waiters_t room, drained, shutting, closing;
  rill_job_t job;
  rill_stream_request_t request;
  union {
    uv_handle_t any;
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
  } uv; /* the last one: other kinds need more */
};

struct rill_connection {
  rill_object_t base;
  rill_stream_t *stream; /* NULL: there never was one */
  int code;              /* why */
};

/** A connection around a stream of `size` bytes, whose handle is not
 * initialised; NULL without memory. */
rill_connection_t *rill_connection_make(rill_scheduler_t *scheduler,
                                        const rill_stream_ops_t *ops,
                                        size_t size);
/** The handle is libuv's: closing must wait for it. */
void rill_stream_hold(rill_stream_t *stream);
void rill_stream_unref(rill_stream_t *stream);
/** For `close`: the handle is gone. */
void rill_stream_end(rill_stream_t *stream);
/** Closes it now; who waits for something hears RILL_ECLOSED. */
void rill_stream_close(rill_stream_t *stream);
/** Closes it when all is sent. */
void rill_stream_leave(rill_stream_t *stream);
/** "read 127.0.0.1:80: connection reset by peer". */
rill_error_t *rill_stream_error(const rill_stream_t *stream, const char *verb,
                                int code);
/** The name of it, like snprintf. */
size_t rill_stream_name(const rill_stream_t *stream, char *text, size_t size);
void rill_stream_set_peer(rill_stream_t *stream, const struct sockaddr *peer);
/** Has `waiter` wait; `done` is called when that many bytes are sent. */
void rill_stream_wait(rill_waiters_t *line, rill_waiter_t *waiter, uint64_t at);
void rill_waiter_leave(rill_waiter_t *waiter);
/** Calls all in a line. */
void rill_stream_tell(rill_stream_t *stream, rill_waiters_t *line, int code);

/* --- Reading, in connection_bytes.c --------------------------------------- */

/** Bytes have come (owned), or an end: 0 is the regular one. */
void rill_stream_got(rill_stream_t *stream, rill_value_t bytes);
void rill_stream_ended(rill_stream_t *stream, int code);
/** The reader hears that the stream has been closed here. */
void rill_stream_disturb(rill_stream_t *stream);

/* --- Writing, in stream_write.c ------------------------------------------- */

/** Bytes, a string, or a list of them (borrowed): NULL if it can be written
 * now by the function `name`, otherwise the error. */
rill_error_t *rill_stream_check_write(const rill_stream_t *stream,
                                      const char *name, rill_value_t bytes);
/** Queues what was checked; false without memory: then nothing is queued. */
bool rill_stream_put(rill_stream_t *stream, rill_value_t bytes);
/** Hands what is queued to the system. May call whoever waits. */
void rill_stream_flush(rill_stream_t *stream);
/** For `write`: libuv's status. */
void rill_stream_written(rill_stream_t *stream, int status);
/** For `shutdown`. */
void rill_stream_was_shut(rill_stream_t *stream, int status);
/** Has a shutdown of the scheduler wait, or no longer: after each change of
 * what is to be sent. */
void rill_stream_weigh(rill_stream_t *stream);
/** Shuts down, or closes, if that is what comes next. */
void rill_stream_advance(rill_stream_t *stream);
static inline size_t rill_stream_queued(const rill_stream_t *stream) {
  return (size_t) (stream->taken - stream->sent);
}

#endif
