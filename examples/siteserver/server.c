/* SPDX-License-Identifier: MIT */
/* server: accepts up to a bound, and stops on a signal or a limit. */
#include "server.h"

#include "connection.h"

enum { BACKLOG = 1024 };

/* libuv stops polling the listener while one connection is not accepted */
void server_accept(struct server *server) {
  server->full = server->stats.open_connections >= server->max_connections;
  if (server->full) {
    connection_close_idle(server);
    return;
  }
  connection_accept(server);
}

static void on_connection(uv_stream_t *listener, int status) {
  struct server *server = listener->data;
  if (status == 0 && !server->stopping) server_accept(server);
}

static void on_signal(uv_signal_t *signal, int number) {
  (void) number;
  server_stop(signal->data);
}

static void on_lifetime(uv_timer_t *timer) { server_stop(timer->data); }

static int watch_signals(struct server *server) {
  static const int numbers[2] = {SIGTERM, SIGINT};
  for (int i = 0; i < 2; i++) {
    uv_signal_init(server->loop, &server->signals[i]);
    server->signals[i].data = server;
    int error = uv_signal_start(&server->signals[i], on_signal, numbers[i]);
    if (error != 0) return error;
  }
  return 0;
}

static int listen_on(struct server *server, int port) {
  struct sockaddr_in address;
  struct sockaddr_storage bound;
  int length = sizeof bound;
  uv_ip4_addr("127.0.0.1", port, &address);
  int error =
      uv_tcp_bind(&server->listener, (const struct sockaddr *) &address, 0);
  if (error != 0) return error;
  error = uv_listen((uv_stream_t *) &server->listener, BACKLOG, on_connection);
  if (error != 0) return error;
  error = uv_tcp_getsockname(&server->listener, (struct sockaddr *) &bound,
                             &length);
  if (error != 0) return error;
  server->generate.port =
      ntohs(((const struct sockaddr_in *) &bound)->sin_port);
  return 0;
}

int server_start(struct server *server) {
  uint64_t lifetime = server->options->lifetime;
  uv_timer_init(server->loop, &server->lifetime);
  uv_tcp_init(server->loop, &server->listener);
  server->lifetime.data = server;
  server->listener.data = server;
  int error = watch_signals(server);
  if (error == 0) error = listen_on(server, (int) server->options->port);
  if (error != 0 || lifetime == 0) return error;
  return uv_timer_start(&server->lifetime, on_lifetime, lifetime * 1000, 0);
}

static void close_handle(uv_handle_t *handle) {
  if (handle->type != UV_UNKNOWN_HANDLE && !uv_is_closing(handle)) {
    uv_close(handle, NULL);
  }
}

void server_stop(struct server *server) {
  if (server->stopping) return;
  server->stopping = true;
  close_handle((uv_handle_t *) &server->listener);
  close_handle((uv_handle_t *) &server->lifetime);
  close_handle((uv_handle_t *) &server->signals[0]);
  close_handle((uv_handle_t *) &server->signals[1]);
  connection_close_all(server);
}
