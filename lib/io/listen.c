/* SPDX-License-Identifier: MIT */
/* listen: one engine for all that accept connections. It accepts by itself,
 * since libuv would take one more than is wanted, and would drop those for
 * which there is no descriptor. */
#define _GNU_SOURCE
#include "io/listen.h"

#include <errno.h>
#include <unistd.h>

#include <rill/flow.h>

enum { BACKLOG = 511, PER_TURN = 64 };

struct listen_socket {
  uv_poll_t poll;
  rill_stage_t *stage;
  rill_connection_t *spare; /* made before it is accepted */
  rill_value_t bound;       /* where */
  int fd;
};

/* --- Building ------------------------------------------------------------- */

static rill_error_t *check_scheduler(rill_scheduler_t *scheduler) {
  if (scheduler == NULL) return rill_refuse("the scheduler is NULL");
  if (rill_uv_loop(scheduler) != NULL) return NULL;
  return rill_refuse("scheduler is of the kind %s (must be uv)",
                     rill_scheduler_name(scheduler));
}

rill_error_t *rill_listen_check(const void *params) {
  const rill_listen_params_t *p = params;
  rill_error_t *error = check_scheduler(p->scheduler);
  if (error != NULL) return error;
  if (rill_is_error(p->where)) return rill_ref(rill_as_error(p->where));
  if (p->backlog < 0)
    return rill_refuse("backlog is %d (must be >= 0)", p->backlog);
  if (p->retry_delay < 0 || p->keepalive < 0)
    return rill_refuse("%s is negative",
                       p->keepalive < 0 ? "keepalive" : "retry_delay");
  if (p->mode < 0 || p->mode > 07777)
    return rill_refuse("mode is %d (must be 0 to 07777)", p->mode);
  return rill_check_optional_fn(p->listening, 1, "listening");
}

void rill_listen_forget(void *params) {
  rill_listen_params_t *p = params;
  rill_unref(p->scheduler);
  rill_value_unref(p->where);
  rill_fn_drop(p->listening);
}

rill_operator_t *rill_listen_border(const void *params,
                                    rill_scheduler_t *origin) {
  const rill_listen_params_t *p = params;
  return p->scheduler != origin ? rill_subscribe_on(p->scheduler) : NULL;
}

int rill_listen_at(const rill_listen_params_t *params, int fd,
                   const void *address, socklen_t length) {
  int backlog = params->backlog > 0 ? params->backlog : BACKLOG;
  if (bind(fd, address, length) == 0 && listen(fd, backlog) == 0) return fd;
  int code = uv_translate_sys_error(errno);
  close(fd);
  return code;
}

static void listen_fail(rill_stage_t *stage, const char *verb, int code) {
  const rill_listen_params_t *p = rill_params(stage);
  char where[256];
  rill_value_format(p->where, where, sizeof where);
  rill_emit_error(stage, rill_error_new(code, "%s %s: %s", verb, where,
                                        rill_error_text(code)));
}

/* --- Accepting ------------------------------------------------------------ */

static void listen_update(rill_stage_t *stage);

static void listen_again(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  listen_update(stage);
}

/* There is nothing to accept with: later, perhaps. */
static void listen_pause(rill_stage_t *stage) {
  const rill_listen_params_t *p = rill_params(stage);
  rill_listening_t *listening = rill_state(stage);
  rill_time_t delay = p->retry_delay > 0 ? p->retry_delay : RILL_MS(100);
  rill_alarm_set(&listening->pause, stage,
                 rill_time_after(rill_stage_now(stage), delay), listen_again);
}

static bool is_shortage(int code) {
  return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM;
}

/* Of the one who came, not of the socket. */
static bool is_passing(int code) {
  return code == EINTR || code == ECONNABORTED || code == EPROTO ||
         code == EPERM || code == ENETDOWN || code == ENETUNREACH ||
         code == EHOSTDOWN || code == EHOSTUNREACH || code == ENOPROTOOPT ||
         code == EOPNOTSUPP || code == ENONET || code == ETIMEDOUT;
}

/* Nobody came after all: whether the next one may be tried. */
static bool listen_failed(rill_stage_t *stage, int code) {
  if (code == EAGAIN || code == EWOULDBLOCK) return false;
  if (is_passing(code)) return true;
  if (is_shortage(code))
    listen_pause(stage);
  else
    listen_fail(stage, "accept", uv_translate_sys_error(code));
  return false;
}

static void listen_greet(rill_stage_t *stage, int fd,
                         const struct sockaddr *peer) {
  const rill_listen_params_t *p = rill_params(stage);
  rill_listening_t *listening = rill_state(stage);
  rill_connection_t *connection = listening->socket->spare;
  listening->socket->spare = NULL;
  int code = p->kind->adopt(connection, fd);
  if (code != 0) {
    close(fd);
    rill_unref(connection);
    listen_fail(stage, "accept", code);
    return;
  }
  rill_stream_set_peer(connection->stream, peer);
  if (p->kind->handle == UV_NAMED_PIPE)
    rill_connection_open(connection, rill_value_ref(p->where));
  connection->stream->opened = true;
  if (p->kind->greet != NULL) p->kind->greet(p, connection);
  size_t used = rill_emit_own(stage, rill_object(connection));
  rill_demand_use(&listening->demand, used);
}

/* Whether the next one may be tried. */
static bool listen_accept(rill_stage_t *stage) {
  const rill_listen_params_t *p = rill_params(stage);
  struct listen_socket *socket =
      ((rill_listening_t *) rill_state(stage))->socket;
  struct sockaddr_storage peer = {0};
  socklen_t length = sizeof peer;
  if (socket->spare == NULL)
    socket->spare = rill_connection_new(p->scheduler, p->kind->handle);
  if (socket->spare == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return false;
  }
  int fd = accept4(socket->fd, (struct sockaddr *) &peer, &length,
                   SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return listen_failed(stage, errno);
  listen_greet(stage, fd, (struct sockaddr *) &peer);
  return true;
}

static void on_ready(uv_poll_t *poll, int status, int events) {
  rill_stage_t *stage =
      rill_container_of(poll, struct listen_socket, poll)->stage;
  rill_listening_t *listening = rill_state(stage);
  (void) events;
  if (stage->closed) return;
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  if (status != 0) listen_fail(stage, "accept", status);
  for (int n = 0; n < PER_TURN; n++) {
    if (stage->closed || listening->demand == 0) break;
    if (!listen_accept(stage)) break;
  }
  listen_update(stage);
  rill_leave(chain);
}

static void listen_update(rill_stage_t *stage) {
  rill_listening_t *listening = rill_state(stage);
  if (stage->closed || listening->socket == NULL) return;
  bool wanted = listening->demand > 0 && !rill_alarm_is_set(&listening->pause);
  if (wanted == listening->polling) return;
  listening->polling = wanted;
  int code = 0;
  if (wanted)
    code = uv_poll_start(&listening->socket->poll, UV_READABLE, on_ready);
  else
    uv_poll_stop(&listening->socket->poll);
  if (code != 0) listen_fail(stage, "listen", code);
}

/* --- The socket ----------------------------------------------------------- */

static void socket_free(uv_handle_t *handle) {
  struct listen_socket *socket =
      rill_container_of(handle, struct listen_socket, poll);
  rill_release(socket, sizeof *socket);
}

static void socket_close(struct listen_socket *socket) {
  rill_unref(socket->spare);
  rill_value_unref(socket->bound);
  uv_close((uv_handle_t *) &socket->poll, socket_free);
  close(socket->fd); /* so that it is free at once */
}

/* 0, or what was wrong. */
static int socket_open(rill_stage_t *stage) {
  const rill_listen_params_t *p = rill_params(stage);
  rill_listening_t *listening = rill_state(stage);
  struct listen_socket *socket = rill_allocate_zeroed(sizeof *socket);
  if (socket == NULL) return RILL_ENOMEM;
  socket->stage = stage;
  socket->fd = p->kind->open(p, &socket->bound);
  int code = socket->fd < 0 ? socket->fd : 0;
  if (code == 0) {
    code = uv_poll_init(rill_uv_loop(p->scheduler), &socket->poll, socket->fd);
    if (code != 0) close(socket->fd);
    if (code != 0 && p->kind->gone != NULL) p->kind->gone(p);
  }
  if (code == 0) {
    listening->socket = socket;
    return 0;
  }
  rill_value_unref(socket->bound);
  rill_release(socket, sizeof *socket);
  return code;
}

static void listen_tell(rill_stage_t *stage) {
  const rill_listen_params_t *p = rill_params(stage);
  rill_listening_t *listening = rill_state(stage);
  if (!rill_fn_is_set(p->listening)) return;
  rill_value_t bound = listening->socket->bound;
  rill_value_t answer = rill_is_error(bound)
                            ? rill_value_ref(bound)
                            : rill_invoke1(&p->listening, bound);
  if (rill_is_error(answer))
    rill_emit_failure(stage, answer);
  else
    rill_value_unref(answer);
}

void rill_listen_start(rill_stage_t *stage) {
  rill_listening_t *listening = rill_state(stage);
  int code = socket_open(stage);
  if (code == RILL_ENOMEM) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  if (code != 0) {
    listen_fail(stage, "listen", code);
    return;
  }
  rill_bell_hear(&listening->bell, stage);
  listen_tell(stage);
  listen_update(stage);
}

void rill_listen_request(rill_stage_t *stage, int64_t count) {
  rill_listening_t *listening = rill_state(stage);
  rill_demand_add(&listening->demand, count);
  listen_update(stage);
}

void rill_listen_release(rill_stage_t *stage) {
  const rill_listen_params_t *p = rill_params(stage);
  rill_listening_t *listening = rill_state(stage);
  rill_bell_leave(&listening->bell);
  rill_alarm_stop(&listening->pause);
  if (listening->socket == NULL) return;
  socket_close(listening->socket);
  listening->socket = NULL;
  if (p->kind->gone != NULL) p->kind->gone(p);
}
