/* SPDX-License-Identifier: MIT */
/* stream_write: a queue of bytes, several of which go in one call. */
#include "base/value.h"
#include "io/stream.h"

enum {
  AT_ONCE = 64,       /* buffers in one call */
  PER_TURN = 1 << 20, /* bytes, before others have their turn */
  IN_LIBUV = 4,       /* buffers that it keeps without memory of its own */
  IN_LIBUV_BYTES = 1 << 16,
  ITEMS = 64 * 1024 /* in the queue, however small */
};

/* --- Queueing ------------------------------------------------------------- */

static rill_error_t *check_item(const char *name, rill_value_t item) {
  if (rill_as_object(item, &rill_bytes_type) != NULL) return NULL;
  if (rill_as_object(item, &rill_string_type) != NULL) return NULL;
  return rill_request_wrong(name, "bytes", item, "bytes or a string");
}

static rill_error_t *check_items(const char *name, rill_value_t bytes) {
  if (rill_as_object(bytes, &rill_list_type) == NULL)
    return check_item(name, bytes);
  rill_error_t *error = NULL;
  for (size_t i = 0; i < rill_list_length(bytes) && error == NULL; i++)
    error = check_item(name, rill_list_get(bytes, i));
  return error;
}

/* Why it takes nothing now. */
static rill_error_t *refuse(const rill_stream_t *stream, const char *name) {
  char text[128];
  if (stream->write_code != 0 && stream->write_code != RILL_ECLOSED)
    return rill_stream_error(stream, "write", stream->write_code);
  rill_stream_name(stream, text, sizeof text);
  if (stream->closed || stream->ending)
    return rill_error_new(RILL_ECLOSED, "%s: %s %s", name, text,
                          stream->closed ? "is closed" : "has been shut down");
  return rill_error_new(RILL_EAGAIN,
                        "%s: %zu bytes in %zu pieces wait to be sent to %s "
                        "(the limit is %zu in %d); wait for the promises of "
                        "earlier writes",
                        name, rill_stream_queued(stream), stream->queue.count,
                        text, stream->most, (int) ITEMS);
}

static rill_error_t *check_state(const rill_stream_t *stream,
                                 const char *name) {
  bool full =
      rill_stream_queued(stream) > stream->most || stream->queue.count >= ITEMS;
  if (rill_unlikely(stream->write_code != 0 || stream->closed ||
                    stream->ending || full))
    return refuse(stream, name);
  return NULL;
}

rill_error_t *rill_stream_check_write(const rill_stream_t *stream,
                                      const char *name, rill_value_t bytes) {
  rill_error_t *error = check_items(name, bytes);
  return error != NULL ? error : check_state(stream, name);
}

static bool put_item(rill_stream_t *stream, rill_value_t item) {
  size_t length;
  rill_as_bytes(item, &length);
  if (length == 0) return true;
  if (!rill_ring_push(&stream->queue, rill_value_ref(item))) return false;
  stream->taken += length;
  return true;
}

static void put_back(rill_stream_t *stream, size_t count) {
  while (stream->queue.count > count) {
    size_t length;
    rill_value_t item = rill_ring_pop_last(&stream->queue);
    rill_as_bytes(item, &length);
    stream->taken -= length;
    rill_value_unref(item);
  }
}

bool rill_stream_put(rill_stream_t *stream, rill_value_t bytes) {
  size_t before = stream->queue.count;
  if (rill_as_object(bytes, &rill_list_type) == NULL)
    return put_item(stream, bytes);
  for (size_t i = 0; i < rill_list_length(bytes); i++) {
    if (put_item(stream, rill_list_get(bytes, i))) continue;
    put_back(stream, before);
    return false;
  }
  return true;
}

/* --- Sending -------------------------------------------------------------- */

/* The front of the queue, as buffers of up to `most` bytes. */
static unsigned gather(const rill_stream_t *stream, uv_buf_t *buffers,
                       unsigned room, size_t most, size_t *sum) {
  unsigned count = 0;
  size_t skip = stream->head;
  *sum = 0;
  while (count < room && count < stream->queue.count && *sum < most) {
    size_t length;
    const char *data =
        rill_as_bytes(rill_ring_at(&stream->queue, count), &length);
    data += skip;
    length -= skip;
    skip = 0;
    if (length > most - *sum) length = most - *sum;
    buffers[count++] =
        uv_buf_init((char *) (uintptr_t) data, (unsigned) length);
    *sum += length;
  }
  return count;
}

static void consume(rill_stream_t *stream, size_t bytes) {
  stream->sent += bytes;
  bytes += stream->head;
  while (stream->queue.count > 0) {
    size_t length;
    rill_as_bytes(rill_ring_at(&stream->queue, 0), &length);
    if (length > bytes) break;
    bytes -= length;
    rill_value_unref(rill_ring_pop(&stream->queue));
  }
  stream->head = bytes;
  if (stream->queue.count == 0 && stream->queue.room > AT_ONCE)
    rill_ring_clear(&stream->queue);
}

static void write_fail(rill_stream_t *stream, int code) {
  stream->write_code = code;
  rill_ring_clear(&stream->queue);
  stream->head = 0;
  stream->taken = stream->sent; /* nothing waits any more */
  stream->lost = true;
  rill_stream_tell(stream, &stream->room, code);
  rill_stream_tell(stream, &stream->drained, code);
  rill_stream_tell(stream, &stream->shutting, code);
}

/* Those in a line for whom enough has been sent. */
static void tell_until(rill_stream_t *stream, rill_waiters_t *line) {
  while (line->first != NULL && line->first->at <= stream->sent) {
    rill_waiter_t *waiter = line->first;
    rill_waiter_leave(waiter);
    waiter->done(waiter, stream, 0);
  }
}

/* What the system takes now. 0: there is no more; 1: there is; or what was
 * wrong. */
static int send_now(rill_stream_t *stream) {
  uv_buf_t buffers[AT_ONCE];
  size_t left = PER_TURN, sum;
  while (stream->queue.count > 0) {
    unsigned count = gather(stream, buffers, AT_ONCE, left, &sum);
    int done = stream->ops->try_write(stream, buffers, count);
    if (done == UV_EAGAIN) return 1;
    if (done < 0) return done;
    consume(stream, (size_t) done);
    left -= (size_t) done;
    if ((size_t) done < sum || left == 0) return 1;
  }
  return 0;
}

/* Has libuv wait until the system takes more. */
static int send_later(rill_stream_t *stream) {
  uv_buf_t buffers[IN_LIBUV];
  size_t sum;
  unsigned count = gather(stream, buffers, IN_LIBUV, IN_LIBUV_BYTES, &sum);
  int code = stream->ops->write(stream, buffers, count);
  if (code != 0) return code;
  stream->writing = true;
  stream->in_flight = sum;
  return 0;
}

void rill_stream_flush(rill_stream_t *stream) {
  if (stream->writing || stream->closed || stream->flushing) return;
  if (stream->write_code != 0 || !stream->opened) return;
  stream->flushing = true;
  int code = send_now(stream);
  if (code > 0 && stream->queue.count > 0) code = send_later(stream);
  stream->flushing = false;
  rill_stream_hold(stream);
  if (code < 0) write_fail(stream, code);
  tell_until(stream, &stream->room);
  rill_stream_advance(stream);
  rill_stream_unref(stream);
}

void rill_stream_written(rill_stream_t *stream, int status) {
  stream->writing = false;
  if (stream->closed) return;
  if (status == 0) {
    consume(stream, stream->in_flight);
    rill_stream_flush(stream);
    return;
  }
  rill_stream_hold(stream);
  write_fail(stream, status);
  rill_stream_advance(stream);
  rill_stream_unref(stream);
}

void rill_stream_weigh(rill_stream_t *stream) {
  bool busy =
      !stream->closed && (stream->writing || stream->queue.count > 0);
  if (busy == stream->busy) return;
  stream->busy = busy;
  if (busy)
    rill_scheduler_hold(stream->scheduler);
  else
    rill_scheduler_unhold(stream->scheduler);
}

/* --- After the last byte -------------------------------------------------- */

void rill_stream_was_shut(rill_stream_t *stream, int status) {
  stream->writing = false;
  if (stream->closed) return;
  /* A terminal and the like have no halves. */
  if (status == UV_ENOTSOCK) status = 0;
  rill_stream_hold(stream);
  if (status != 0 && stream->write_code == 0) stream->write_code = status;
  rill_stream_tell(stream, &stream->shutting, status);
  rill_stream_advance(stream);
  rill_stream_unref(stream);
}

static void shutdown_begin(rill_stream_t *stream) {
  stream->shut = true;
  int code = stream->ops->shutdown(stream);
  if (code == 0)
    stream->writing = true;
  else
    rill_stream_was_shut(stream, code);
}

static void advance(rill_stream_t *stream) {
  bool idle = stream->queue.count == 0 && !stream->writing;
  if (idle) tell_until(stream, &stream->drained);
  if (stream->closed || stream->queue.count > 0 || stream->writing) return;
  if (stream->leaving)
    rill_stream_close(stream);
  else if (stream->ending && !stream->shut && stream->write_code == 0)
    shutdown_begin(stream);
}

void rill_stream_advance(rill_stream_t *stream) {
  advance(stream);
  rill_stream_weigh(stream);
}
