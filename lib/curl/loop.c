/* SPDX-License-Identifier: MIT */
/* libcurl's multi handle on a uv loop: a poll handle per socket, one timer. */
#include "curl/http.h"

/* Sockets outlive the client's handle by one turn of the loop. */
struct http_socket {
  rill_value_t self;
  struct http_client *client;
  uv_poll_t poll;
  int events; /* that libcurl waits for */
};

static const rill_type_t http_socket_type = {
    .name = "http socket",
    .size = sizeof(struct http_socket),
};

/* Each handle of libuv holds the client. */
static void handle_gone(struct http_client *client) {
  client->handles--;
  http_client_unref(client);
}

static void on_timer(uv_timer_t *timer);

static void loop_rearm(struct http_client *client) {
  long timeout = -1;
  if (client->multi == NULL) return;
  if (uv_is_active((const uv_handle_t *) &client->timer)) return;
  curl_multi_timeout(client->multi, &timeout);
  if (client->stats.active == 0 || timeout < 0) return;
  /* libcurl does not repeat a wish that came due a little early. */
  uv_update_time(client->loop);
  uv_timer_start(&client->timer, on_timer,
                 (uint64_t) timeout + (timeout > 0), 0);
}

static void loop_action(struct http_client *client, curl_socket_t fd,
                        int events) {
  int running;
  http_client_ref(client);
  if (client->multi != NULL) {
    struct http_quiet quiet = http_quiet_begin();
    curl_multi_socket_action(client->multi, fd, events, &running);
    http_quiet_end(&quiet);
  }
  http_client_settle(client);
  loop_rearm(client);
  http_client_unref(client);
}

/* --- Sockets -------------------------------------------------------------- */

static void on_socket_closed(uv_handle_t *handle) {
  struct http_socket *socket = handle->data;
  handle_gone(socket->client);
  rill_value_unref(socket->self);
}

static void on_poll(uv_poll_t *poll, int status, int events) {
  struct http_socket *socket = poll->data;
  int flags = 0;
  uv_os_fd_t fd;
  if (uv_fileno((const uv_handle_t *) poll, &fd) != 0) return;
  /* libuv stops at an error. libcurl is to read what it is, and says no more
   * than "error" if it is told of one. */
  if (status < 0) {
    uv_poll_start(poll, socket->events, on_poll);
    events = UV_READABLE | UV_WRITABLE;
  }
  if (events & UV_READABLE) flags |= CURL_CSELECT_IN;
  if (events & UV_WRITABLE) flags |= CURL_CSELECT_OUT;
  loop_action(socket->client, fd, flags);
}

static struct http_socket *socket_new(struct http_client *client,
                                      curl_socket_t fd) {
  const struct http_socket fresh = {.client = client};
  rill_value_t box = rill_box(&http_socket_type, &fresh);
  struct http_socket *socket = rill_unbox(box, &http_socket_type);
  if (socket == NULL || uv_poll_init_socket(client->loop, &socket->poll, fd)) {
    rill_value_unref(box);
    return NULL;
  }
  socket->self = box;
  socket->poll.data = socket;
  client->handles++;
  http_client_ref(client);
  curl_multi_assign(client->multi, fd, socket);
  return socket;
}

static void socket_drop(struct http_client *client, curl_socket_t fd,
                        struct http_socket *socket) {
  if (socket == NULL) return;
  /* The descriptor may be closed, and its number used again, at once. */
  uv_poll_stop(&socket->poll);
  uv_close((uv_handle_t *) &socket->poll, on_socket_closed);
  curl_multi_assign(client->multi, fd, NULL);
}

static void socket_fail(CURL *easy) {
  struct http_transfer *transfer = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
  if (transfer == NULL) return;
  http_transfer_note(transfer,
                     http_failure_new(transfer->request, RILL_ENOMEM,
                                      "the loop cannot watch the connection"));
  http_client_ready(transfer);
  http_loop_kick(transfer->client);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *context,
                     void *socket_context) {
  struct http_client *client = context;
  struct http_socket *socket = socket_context;
  int events = 0;
  if (what == CURL_POLL_REMOVE) {
    socket_drop(client, fd, socket);
    return 0;
  }
  if (client->multi == NULL) return 0;
  if (socket == NULL) socket = socket_new(client, fd);
  if (what & CURL_POLL_IN) events |= UV_READABLE;
  if (what & CURL_POLL_OUT) events |= UV_WRITABLE;
  if (socket != NULL) socket->events = events;
  if (socket == NULL || uv_poll_start(&socket->poll, events, on_poll) != 0)
    socket_fail(easy);
  return 0;
}

/* --- The timer ------------------------------------------------------------ */

static void on_timer(uv_timer_t *timer) {
  loop_action(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static int on_timeout_wish(CURLM *multi, long timeout, void *context) {
  struct http_client *client = context;
  (void) multi;
  if (timeout < 0) {
    uv_timer_stop(&client->timer);
    return 0;
  }
  uv_update_time(client->loop);
  uv_timer_start(&client->timer, on_timer, (uint64_t) timeout, 0);
  return 0;
}

void http_loop_kick(struct http_client *client) {
  if (client->multi != NULL) uv_timer_start(&client->timer, on_timer, 0, 0);
}

static void on_timer_closed(uv_handle_t *handle) { handle_gone(handle->data); }

/* --- Opening and closing -------------------------------------------------- */

bool http_loop_open(struct http_client *client) {
  CURLM *multi = curl_multi_init();
  if (multi == NULL) return false;
  long most = client->max_connections > INT32_MAX
                  ? INT32_MAX
                  : (long) client->max_connections;
  uv_timer_init(client->loop, &client->timer);
  client->timer.data = client;
  client->handles = 1;
  http_client_ref(client);
  client->multi = multi;
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, client);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timeout_wish);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, client);
  curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, most);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, most);
  return true;
}

void http_loop_close(struct http_client *client) {
  CURLM *multi = client->multi;
  client->multi = NULL;
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, NULL);
  struct http_quiet quiet = http_quiet_begin();
  curl_multi_cleanup(multi);
  http_quiet_end(&quiet);
  uv_close((uv_handle_t *) &client->timer, on_timer_closed);
}
