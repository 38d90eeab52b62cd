/* SPDX-License-Identifier: MIT */
/* attempts: one address after another, and beside a slow one the next:
 * RFC 8305. */
#include "io/tcp_connect.h"

/* --- The end -------------------------------------------------------------- */

/* The handle closes; what libuv says of it then, nobody hears. */
static rill_connection_t *attempt_take(rill_attempt_t *attempt) {
  rill_connection_t *connection = attempt->connection;
  connection->stream->connecting = NULL;
  *attempt->link = attempt->next;
  if (attempt->next != NULL) attempt->next->link = attempt->link;
  rill_release(attempt, sizeof *attempt);
  return connection;
}

static void connect_stop(rill_connect_t *connect) {
  rill_scheduler_t *scheduler = connect->request.promise->scheduler;
  rill_unschedule(scheduler, &connect->fallback);
  rill_unschedule(scheduler, &connect->limit);
  while (connect->attempts != NULL) rill_unref(attempt_take(connect->attempts));
  if (connect->looking != NULL) {
    rill_watch_stop(&connect->lookup);
    rill_promise_cancel(connect->looking);
    rill_promise_error(connect->looking); /* it is settled, and handled */
    rill_unref(connect->looking);
    connect->looking = NULL;
  }
}

void rill_connect_end(rill_connect_t *connect, rill_value_t outcome) {
  connect_stop(connect);
  rill_value_unref(connect->addresses);
  rill_value_unref(connect->local);
  rill_unref(connect->failure);
  rill_request_end(&connect->request, outcome);
}

static void connect_fail(rill_connect_t *connect, rill_error_t *error) {
  rill_connect_end(connect, rill_fail(error));
}

static size_t address_count(const rill_connect_t *connect) {
  return rill_list_length(connect->addresses);
}

/* All have failed. */
static void connect_give_up(rill_connect_t *connect) {
  rill_error_t *last = connect->failure;
  connect->failure = NULL;
  if (address_count(connect) > 1 && last != rill_error_no_memory())
    last = rill_error_wrap(last, rill_error_code(last),
                           "%s (the last of %zu addresses%s%s)",
                           rill_error_message(last), address_count(connect),
                           *connect->host != '\0' ? " of " : "", connect->host);
  connect_fail(connect, last);
}

/* --- Attempts ------------------------------------------------------------- */

static void connect_try(rill_connect_t *connect);

static void connect_won(rill_connect_t *connect, rill_attempt_t *attempt) {
  rill_connection_t *connection = attempt_take(attempt);
  connection->stream->opened = true;
  if (connect->nodelay) rill_connection_set_nodelay(connection, true);
  if (connect->keepalive > 0)
    rill_connection_set_keepalive(connection, connect->keepalive);
  rill_connect_end(connect, rill_object(connection));
}

static void attempt_failed(rill_attempt_t *attempt, int code) {
  rill_connect_t *connect = attempt->connect;
  rill_stream_t *stream = attempt->connection->stream;
  rill_unref(connect->failure);
  connect->failure = rill_stream_error(stream, "connect", code);
  rill_unref(attempt_take(attempt));
}

static void attempt_done(uv_connect_t *uv, int status) {
  rill_attempt_t *attempt = ((rill_stream_t *) uv->handle->data)->connecting;
  if (attempt == NULL) return;
  rill_connect_t *connect = attempt->connect;
  if (status == 0) {
    connect_won(connect, attempt);
    return;
  }
  attempt_failed(attempt, status);
  connect_try(connect);
}

static rill_attempt_t *attempt_new(rill_connect_t *connect,
                                   const struct sockaddr *address) {
  rill_scheduler_t *scheduler = connect->request.promise->scheduler;
  rill_attempt_t *attempt = rill_allocate_zeroed(sizeof *attempt);
  if (attempt == NULL) return NULL;
  attempt->connection = rill_connection_new(scheduler, UV_TCP);
  if (attempt->connection == NULL) {
    rill_release(attempt, sizeof *attempt);
    return NULL;
  }
  rill_stream_set_peer(attempt->connection->stream, address);
  attempt->connection->stream->connecting = attempt;
  attempt->connect = connect;
  attempt->next = connect->attempts;
  attempt->link = &connect->attempts;
  if (attempt->next != NULL) attempt->next->link = &attempt->next;
  connect->attempts = attempt;
  return attempt;
}

static int attempt_start(rill_connect_t *connect, rill_attempt_t *attempt,
                         const struct sockaddr *address) {
  rill_stream_t *stream = attempt->connection->stream;
  const struct sockaddr *local = rill_as_sockaddr(connect->local, NULL);
  if (local != NULL && local->sa_family != address->sa_family)
    return UV_EAFNOSUPPORT;
  int code = local != NULL ? uv_tcp_bind(&stream->uv.tcp, local, 0) : 0;
  if (code != 0) return code;
  return uv_tcp_connect(&stream->request.connect, &stream->uv.tcp, address,
                        attempt_done);
}

/* Begins with the next address; whether it is under way. */
static bool connect_begin_next(rill_connect_t *connect) {
  rill_value_t next = rill_list_get(connect->addresses, connect->next++);
  const struct sockaddr *address = rill_as_sockaddr(next, NULL);
  rill_attempt_t *attempt = attempt_new(connect, address);
  if (attempt == NULL) {
    rill_unref(connect->failure);
    connect->failure = rill_error_no_memory();
    return false;
  }
  int code = attempt_start(connect, attempt, address);
  if (code != 0) attempt_failed(attempt, code);
  return code == 0;
}

/* One has failed, or is slow: the next one, if there is one. */
static void connect_try(rill_connect_t *connect) {
  rill_scheduler_t *scheduler = connect->request.promise->scheduler;
  rill_unschedule(scheduler, &connect->fallback);
  while (connect->next < address_count(connect))
    if (connect_begin_next(connect)) break;
  if (connect->attempts == NULL) {
    connect_give_up(connect);
    return;
  }
  if (connect->next == address_count(connect)) return;
  rill_schedule_at(
      scheduler, &connect->fallback,
      rill_time_after(rill_now(scheduler), connect->fallback_delay));
}

static void connect_fall_back(rill_task_t *task, int status) {
  if (status != 0) return; /* the request hears of it too */
  connect_try(rill_container_of(task, rill_connect_t, fallback));
}

static void connect_too_late(rill_task_t *task, int status) {
  rill_connect_t *connect = rill_container_of(task, rill_connect_t, limit);
  if (status != 0) return;
  char where[64];
  if (*connect->host != '\0')
    snprintf(where, sizeof where, ":%d", connect->port);
  else
    rill_value_format(rill_list_get(connect->addresses, 0), where,
                      sizeof where);
  connect_fail(connect, rill_error_new(RILL_ETIMEDOUT,
                                       "connect %s%s: timed out after %.3f s",
                                       connect->host, where,
                                       (double) connect->timeout / 1e9));
}

/* --- Addresses ------------------------------------------------------------ */

/* With the list (borrowed), or the error instead of it. */
void rill_connect_to(rill_connect_t *connect, rill_value_t list) {
  if (!rill_is_error(list) && rill_list_length(list) == 0) {
    connect_fail(connect, rill_error_new(UV_EAI_NONAME,
                                         "connect %s:%d: there is no address",
                                         connect->host, connect->port));
    return;
  }
  rill_value_t sorted =
      rill_is_error(list) ? rill_value_ref(list) : rill_addresses_in_turn(list);
  if (rill_is_error(sorted)) {
    rill_connect_end(connect, sorted);
    return;
  }
  connect->addresses = sorted;
  connect_try(connect);
}

/* --- The request ---------------------------------------------------------- */

static void connect_hook(void *context, bool canceled) {
  /* Settled already: what is under way is ended for nobody. */
  if (canceled) rill_connect_end(context, rill_none());
}

static void connect_closed(rill_task_t *task, int status) {
  (void) status;
  rill_connect_t *connect =
      rill_container_of(task, rill_connect_t, request.closing);
  rill_promise_unhook(connect->request.promise);
  rill_connect_end(connect, rill_promise_closed());
}

rill_connect_t *rill_connect_new(rill_scheduler_t *scheduler, const char *host,
                                 const rill_tcp_connect_opts_t *o) {
  size_t size = sizeof(rill_connect_t) + strlen(host) + 1;
  rill_connect_t *connect = rill_request_new(scheduler, size);
  if (connect == NULL) return NULL;
  strcpy(connect->host, host);
  connect->request.closing.run = connect_closed;
  connect->fallback.run = connect_fall_back;
  connect->limit.run = connect_too_late;
  connect->timeout = o->timeout;
  connect->fallback_delay =
      o->fallback_delay > 0 ? o->fallback_delay : RILL_MS(250);
  connect->keepalive = o->keepalive;
  connect->nodelay = o->nodelay;
  connect->local = rill_value_ref(o->local);
  rill_promise_hook(connect->request.promise, connect_hook, connect);
  if (o->timeout > 0)
    rill_schedule_at(scheduler, &connect->limit,
                     rill_time_after(rill_now(scheduler), o->timeout));
  return connect;
}
