/* SPDX-License-Identifier: MIT */
/* curl_server: one connection, one request at a time, one handler per path. */
#include "support/curl_server.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IN = 32 * 1024, PIECE = 64 * 1024 };

struct curl_connection {
  uv_tcp_t tcp;
  uv_timer_t timer;
  curl_server_t *server;
  struct curl_connection *next, *previous;
  int handles;
  char in[IN];
  size_t length;
  char path[256];
  bool busy;
  uint64_t left; /* bytes of the body still to be written */
  const char *drip;
};

typedef struct curl_connection connection_t;

static void must(int status, const char *what) {
  if (status == 0) return;
  fprintf(stderr, "curl_server: %s: %s\n", what, uv_strerror(status));
  abort();
}

/* --- Closing -------------------------------------------------------------- */

static void on_close(uv_handle_t *handle) {
  connection_t *c = handle->data;
  if (--c->handles == 0) free(c);
}

static void not_busy(connection_t *c) {
  if (c->busy) c->server->busy--;
  c->busy = false;
}

static void forget(connection_t *c) {
  not_busy(c);
  c->server->open--;
  if (c->previous != NULL)
    c->previous->next = c->next;
  else
    c->server->connections = c->next;
  if (c->next != NULL) c->next->previous = c->previous;
}

static void drop(connection_t *c) {
  if (uv_is_closing((uv_handle_t *) &c->tcp)) return;
  forget(c);
  uv_close((uv_handle_t *) &c->tcp, on_close);
  uv_close((uv_handle_t *) &c->timer, on_close);
}

static void reset(connection_t *c) {
  if (uv_is_closing((uv_handle_t *) &c->tcp)) return;
  forget(c);
  uv_tcp_close_reset(&c->tcp, on_close);
  uv_close((uv_handle_t *) &c->timer, on_close);
}

/* --- Writing -------------------------------------------------------------- */

struct output {
  uv_write_t request;
  connection_t *connection;
  void (*then)(connection_t *);
  size_t length;
  char data[];
};

static void on_written(uv_write_t *request, int status) {
  struct output *output = request->data;
  connection_t *c = output->connection;
  if (status == 0 && output->then != NULL) output->then(c);
  if (status != 0) drop(c);
  free(output);
}

static void send_data(connection_t *c, const char *data, size_t length,
                      void (*then)(connection_t *)) {
  if (uv_is_closing((uv_handle_t *) &c->tcp)) return;
  struct output *output = malloc(sizeof *output + length);
  if (output == NULL) abort();
  output->request.data = output;
  output->connection = c;
  output->then = then;
  output->length = length;
  if (length > 0) memcpy(output->data, data, length);
  uv_buf_t buffer = uv_buf_init(output->data, (unsigned) length);
  uv_write(&output->request, (uv_stream_t *) &c->tcp, &buffer, 1, on_written);
}

__attribute__((format(printf, 3, 4))) static void send_text(
    connection_t *c, void (*then)(connection_t *), const char *format, ...) {
  char text[2048];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  send_data(c, text, (size_t) length, then);
}

static void read_on(connection_t *c);

static void answered(connection_t *c) {
  not_busy(c);
  read_on(c);
}

/* --- Bodies --------------------------------------------------------------- */

static void send_piece(connection_t *c) {
  static const char zeros[PIECE];
  if (c->left == 0) {
    c->server->blocked = false;
    answered(c);
    return;
  }
  uint64_t length = c->left < PIECE ? c->left : PIECE;
  c->left -= length;
  c->server->written += length;
  send_data(c, zeros, (size_t) length, send_piece);
  c->server->blocked =
      uv_stream_get_write_queue_size((uv_stream_t *) &c->tcp) > 0;
}

static void on_drip(uv_timer_t *timer) {
  connection_t *c = timer->data;
  if (*c->drip == '\0') {
    uv_timer_stop(timer);
    answered(c);
    return;
  }
  send_data(c, c->drip++, 1, NULL);
}

static void hello(connection_t *c) {
  send_text(c, answered,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Empty:\r\n"
            "X-Mixed-Case:  a b \r\nContent-Length: 5\r\n\r\n%s",
            strncmp(c->in, "HEAD", 4) == 0 ? "" : "hello");
}

static void on_late(uv_timer_t *timer) { hello(timer->data); }

/* --- Paths ---------------------------------------------------------------- */

static unsigned long long number_of(const char *text) {
  return strtoull(text, NULL, 10);
}

static void get_hello(connection_t *c, const char *rest) {
  (void) rest;
  hello(c);
}

static void get_status(connection_t *c, const char *rest) {
  bool bare = strcmp(rest, "204") == 0 || strcmp(rest, "304") == 0;
  send_text(c, answered, "HTTP/1.1 %s Status\r\n%s\r\n", rest,
            bare ? "" : "Content-Length: 0\r\n");
}

static void get_echo(connection_t *c, const char *rest) {
  (void) rest;
  send_text(c, NULL, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
            c->length);
  send_data(c, c->in, c->length, answered);
}

static void get_chunked(connection_t *c, const char *rest) {
  (void) rest;
  send_text(c, answered,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            "3\r\nhel\r\n2\r\nlo\r\n0\r\nX-Trailer: late\r\n\r\n");
}

static void get_gzip(connection_t *c, const char *rest) {
  static const unsigned char body[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0xcb, 0x48,
    0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x90, 0x00, 0x80, 0x88, 0xf9, 0xe5,
    0x11, 0x00, 0x00, 0x00};
  (void) rest;
  send_text(c, NULL,
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
            "Content-Length: %zu\r\n\r\n",
            sizeof body);
  send_data(c, (const char *) body, sizeof body, answered);
}

static void get_big(connection_t *c, const char *rest) {
  c->left = number_of(rest);
  send_text(c, send_piece, "HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n",
            rest);
}

static void get_endless(connection_t *c, const char *rest) {
  (void) rest;
  c->left = UINT64_MAX;
  send_text(c, send_piece, "HTTP/1.1 200 OK\r\n\r\n");
}

static void get_slow(connection_t *c, const char *rest) {
  uv_timer_start(&c->timer, on_late, number_of(rest), 0);
}

static void get_drip(connection_t *c, const char *rest) {
  (void) rest;
  c->drip = "hello";
  send_text(c, NULL, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  uv_timer_start(&c->timer, on_drip, 20, 20);
}

static void redirect(connection_t *c, const char *where) {
  send_text(c, answered,
            "HTTP/1.1 302 Found\r\nX-Old: yes\r\nLocation: %s\r\n"
            "Content-Length: 3\r\n\r\nold",
            where);
}

static void get_redirect(connection_t *c, const char *rest) {
  char where[64];
  snprintf(where, sizeof where, "/redirect/%llu", number_of(rest) - 1);
  redirect(c, number_of(rest) <= 1 ? "/hello" : where);
}

static void get_loop(connection_t *c, const char *rest) {
  (void) rest;
  redirect(c, "/loop");
}

static void get_leave(connection_t *c, const char *rest) {
  (void) rest;
  redirect(c, "ftp://127.0.0.1/");
}

static void get_retry(connection_t *c, const char *rest) {
  char text[128];
  snprintf(text, sizeof text, "%s", rest);
  for (char *at = text; *at != '\0'; at++)
    if (*at == '_') *at = ' ';
  send_text(c, answered,
            "HTTP/1.1 503 Busy\r\nDate: Sun, 06 Nov 1994 08:49:30 GMT\r\n"
            "Retry-After: %s\r\nContent-Length: 0\r\n\r\n",
            text);
}

static void get_fold(connection_t *c, const char *rest) {
  (void) rest;
  send_text(c, answered,
            "HTTP/1.1 200 OK\r\nX-Long: one\r\n  two\r\nSet-Cookie: a=1\r\n"
            "set-cookie: b=2\r\nContent-Length: 0\r\n\r\n");
}

static void more_headers(connection_t *c) {
  char line[1000];
  memset(line, 'x', sizeof line);
  memcpy(line, "X-More: ", 8);
  memcpy(line + sizeof line - 2, "\r\n", 2);
  send_data(c, line, sizeof line, more_headers);
}

static void get_headers(connection_t *c, const char *rest) {
  (void) rest;
  send_text(c, more_headers, "HTTP/1.1 200 OK\r\n");
}

static void get_continue(connection_t *c, const char *rest) {
  (void) rest;
  send_text(c, NULL, "HTTP/1.1 100 Continue\r\nX-Early: yes\r\n\r\n");
  hello(c);
}

static const char part[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789";

static void get_truncated(connection_t *c, const char *rest) {
  (void) rest;
  send_text(c, drop, "%s", part);
}

static void on_reset_time(uv_timer_t *timer) { reset(timer->data); }

static void get_reset(connection_t *c, const char *rest) {
  (void) rest;
  send_text(c, NULL, "%s", part);
  uv_timer_start(&c->timer, on_reset_time, 20, 0);
}

static void get_reset_at_once(connection_t *c, const char *rest) {
  (void) rest;
  reset(c);
}

static void get_silent(connection_t *c, const char *rest) {
  (void) rest;
  drop(c);
}

static void get_garbage(connection_t *c, const char *rest) {
  (void) rest;
  send_text(c, drop, "\x01\x02 this is no HTTP\r\n\r\n");
}

static void get_never(connection_t *c, const char *rest) {
  (void) c;
  (void) rest;
}

static void get_stall(connection_t *c, const char *rest) {
  (void) rest;
  send_text(c, NULL, "%s", part);
}

static const struct route {
  const char *prefix;
  void (*answer)(connection_t *connection, const char *rest);
} routes[] = {
    {"/hello", get_hello},         {"/status/", get_status},
    {"/echo", get_echo},           {"/chunked", get_chunked},
    {"/gzip", get_gzip},           {"/big/", get_big},
    {"/endless", get_endless},     {"/slow/", get_slow},
    {"/drip", get_drip},           {"/redirect/", get_redirect},
    {"/loop", get_loop},           {"/leave", get_leave},
    {"/retry/", get_retry},        {"/fold", get_fold},
    {"/headers", get_headers},     {"/continue", get_continue},
    {"/truncated", get_truncated}, {"/reset-at-once", get_reset_at_once},
    {"/reset", get_reset},         {"/silent", get_silent},
    {"/garbage", get_garbage},     {"/never", get_never},
    {"/stall", get_stall},
};

static void answer(connection_t *c) {
  curl_server_t *server = c->server;
  server->requests++;
  server->busy++;
  c->busy = true;
  if (server->busy > server->peak_busy) server->peak_busy = server->busy;
  for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
    size_t length = strlen(routes[i].prefix);
    if (strncmp(c->path, routes[i].prefix, length) != 0) continue;
    routes[i].answer(c, c->path + length);
    return;
  }
  get_status(c, "404");
}

/* --- Reading -------------------------------------------------------------- */

static bool is_whole(const connection_t *c) {
  const char *end = strstr(c->in, "\r\n\r\n");
  if (end == NULL) return false;
  const char *told = strstr(c->in, "Content-Length: ");
  size_t body = told != NULL && told < end ? number_of(told + 16) : 0;
  return c->length >= (size_t) (end + 4 - c->in) + body;
}

static void on_alloc(uv_handle_t *handle, size_t hint, uv_buf_t *buffer) {
  connection_t *c = handle->data;
  (void) hint;
  *buffer = uv_buf_init(c->in + c->length, (unsigned) (IN - 1 - c->length));
}

static void on_read(uv_stream_t *stream, ssize_t count,
                    const uv_buf_t *buffer) {
  connection_t *c = stream->data;
  (void) buffer;
  if (count < 0) {
    drop(c);
    return;
  }
  c->length += (size_t) count;
  c->in[c->length] = '\0';
  if (c->busy || !is_whole(c)) return;
  if (sscanf(c->in, "%*s %255s", c->path) != 1) c->path[0] = '\0';
  answer(c);
}

static void read_on(connection_t *c) {
  c->length = 0;
  uv_read_start((uv_stream_t *) &c->tcp, on_alloc, on_read);
}

static void on_connection(uv_stream_t *listener, int status) {
  curl_server_t *server = listener->data;
  must(status, "accept");
  connection_t *c = calloc(1, sizeof *c);
  if (c == NULL) abort();
  c->server = server;
  c->handles = 2;
  c->next = server->connections;
  if (c->next != NULL) c->next->previous = c;
  server->connections = c;
  server->accepted++;
  server->open++;
  uv_tcp_init(listener->loop, &c->tcp);
  uv_timer_init(listener->loop, &c->timer);
  c->tcp.data = c->timer.data = c;
  must(uv_accept(listener, (uv_stream_t *) &c->tcp), "accept");
  uv_tcp_nodelay(&c->tcp, 1);
  read_on(c);
}

/* --- The server ----------------------------------------------------------- */

void curl_server_start(curl_server_t *server, uv_loop_t *loop) {
  struct sockaddr_in address;
  int length = sizeof address;
  memset(server, 0, sizeof *server);
  signal(SIGPIPE, SIG_IGN); /* libuv writes to clients that are gone */
  must(uv_ip4_addr("127.0.0.1", 0, &address), "address");
  must(uv_tcp_init(loop, &server->listener), "socket");
  server->listener.data = server;
  must(uv_tcp_bind(&server->listener, (struct sockaddr *) &address, 0), "bind");
  must(uv_listen((uv_stream_t *) &server->listener, 512, on_connection),
       "listen");
  must(uv_tcp_getsockname(&server->listener, (struct sockaddr *) &address,
                          &length),
       "name");
  server->port = ntohs(address.sin_port);
}

void curl_server_stop(curl_server_t *server) {
  uv_close((uv_handle_t *) &server->listener, NULL);
  while (server->connections != NULL) drop(server->connections);
}

const char *curl_server_url(const curl_server_t *server, const char *path) {
  static char urls[4][256];
  static unsigned turn;
  char *url = urls[turn++ % 4];
  snprintf(url, sizeof urls[0], "http://127.0.0.1:%d%s", server->port, path);
  return url;
}
