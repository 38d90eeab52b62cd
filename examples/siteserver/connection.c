/* SPDX-License-Identifier: MIT */
/* connection: reads requests, decides what they get, waits the latency. */
#include "connection.h"

#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "send.h"
#include "server.h"
#include "site.h"

enum {
  IDLE_TIMEOUT = 30 * 1000, /* milliseconds, for a whole request too */
  LINGER_TIMEOUT = 1000,
  LINGER_BYTES = 1 << 20,
  INPUT_FIRST = 2048,
};

static void list_remove(struct connection *c) {
  if (c->list == NULL) return;
  *(c->previous != NULL ? &c->previous->next : &c->list->first) = c->next;
  *(c->next != NULL ? &c->next->previous : &c->list->last) = c->previous;
  c->previous = c->next = NULL;
  c->list = NULL;
}

static void list_move(struct connection *c, struct connection_list *list) {
  list_remove(c);
  c->list = list;
  c->previous = list->last;
  *(list->last != NULL ? &list->last->next : &list->first) = c;
  list->last = c;
}

void connection_end_request(struct connection *c) {
  if (!c->counted) return;
  c->counted = false;
  stats_request_end(&c->server->stats);
}

static void on_closed(uv_handle_t *handle) {
  struct connection *c = handle->data;
  struct server *server = c->server;
  if (--c->handles > 0) return;
  stats_connection_end(&server->stats);
  free(c->input);
  free(c->output);
  free(c);
  if (server->full && !server->stopping) server_accept(server);
}

static void release(struct connection *c) {
  connection_end_request(c);
  response_clear(&c->response);
  list_remove(c);
  uv_close((uv_handle_t *) &c->timer, on_closed);
}

void connection_close(struct connection *c) {
  if (uv_is_closing((uv_handle_t *) &c->tcp)) return;
  uv_close((uv_handle_t *) &c->tcp, on_closed);
  release(c);
}

static void reset(struct connection *c) {
  if (uv_tcp_close_reset(&c->tcp, on_closed) != 0) {
    uv_close((uv_handle_t *) &c->tcp, on_closed);
  }
  release(c);
}

void connection_close_idle(struct server *server) {
  if (server->idle.first != NULL) connection_close(server->idle.first);
}

void connection_close_all(struct server *server) {
  while (server->idle.first != NULL) connection_close(server->idle.first);
  while (server->busy.first != NULL) connection_close(server->busy.first);
}

static void on_timeout(uv_timer_t *timer) { connection_close(timer->data); }

void connection_limit_time(struct connection *c) {
  uv_timer_start(&c->timer, on_timeout, IDLE_TIMEOUT, 0);
}

static void on_shutdown(uv_shutdown_t *shutdown, int status) {
  struct connection *c = shutdown->handle->data;
  if (status != 0 || c->ended) connection_close(c);
}

/* unread input at close would be a reset, and could overtake the answer */
static void linger(struct connection *c) {
  c->phase = LINGERING;
  c->input_length = 0;
  uv_timer_start(&c->timer, on_timeout, LINGER_TIMEOUT, 0);
  int error = uv_shutdown(&c->shutdown, (uv_stream_t *) &c->tcp, on_shutdown);
  if (error != 0) connection_close(c);
}

static void on_latency(uv_timer_t *timer) { send_response(timer->data); }

/* the same for the same path and seed, whatever the order of requests */
static uint64_t latency(const struct options *options, const char *path) {
  uint64_t span = options->latency_max - options->latency_min + 1;
  return options->latency_min + generate_hash(options->seed, path) % span;
}

static void begin_request(struct connection *c, const char *path) {
  struct server *server = c->server;
  c->phase = WAITING;
  c->counted = true;
  list_move(c, &server->busy);
  stats_request_begin(&server->stats, c->response.status);
  uv_timer_stop(&c->timer);
  if (c->response.hang) return;
  uint64_t delay = path == NULL ? 0 : latency(server->options, path);
  if (delay == 0) {
    send_response(c);
  } else {
    uv_timer_start(&c->timer, on_latency, delay, 0);
  }
}

static void answer(struct connection *c, const struct http_request *request) {
  struct server *server = c->server;
  struct response *response = &c->response;
  bool keep = request->keep_alive && !server->full && !c->ended;
  const struct fault *fault = faults_match(&server->faults, request->path);
  if (server->root != NULL) {
    site_answer(server->root, request->path, response);
  } else {
    generate_answer(&server->generate, request->path, response);
  }
  if (fault != NULL) response_spoil(response, fault, request->path);
  if (response->ending == END_KEEP && !keep) response->ending = END_CLOSE;
  response->chunked = response->drip_bytes > 0 && request->minor == 1;
  c->head_only = request->head;
  begin_request(c, request->path);
}

static void refuse(struct connection *c, int status, bool head_only) {
  response_error(&c->response, status);
  c->response.ending = END_CLOSE;
  c->head_only = head_only;
  begin_request(c, NULL);
}

static void wait_for_more(struct connection *c) {
  bool idle = c->list == &c->server->idle && c->input_length == 0;
  if (c->ended || (idle && c->server->full)) connection_close(c);
}

static void read_request(struct connection *c) {
  struct http_request request = {.head = false};
  size_t used;
  int status;
  switch (http_parse(c->input, c->input_length, &request, &used, &status)) {
  case HTTP_MORE:
    wait_for_more(c);
    return;
  case HTTP_REQUEST:
    c->input_length -= used;
    memmove(c->input, c->input + used, c->input_length);
    answer(c, &request);
    return;
  case HTTP_REFUSED:
    refuse(c, status, request.head);
    return;
  }
}

/* a client may close its half and still wait; it is no longer counted */
static void on_end(struct connection *c) {
  c->ended = true;
  uv_read_stop((uv_stream_t *) &c->tcp);
  connection_end_request(c);
  bool sending = c->phase == WAITING || c->phase == SENDING;
  if (!sending || c->response.hang) connection_close(c);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
  struct connection *c = handle->data;
  (void) suggested;
  if (c->input_length == c->input_size && c->input_size < HTTP_HEAD_MAX) {
    size_t size = c->input_size == 0 ? INPUT_FIRST : 2 * c->input_size;
    char *input = realloc(c->input, size);
    if (input != NULL) {
      c->input = input;
      c->input_size = size;
    }
  }
  size_t room = c->input_size - c->input_length;
  char *at = room == 0 ? NULL : c->input + c->input_length;
  *buffer = uv_buf_init(at, (unsigned int) room);
}

/* pipelined requests wait in the socket; connection_finish reads on */
static void pause_if_full(struct connection *c) {
  if (c->input_length < c->input_size) return;
  if (c->input_size >= HTTP_HEAD_MAX) uv_read_stop((uv_stream_t *) &c->tcp);
}

static void take_input(struct connection *c) {
  if (c->phase == READING) {
    list_move(c, &c->server->busy);
    read_request(c);
  }
  if (c->phase != READING) pause_if_full(c);
}

static void on_read(uv_stream_t *stream, ssize_t count,
                    const uv_buf_t *buffer) {
  struct connection *c = stream->data;
  (void) buffer;
  if (count == 0) return;
  if (count == UV_EOF) {
    on_end(c);
  } else if (count < 0) {
    connection_close(c);
  } else if (c->phase == LINGERING) {
    c->lingered += (size_t) count;
    if (c->lingered > LINGER_BYTES) connection_close(c);
  } else {
    c->input_length += (size_t) count;
    take_input(c);
  }
}

static void read_on(struct connection *c) {
  if (c->ended) return;
  int error = uv_read_start((uv_stream_t *) &c->tcp, on_alloc, on_read);
  if (error != 0 && error != UV_EALREADY) c->response.ending = END_RESET;
}

void connection_finish(struct connection *c) {
  struct server *server = c->server;
  read_on(c);
  enum response_ending ending = c->response.ending;
  connection_end_request(c);
  response_clear(&c->response);
  free(c->output);
  c->output = NULL;
  if (ending == END_RESET) {
    reset(c);
  } else if (ending == END_CLOSE) {
    linger(c);
  } else {
    c->phase = READING;
    list_move(c, &server->idle);
    connection_limit_time(c);
    read_request(c);
  }
  uint64_t most = server->options->max_requests;
  if (most != 0 && server->stats.finished >= most) server_stop(server);
}

void connection_accept(struct server *server) {
  struct connection *c = calloc(1, sizeof *c);
  server->full = c == NULL; /* tried again when one has gone */
  if (c == NULL) return;
  c->server = server;
  c->response.body = BODY_EMPTY;
  c->handles = 2;
  uv_tcp_init(server->loop, &c->tcp);
  uv_timer_init(server->loop, &c->timer);
  c->tcp.data = c->timer.data = c;
  stats_connection_begin(&server->stats);
  list_move(c, &server->busy);
  int error =
      uv_accept((uv_stream_t *) &server->listener, (uv_stream_t *) &c->tcp);
  if (error == 0) error = uv_tcp_nodelay(&c->tcp, 1);
  if (error == 0) {
    error = uv_read_start((uv_stream_t *) &c->tcp, on_alloc, on_read);
  }
  connection_limit_time(c);
  if (error != 0) connection_close(c);
}
