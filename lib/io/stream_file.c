/* SPDX-License-Identifier: MIT */
/* stream_file: bytes from and to a file, one request each way at a time. */
#include "io/stream_file.h"

struct file_stream {
  rill_stream_t stream; /* so first */
  uv_fs_t input, output;
  rill_value_t chunk;  /* is read into */
  rill_value_t unread; /* came when nobody wanted it any more */
  int fd;
  bool getting, putting, ended;
};

static struct file_stream *file_of(rill_stream_t *stream) {
  return (struct file_stream *) stream;
}

/* The stream has been closed, and libuv is done with it. */
static void file_end(struct file_stream *file) {
  if (!file->stream.closed || file->getting || file->putting || file->ended)
    return;
  file->ended = true;
  rill_value_unref(file->unread);
  rill_stream_end(&file->stream);
}

/* --- Reading -------------------------------------------------------------- */

static int file_get(struct file_stream *file);

/* Whoever reads gets it, and perhaps there is more. */
static void file_deliver(struct file_stream *file, rill_value_t bytes) {
  rill_stream_t *stream = &file->stream;
  rill_stream_hold(stream);
  rill_stream_got(stream, bytes);
  int code = stream->reading && !file->getting ? file_get(file) : 0;
  if (code != 0) rill_stream_ended(stream, code);
  rill_stream_unref(stream);
}

static void file_got(uv_fs_t *input) {
  struct file_stream *file =
      rill_container_of(input, struct file_stream, input);
  ssize_t result = input->result;
  rill_value_t bytes = rill_none();
  uv_fs_req_cleanup(input);
  file->getting = false;
  if (result > 0) bytes = rill_bytes_slice(file->chunk, 0, (size_t) result);
  rill_value_unref(file->chunk);
  if (file->stream.closed) {
    rill_value_unref(bytes);
    file_end(file);
  } else if (result <= 0) {
    rill_stream_ended(&file->stream, (int) result);
  } else if (file->stream.reading) {
    file_deliver(file, bytes);
  } else {
    file->unread = bytes;
  }
}

static int file_get(struct file_stream *file) {
  rill_io_t *io = file->stream.member.io;
  file->chunk = rill_io_whole(io);
  if (rill_is_error(file->chunk)) return RILL_ENOMEM;
  uv_buf_t buffer = uv_buf_init(
      (char *) (uintptr_t) rill_as_bytes(file->chunk, NULL), RILL_IO_CHUNK);
  int code = uv_fs_read(rill_uv_loop(io->scheduler), &file->input, file->fd,
                        &buffer, 1, -1, file_got);
  if (code == 0)
    file->getting = true;
  else
    rill_value_unref(file->chunk);
  return code;
}

static int file_read(rill_stream_t *stream, bool on) {
  struct file_stream *file = file_of(stream);
  if (!on || file->getting) return 0;
  if (rill_is_none(file->unread)) return file_get(file);
  rill_value_t unread = file->unread;
  file->unread = rill_none();
  file_deliver(file, unread);
  return 0;
}

/* --- Writing -------------------------------------------------------------- */

static int file_try(rill_stream_t *stream, const uv_buf_t *buffers,
                    unsigned count) {
  (void) stream;
  (void) buffers;
  (void) count;
  return UV_EAGAIN;
}

static void file_put(uv_fs_t *output) {
  struct file_stream *file =
      rill_container_of(output, struct file_stream, output);
  ssize_t result = output->result;
  uv_fs_req_cleanup(output);
  file->putting = false;
  if (result > 0) file->stream.in_flight = (size_t) result;
  rill_stream_hold(&file->stream);
  rill_stream_written(&file->stream, result < 0 ? (int) result : 0);
  file_end(file);
  rill_stream_unref(&file->stream);
}

static int file_write(rill_stream_t *stream, const uv_buf_t *buffers,
                      unsigned count) {
  struct file_stream *file = file_of(stream);
  int code = uv_fs_write(rill_uv_loop(stream->scheduler), &file->output,
                         file->fd, buffers, count, -1, file_put);
  file->putting = code == 0;
  return code;
}

/* --- Ending --------------------------------------------------------------- */

static int file_shut(rill_stream_t *stream) {
  (void) stream;
  return UV_ENOTSOCK;
}

static int file_number(const rill_stream_t *stream) {
  return ((const struct file_stream *) stream)->fd;
}

static void file_close(rill_stream_t *stream) { file_end(file_of(stream)); }

static const rill_stream_ops_t file_ops = {
    .read = file_read,
    .try_write = file_try,
    .write = file_write,
    .shutdown = file_shut,
    .number = file_number,
    .close = file_close,
};

rill_connection_t *rill_connection_over_file(rill_scheduler_t *scheduler,
                                             int fd) {
  rill_connection_t *connection =
      rill_connection_make(scheduler, &file_ops, sizeof(struct file_stream));
  if (connection != NULL) file_of(connection->stream)->fd = fd;
  return connection;
}

rill_connection_t *rill_connection_broken(rill_scheduler_t *scheduler,
                                          int code) {
  rill_connection_t *connection = rill_connection_over_file(scheduler, -1);
  if (connection == NULL) return NULL;
  connection->stream->read_code = connection->stream->write_code = code;
  return connection;
}
