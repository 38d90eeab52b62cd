/* SPDX-License-Identifier: MIT */
/* stream_uv: bytes over one of libuv's streams. */
#include "io/stream_uv.h"

#include <fcntl.h>

static rill_stream_t *stream_of(const void *handle) {
  return ((const uv_handle_t *) handle)->data;
}

/* --- Reading -------------------------------------------------------------- */

enum { LEAST = 4 * 1024 };

static void uv_room(uv_handle_t *handle, size_t size, uv_buf_t *buffer) {
  size_t room = 0;
  (void) size;
  char *data = rill_io_room(stream_of(handle)->member.io, LEAST, &room);
  *buffer = uv_buf_init(data, (unsigned) room);
}

static void uv_got(uv_stream_t *handle, ssize_t length,
                   const uv_buf_t *buffer) {
  rill_stream_t *stream = stream_of(handle);
  (void) buffer;
  if (length > 0)
    rill_stream_got(stream, rill_io_bytes(stream->member.io, (size_t) length));
  else if (length == UV_ENOBUFS)
    rill_stream_ended(stream, RILL_ENOMEM);
  else if (length < 0)
    rill_stream_ended(stream, length == UV_EOF ? 0 : (int) length);
}

static int uv_read(rill_stream_t *stream, bool on) {
  if (on) return uv_read_start(&stream->uv.stream, uv_room, uv_got);
  return uv_read_stop(&stream->uv.stream);
}

/* --- Writing -------------------------------------------------------------- */

static int uv_try(rill_stream_t *stream, const uv_buf_t *buffers,
                  unsigned count) {
  return uv_try_write(&stream->uv.stream, buffers, count);
}

static void uv_written(uv_write_t *request, int status) {
  rill_stream_written(stream_of(request->handle), status);
}

static int uv_write_all(rill_stream_t *stream, const uv_buf_t *buffers,
                        unsigned count) {
  return uv_write(&stream->request.write, &stream->uv.stream, buffers, count,
                  uv_written);
}

static void uv_was_shut(uv_shutdown_t *request, int status) {
  rill_stream_was_shut(stream_of(request->handle), status);
}

static int uv_shut(rill_stream_t *stream) {
  return uv_shutdown(&stream->request.shutdown, &stream->uv.stream,
                     uv_was_shut);
}

static int uv_number(const rill_stream_t *stream) {
  uv_os_fd_t fd;
  return uv_fileno(&stream->uv.any, &fd) == 0 ? fd : -1;
}

/* --- Closing -------------------------------------------------------------- */

static void uv_closed(uv_handle_t *handle) {
  rill_stream_end(stream_of(handle));
}

/* Who else has the standard descriptor finds it as it was. */
static void uv_restore(rill_stream_t *stream) {
  if (stream->uv.any.type == UV_TTY)
    uv_tty_set_mode((uv_tty_t *) &stream->uv, UV_TTY_MODE_NORMAL);
  int fd = uv_number(stream);
  int flags = fd >= 0 && stream->blocking ? fcntl(fd, F_GETFL) : -1;
  if (flags != -1 && fd <= 2) fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
}

static void uv_let_go(rill_stream_t *stream) {
  uv_restore(stream);
  uv_close(&stream->uv.any, uv_closed);
}

static int nothing_number(const rill_stream_t *stream) {
  (void) stream;
  return -1;
}

const rill_stream_ops_t rill_stream_nothing_ops = {
    .number = nothing_number,
    .close = rill_stream_end,
};

const rill_stream_ops_t rill_stream_uv_ops = {
    .read = uv_read,
    .try_write = uv_try,
    .write = uv_write_all,
    .shutdown = uv_shut,
    .number = uv_number,
    .close = uv_let_go,
};

/* --- Making --------------------------------------------------------------- */

static int handle_init(uv_loop_t *loop, rill_stream_t *stream,
                       uv_handle_type kind) {
  if (kind == UV_TCP) return uv_tcp_init(loop, &stream->uv.tcp);
  return uv_pipe_init(loop, &stream->uv.pipe, 0);
}

rill_connection_t *rill_connection_new(rill_scheduler_t *scheduler,
                                       uv_handle_type kind) {
  size_t handle = kind == UV_TCP ? sizeof(uv_tcp_t) : sizeof(uv_pipe_t);
  rill_connection_t *connection = rill_connection_make(
      scheduler, &rill_stream_uv_ops, offsetof(rill_stream_t, uv) + handle);
  if (connection == NULL) return NULL;
  /* Cannot fail: there is no descriptor yet. */
  handle_init(rill_uv_loop(scheduler), connection->stream, kind);
  connection->stream->uv.any.data = connection->stream;
  return connection;
}

uv_stream_t *rill_connection_uv(rill_connection_t *connection) {
  return &connection->stream->uv.stream;
}
