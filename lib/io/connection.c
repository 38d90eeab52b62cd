/* SPDX-License-Identifier: MIT */
/* connection: what can be asked of one, and how it ends. */
#include "io/connection.h"

/* --- Who may ask ---------------------------------------------------------- */

rill_error_t *rill_connection_check(const rill_connection_t *c) {
  if (c == NULL) return rill_refuse("connection is NULL");
  if (c->stream != NULL) return NULL;
  if (c->code == RILL_ENOMEM) return rill_error_no_memory();
  return rill_error_new(c->code, "there is no connection: %s",
                        rill_error_text(c->code));
}

rill_promise_t *rill_connection_refuse(const rill_connection_t *c,
                                       const char *name) {
  rill_error_t *error = rill_connection_check(c);
  if (error == NULL) return rill_promise_refuse(c->stream->scheduler, name);
  rill_error_t *named = rill_error_new(rill_error_code(error), "%s: %s", name,
                                       rill_error_message(error));
  rill_unref(error);
  return rill_promise_failed(NULL, named);
}

int rill_connection_refuse_code(const rill_connection_t *c, const char *name) {
  if (c == NULL) return RILL_EINVAL;
  if (c->stream == NULL) return c->code;
  rill_scheduler_t *scheduler = c->stream->scheduler;
  if (!rill_scheduler_is_current(scheduler))
    return rill_scheduler_trespass(scheduler, name);
  return c->stream->closed ? RILL_ECLOSED : 0;
}

/* --- Waiting -------------------------------------------------------------- */

rill_error_t *rill_connection_over(const rill_stream_t *stream,
                                   const char *verb, int code) {
  char name[128];
  if (code != RILL_ECLOSED) return rill_stream_error(stream, verb, code);
  rill_stream_name(stream, name, sizeof name);
  return rill_error_new(RILL_ECLOSED, "%s %s: the connection was closed here",
                        verb, name);
}

static void awaiting_end(rill_awaiting_t *awaiting) {
  rill_unref(awaiting->promise);
  rill_release(awaiting, sizeof *awaiting);
}

static void awaiting_done(rill_waiter_t *waiter, rill_stream_t *stream,
                          int code) {
  rill_awaiting_t *awaiting =
      rill_container_of(waiter, rill_awaiting_t, waiter);
  rill_promise_unhook(awaiting->promise);
  rill_value_t outcome = awaiting->value;
  if (code != 0)
    outcome = rill_fail(rill_connection_over(stream, awaiting->verb, code));
  rill_promise_conclude(awaiting->promise, outcome);
  awaiting_end(awaiting);
}

/* It is cancelled. */
static void awaiting_hook(void *context, bool canceled) {
  rill_awaiting_t *awaiting = context;
  if (!canceled) return;
  rill_waiter_leave(&awaiting->waiter);
  awaiting_end(awaiting);
}

bool rill_connection_await(rill_waiters_t *line, uint64_t at, const char *verb,
                           rill_promise_t *promise, rill_value_t value) {
  rill_awaiting_t *awaiting = rill_allocate_zeroed(sizeof *awaiting);
  if (awaiting == NULL) return false;
  awaiting->promise = rill_ref(promise);
  awaiting->value = value;
  awaiting->verb = verb;
  awaiting->waiter.done = awaiting_done;
  rill_stream_wait(line, &awaiting->waiter, at);
  rill_promise_hook(promise, awaiting_hook, awaiting);
  return true;
}

/* A promise of nothing, when that has happened. */
static rill_promise_t *await_on(rill_stream_t *stream, rill_waiters_t *line,
                                const char *verb) {
  rill_promise_t *promise =
      rill_promise_new(stream->scheduler, sizeof *promise, 0);
  if (promise == NULL) return rill_promise_no_memory(stream->scheduler);
  if (rill_connection_await(line, stream->taken, verb, promise, rill_none()))
    return promise;
  rill_unref(promise);
  return rill_promise_no_memory(stream->scheduler);
}

static rill_promise_t *refuse_over(const rill_stream_t *stream,
                                   const char *verb) {
  return rill_promise_failed(
      stream->scheduler,
      rill_connection_over(stream, verb, stream->write_code));
}

/* --- Ending --------------------------------------------------------------- */

rill_promise_t *rill_connection_flush(rill_connection_t *c) {
  rill_promise_t *promise = rill_connection_refuse(c, "rill_connection_flush");
  if (promise != NULL) return promise;
  if (c->stream->write_code != 0) return refuse_over(c->stream, "flush");
  promise = await_on(c->stream, &c->stream->drained, "flush");
  rill_stream_advance(c->stream);
  return promise;
}

rill_promise_t *rill_connection_shutdown(rill_connection_t *c) {
  rill_promise_t *promise =
      rill_connection_refuse(c, "rill_connection_shutdown");
  if (promise != NULL) return promise;
  rill_stream_t *stream = c->stream;
  if (stream->write_code != 0) return refuse_over(stream, "shutdown");
  if (stream->shut && !stream->writing)
    return rill_promise_resolve(stream->scheduler, rill_none());
  promise = await_on(stream, &stream->shutting, "shutdown");
  stream->ending = true;
  rill_stream_advance(stream);
  return promise;
}

rill_promise_t *rill_connection_close(rill_connection_t *c) {
  rill_promise_t *promise = rill_connection_refuse(c, "rill_connection_close");
  if (promise != NULL) return promise;
  rill_stream_t *stream = c->stream;
  if (stream->member.io == NULL) /* it has been closed */
    return rill_promise_resolve(stream->scheduler, rill_none());
  promise = await_on(stream, &stream->closing, "close");
  rill_stream_leave(stream);
  return promise;
}

void rill_connection_abort(rill_connection_t *c) {
  static const struct linger none = {.l_onoff = 1, .l_linger = 0};
  if (rill_connection_refuse_code(c, "rill_connection_abort") != 0) return;
  int fd = rill_connection_fd(c);
  /* Closing sends a reset then. */
  if (c->stream->peer.any.sa_family != AF_UNSPEC && fd >= 0)
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  rill_stream_close(c->stream);
}

/* --- Options -------------------------------------------------------------- */

int rill_connection_set_marks(rill_connection_t *c, int64_t high, int64_t low,
                              int64_t limit) {
  int code = rill_connection_refuse_code(c, "rill_connection_set_marks");
  if (code != 0) return code;
  rill_stream_t *stream = c->stream;
  if (high < 0 || low < 0 || limit < 0) return RILL_EINVAL;
  if (high == 0) high = (int64_t) stream->high;
  if (low == 0) low = (int64_t) stream->low;
  if (limit == 0) limit = (int64_t) stream->most;
  if (low > high || high > limit) return RILL_EINVAL;
  stream->high = (size_t) high;
  stream->low = (size_t) low;
  stream->most = (size_t) limit;
  return 0;
}

static bool is_tcp(const rill_connection_t *c) {
  return rill_connection_fd(c) >= 0 && c->stream->uv.any.type == UV_TCP;
}

int rill_connection_set_nodelay(rill_connection_t *c, bool on) {
  int code = rill_connection_refuse_code(c, "rill_connection_set_nodelay");
  if (code != 0) return code;
  return is_tcp(c) ? uv_tcp_nodelay(&c->stream->uv.tcp, on) : UV_ENOTSUP;
}

int rill_connection_set_keepalive(rill_connection_t *c, rill_time_t idle) {
  int code = rill_connection_refuse_code(c, "rill_connection_set_keepalive");
  if (code != 0) return code;
  rill_time_t seconds = (idle + RILL_SEC(1) - 1) / RILL_SEC(1);
  if (idle < 0 || seconds > INT32_MAX) return RILL_EINVAL;
  if (!is_tcp(c)) return UV_ENOTSUP;
  return uv_tcp_keepalive(&c->stream->uv.tcp, idle > 0, (unsigned) seconds);
}

/* --- Asking --------------------------------------------------------------- */

rill_value_t rill_connection_peer(const rill_connection_t *c) {
  if (c == NULL || c->stream == NULL) return rill_none();
  const rill_stream_t *stream = c->stream;
  if (stream->peer.any.sa_family == AF_UNSPEC)
    return rill_value_ref(stream->name);
  return rill_address_from(&stream->peer.any);
}

rill_value_t rill_connection_local(const rill_connection_t *c) {
  struct sockaddr_storage storage = {0};
  socklen_t length = sizeof storage;
  const void *any = &storage;
  int fd = rill_connection_fd(c);
  if (fd < 0 || getsockname(fd, (struct sockaddr *) &storage, &length) != 0)
    return rill_none();
  if (storage.ss_family != AF_INET && storage.ss_family != AF_INET6)
    return rill_none();
  return rill_address_from(any);
}

int rill_connection_fd(const rill_connection_t *c) {
  if (c == NULL || c->stream == NULL || c->stream->closed) return -1;
  return c->stream->ops->number(c->stream);
}

bool rill_connection_is_closed(const rill_connection_t *c) {
  return c == NULL || c->stream == NULL || c->stream->closed;
}

uint64_t rill_connection_received(const rill_connection_t *c) {
  return c != NULL && c->stream != NULL ? c->stream->received : 0;
}

uint64_t rill_connection_sent(const rill_connection_t *c) {
  return c != NULL && c->stream != NULL ? c->stream->sent : 0;
}

size_t rill_connection_queued(const rill_connection_t *c) {
  if (c == NULL || c->stream == NULL) return 0;
  return rill_stream_queued(c->stream);
}
