/* SPDX-License-Identifier: MIT */
/* send: one piece is in flight at a time, so that memory is bounded. */
#include "send.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server.h"

enum {
  OUTPUT_SIZE = RESPONSE_HEAD_MAX,
  CHUNK_FRAME = 32, /* the hex length, two CRLFs, the last chunk */
};

static void send_piece(struct connection *c);

static bool is_complete(const struct connection *c) {
  return c->offset >= c->limit;
}

static void on_drip(uv_timer_t *timer) { send_piece(timer->data); }

static void on_written(uv_write_t *write, int status) {
  struct connection *c = write->handle->data;
  if (uv_is_closing((uv_handle_t *) &c->tcp)) return;
  if (status != 0) {
    connection_close(c);
  } else if (is_complete(c)) {
    connection_finish(c);
  } else if (c->response.drip_bytes > 0) {
    uv_timer_start(&c->timer, on_drip, c->response.drip_delay, 0);
  } else {
    send_piece(c);
  }
}

static size_t write_head(struct connection *c) {
  bool keep = c->response.ending == END_KEEP;
  if (c->head_sent) return 0;
  c->head_sent = true;
  return response_head(&c->response, keep, c->output, OUTPUT_SIZE);
}

static size_t piece_length(const struct connection *c, size_t room) {
  uint64_t left = c->limit - c->offset;
  uint64_t drip = c->response.drip_bytes;
  uint64_t most = drip > 0 && drip < room ? drip : room;
  return (size_t) (left < most ? left : most);
}

/* returns false if the body cannot be read any more */
static bool write_body(struct connection *c, size_t *used) {
  size_t room = OUTPUT_SIZE - *used;
  bool chunked = c->response.chunked && !c->head_only;
  if (chunked && room <= CHUNK_FRAME) return true;
  size_t count = piece_length(c, chunked ? room - CHUNK_FRAME : room);
  if (chunked && count > 0) {
    *used += (size_t) sprintf(c->output + *used, "%zx\r\n", count);
  }
  if (!body_read(&c->response.body, c->offset, c->output + *used, count)) {
    return false;
  }
  c->offset += count;
  *used += count;
  if (!chunked) return true;
  const char *tail = !is_complete(c) ? "\r\n"
                     : count > 0     ? "\r\n0\r\n\r\n"
                                     : "0\r\n\r\n";
  memcpy(c->output + *used, tail, strlen(tail));
  *used += strlen(tail);
  return true;
}

static void send_piece(struct connection *c) {
  size_t used = write_head(c);
  if (!write_body(c, &used)) {
    connection_close(c);
    return;
  }
  uv_buf_t buffer = uv_buf_init(c->output, (unsigned int) used);
  connection_limit_time(c);
  int error =
      uv_write(&c->write, (uv_stream_t *) &c->tcp, &buffer, 1, on_written);
  if (error != 0) {
    connection_close(c);
    return;
  }
  c->server->stats.bytes_sent += used;
  /* now, not in the callback: the client may have it all and ask again */
  bool gone = uv_stream_get_write_queue_size((uv_stream_t *) &c->tcp) == 0;
  if (is_complete(c) && gone) connection_end_request(c);
}

static uint64_t bytes_to_send(const struct connection *c) {
  uint64_t size = c->response.body.size;
  if (c->head_only) return 0;
  return c->response.half ? size / 2 : size;
}

void send_response(struct connection *c) {
  c->phase = SENDING;
  c->offset = 0;
  c->limit = bytes_to_send(c);
  c->head_sent = false;
  c->output = malloc(OUTPUT_SIZE);
  if (c->output == NULL) {
    connection_close(c);
    return;
  }
  send_piece(c);
}
