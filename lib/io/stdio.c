/* SPDX-License-Identifier: MIT */
/* stdio: connections over what the process was started with. */
#include <fcntl.h>

#include "io/stream_file.h"
#include "io/stream_uv.h"

/* What there is without memory, or without a loop. */
static rill_connection_t *connection_missing(int code) {
  static rill_connection_t all[] = {
      {RILL_STATIC_OBJECT(rill_connection_type), NULL, RILL_ENOMEM},
      {RILL_STATIC_OBJECT(rill_connection_type), NULL, RILL_EINVAL},
      {RILL_STATIC_OBJECT(rill_connection_type), NULL, RILL_ECLOSED},
      {RILL_STATIC_OBJECT(rill_connection_type), NULL, RILL_EWRONGTHREAD},
  };
  size_t i = sizeof all / sizeof *all - 1;
  while (i > 0 && all[i].code != code) i--;
  return &all[i];
}

static int handle_open(uv_loop_t *loop, rill_stream_t *stream,
                       uv_handle_type kind, int fd) {
  if (kind == UV_TTY) return uv_tty_init(loop, (uv_tty_t *) &stream->uv, fd, 0);
  if (kind == UV_NAMED_PIPE) {
    uv_pipe_init(loop, &stream->uv.pipe, 0);
    return uv_pipe_open(&stream->uv.pipe, fd);
  }
  uv_tcp_init(loop, &stream->uv.tcp);
  return uv_tcp_open(&stream->uv.tcp, fd);
}

/* NULL without memory. */
static rill_connection_t *connection_over_handle(rill_scheduler_t *scheduler,
                                                 uv_handle_type kind, int fd) {
  size_t size = sizeof(union uv_any_handle);
  int flags = fcntl(fd, F_GETFL);
  rill_connection_t *connection = rill_connection_make(
      scheduler, &rill_stream_uv_ops, offsetof(rill_stream_t, uv) + size);
  if (connection == NULL) return NULL;
  rill_stream_t *stream = connection->stream;
  int code = handle_open(rill_uv_loop(scheduler), stream, kind, fd);
  stream->uv.any.data = stream;
  stream->blocking = (flags & O_NONBLOCK) == 0;
  if (code == 0) return connection;
  if (kind == UV_TTY) stream->ops = &rill_stream_nothing_ops; /* no handle */
  stream->read_code = stream->write_code = code;
  return connection;
}

static rill_connection_t *connection_over(rill_scheduler_t *scheduler, int fd) {
  if (fcntl(fd, F_GETFD) == -1)
    return rill_connection_broken(scheduler, UV_EBADF);
  uv_handle_type kind = uv_guess_handle(fd);
  if (kind == UV_FILE) return rill_connection_over_file(scheduler, fd);
  if (kind == UV_TTY || kind == UV_NAMED_PIPE || kind == UV_TCP)
    return connection_over_handle(scheduler, kind, fd);
  return rill_connection_broken(scheduler, UV_ENOTSUP);
}

static rill_connection_t *stdio_open(rill_scheduler_t *scheduler, int fd,
                                     const char *name) {
  if (scheduler == NULL || rill_uv_loop(scheduler) == NULL)
    return connection_missing(RILL_EINVAL);
  if (!rill_scheduler_is_current(scheduler))
    return connection_missing(RILL_EWRONGTHREAD);
  if (scheduler->closed) return connection_missing(RILL_ECLOSED);
  rill_connection_t *connection = connection_over(scheduler, fd);
  if (connection == NULL) return connection_missing(RILL_ENOMEM);
  rill_connection_open(connection, rill_string(name));
  return connection;
}

rill_connection_t *rill_stdin(rill_scheduler_t *scheduler) {
  return stdio_open(scheduler, 0, "stdin");
}

rill_connection_t *rill_stdout(rill_scheduler_t *scheduler) {
  return stdio_open(scheduler, 1, "stdout");
}

rill_connection_t *rill_stderr(rill_scheduler_t *scheduler) {
  return stdio_open(scheduler, 2, "stderr");
}
