/* SPDX-License-Identifier: MIT */
/* pipe_connect: to a socket that has a path. */
#include "io/path.h"
#include "io/stream_uv.h"

struct pipe_connect {
  rill_request_t request;
  rill_connection_t *connection;
};

/* The system tells it at once, and not when there is room again. */
static rill_error_t *pipe_connect_error(const rill_stream_t *stream, int code) {
  if (code != UV_EAGAIN) return rill_stream_error(stream, "connect", code);
  return rill_error_new(code,
                        "connect %s: its backlog is full: as many wait to be "
                        "accepted as may; try again later",
                        rill_as_string(stream->name));
}

static void pipe_connect_end(struct pipe_connect *connect, int code) {
  rill_connection_t *connection = connect->connection;
  rill_value_t outcome = rill_none();
  connection->stream->connecting = NULL;
  if (code == 0) {
    connection->stream->opened = true;
    outcome = rill_object(connection);
  } else {
    outcome = rill_fail(pipe_connect_error(connection->stream, code));
    rill_unref(connection);
  }
  rill_request_end(&connect->request, outcome);
}

static void pipe_connected(uv_connect_t *uv, int status) {
  rill_stream_t *stream = uv->handle->data;
  if (stream->connecting != NULL) pipe_connect_end(stream->connecting, status);
}

static struct pipe_connect *pipe_connect_new(rill_scheduler_t *scheduler,
                                             const char *path) {
  struct pipe_connect *connect = rill_request_new(scheduler, sizeof *connect);
  if (connect == NULL) return NULL;
  rill_value_t name = rill_string(path);
  connect->connection = rill_connection_new(scheduler, UV_NAMED_PIPE);
  if (connect->connection == NULL || rill_is_error(name)) {
    rill_unref(connect->connection);
    rill_value_unref(name);
    connect->connection = NULL;
    return connect;
  }
  connect->connection->stream->name = name;
  connect->connection->stream->connecting = connect;
  return connect;
}

rill_promise_t *rill_pipe_connect(rill_scheduler_t *scheduler,
                                  const char *path) {
  static const char name[] = "rill_pipe_connect";
  rill_promise_t *promise = rill_request_refuse(scheduler, name);
  if (promise != NULL) return promise;
  if (path == NULL)
    return rill_promise_failed(scheduler,
                               rill_refuse("%s: path is NULL", name));
  rill_error_t *error = rill_path_fits("connect", path);
  if (error != NULL) return rill_promise_failed(scheduler, error);
  struct pipe_connect *connect = pipe_connect_new(scheduler, path);
  if (connect == NULL) return rill_promise_no_memory(scheduler);
  promise = rill_ref(connect->request.promise);
  if (connect->connection == NULL) {
    rill_request_end(&connect->request, rill_fail(rill_error_no_memory()));
    return promise;
  }
  rill_stream_t *stream = connect->connection->stream;
  uv_pipe_connect(&stream->request.connect, &stream->uv.pipe, path,
                  pipe_connected);
  return promise;
}
