/* SPDX-License-Identifier: MIT */
/* connection_write: bytes that go, and a promise that says when there is room
 * for more. */
#include "io/connection.h"

static size_t length_of(rill_value_t bytes) {
  size_t sum, items = rill_list_length(bytes);
  rill_as_bytes(bytes, &sum);
  for (size_t i = 0; i < items; i++) {
    size_t length;
    rill_as_bytes(rill_list_get(bytes, i), &length);
    sum += length;
  }
  return sum;
}

/* After it was queued: fulfilled now, or when enough is sent. */
static void write_settle(rill_stream_t *stream, rill_promise_t *promise,
                         size_t length, uint64_t at) {
  rill_value_t count = rill_int((int64_t) length);
  if (stream->write_code != 0)
    rill_promise_settle(promise, rill_fail(rill_connection_over(
                                     stream, "write", stream->write_code)));
  else if (rill_stream_queued(stream) <= stream->high || at <= stream->sent ||
           !rill_connection_await(&stream->room, at, "write", promise, count))
    rill_promise_settle(promise, count); /* it is queued all the same */
}

static rill_promise_t *write_start(rill_stream_t *stream, rill_value_t bytes) {
  rill_promise_t *promise =
      rill_promise_new(stream->scheduler, sizeof *promise, 0);
  if (promise == NULL || !rill_stream_put(stream, bytes)) {
    rill_unref(promise);
    return rill_promise_no_memory(stream->scheduler);
  }
  uint64_t at = stream->taken > stream->low ? stream->taken - stream->low : 0;
  rill_stream_hold(stream);
  rill_stream_flush(stream);
  write_settle(stream, promise, length_of(bytes), at);
  rill_stream_unref(stream);
  return promise;
}

rill_promise_t *rill_connection_write(rill_connection_t *c,
                                      rill_value_t bytes) {
  static const char name[] = "rill_connection_write";
  rill_promise_t *promise = rill_connection_refuse(c, name);
  if (promise == NULL) {
    rill_error_t *error = rill_stream_check_write(c->stream, name, bytes);
    promise = error != NULL ? rill_promise_failed(c->stream->scheduler, error)
                            : write_start(c->stream, bytes);
  }
  rill_value_unref(bytes);
  return promise;
}

static int try_write(rill_connection_t *c, rill_value_t bytes) {
  static const char name[] = "rill_connection_try_write";
  int code = rill_connection_refuse_code(c, name);
  if (code != 0) return code;
  rill_error_t *error = rill_stream_check_write(c->stream, name, bytes);
  if (error != NULL) {
    code = rill_error_code(error);
    rill_unref(error);
    return code;
  }
  if (rill_stream_queued(c->stream) > c->stream->high) return RILL_EAGAIN;
  if (!rill_stream_put(c->stream, bytes)) return RILL_ENOMEM;
  rill_stream_hold(c->stream);
  rill_stream_t *stream = c->stream;
  rill_stream_flush(stream);
  code = stream->write_code;
  rill_stream_unref(stream);
  return code;
}

int rill_connection_try_write(rill_connection_t *connection,
                              rill_value_t bytes) {
  int code = try_write(connection, bytes);
  rill_value_unref(bytes);
  return code;
}
