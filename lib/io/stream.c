/* SPDX-License-Identifier: MIT */
/* stream: from the handle that libuv fills to the one that it gives back. */
#include "io/stream.h"

#include <signal.h>

#include <pthread.h>

enum { HIGH = 64 * 1024, LOW = 16 * 1024, MOST = 16 * 1024 * 1024 };

/* --- Counting ------------------------------------------------------------- */

void rill_stream_hold(rill_stream_t *stream) { rill_count_up(&stream->count); }

void rill_stream_unref(rill_stream_t *stream) {
  if (!rill_count_down(&stream->count)) return;
  rill_value_unref(stream->name);
  rill_unref(stream->scheduler);
  rill_release(stream, stream->size);
}

void rill_stream_end(rill_stream_t *stream) {
  bool well = stream->write_code == RILL_ECLOSED && !stream->lost;
  rill_io_leave(&stream->member);
  rill_stream_tell(stream, &stream->closing, well ? 0 : stream->write_code);
  rill_stream_unref(stream);
}

/* --- Waiting -------------------------------------------------------------- */

void rill_stream_wait(rill_waiters_t *line, rill_waiter_t *waiter,
                      uint64_t at) {
  if (line->first == NULL) line->end = &line->first;
  waiter->at = at;
  waiter->line = line;
  waiter->next = NULL;
  waiter->link = line->end;
  *line->end = waiter;
  line->end = &waiter->next;
}

void rill_waiter_leave(rill_waiter_t *waiter) {
  if (waiter->line == NULL) return;
  *waiter->link = waiter->next;
  if (waiter->next != NULL)
    waiter->next->link = waiter->link;
  else
    waiter->line->end = waiter->link;
  waiter->line = NULL;
}

void rill_stream_tell(rill_stream_t *stream, rill_waiters_t *line, int code) {
  while (line->first != NULL) {
    rill_waiter_t *waiter = line->first;
    rill_waiter_leave(waiter);
    waiter->done(waiter, stream, code);
  }
}

/* --- Closing -------------------------------------------------------------- */

void rill_stream_close(rill_stream_t *stream) {
  if (stream->closed) return;
  stream->closed = true;
  stream->lost = rill_stream_queued(stream) > 0;
  if (stream->write_code == 0) stream->write_code = RILL_ECLOSED;
  rill_stream_hold(stream);
  rill_stream_weigh(stream);
  stream->ops->close(stream);
  rill_ring_clear(&stream->queue);
  rill_stream_tell(stream, &stream->room, stream->write_code);
  rill_stream_tell(stream, &stream->drained, stream->write_code);
  rill_stream_tell(stream, &stream->shutting, stream->write_code);
  rill_stream_disturb(stream);
  rill_stream_unref(stream);
}

void rill_stream_leave(rill_stream_t *stream) {
  stream->ending = true;
  stream->leaving = true;
  rill_stream_advance(stream);
}

static void stream_scheduler_closes(rill_io_member_t *member) {
  rill_stream_close(rill_container_of(member, rill_stream_t, member));
}

/* The last handle has gone, perhaps on another thread. */
static void stream_dropped(rill_job_t *job, int status) {
  rill_stream_t *stream = rill_container_of(job, rill_stream_t, job);
  if (status != 0 || !stream->opened)
    rill_stream_close(stream);
  else
    rill_stream_leave(stream);
  rill_stream_unref(stream);
}

static void connection_destroy(void *object) {
  rill_stream_t *stream = ((rill_connection_t *) object)->stream;
  if (stream == NULL) return;
  if (rill_scheduler_is_current(stream->scheduler)) {
    stream_dropped(&stream->job, 0);
    return;
  }
  stream->job.run = stream_dropped;
  if (rill_post_job(stream->scheduler, &stream->job) != 0)
    rill_stream_unref(stream); /* it has closed everything */
}

static size_t connection_format(const void *object, char *text, size_t size) {
  const rill_connection_t *connection = object;
  const rill_stream_t *stream = connection->stream;
  char name[128] = "";
  if (stream != NULL) rill_stream_name(stream, name, sizeof name);
  bool closed = stream == NULL || stream->closed;
  int length =
      snprintf(text, size, "connection(%s%s)", name, closed ? ", closed" : "");
  return length > 0 ? (size_t) length : 0;
}

const rill_type_t rill_connection_type = {
    .name = "connection",
    .destroy = connection_destroy,
    .format = connection_format,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* --- Making --------------------------------------------------------------- */

static void pipe_signal_ignore(void) {
  struct sigaction action;
  if (sigaction(SIGPIPE, NULL, &action) != 0) return;
  if ((action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_DFL)
    return;
  signal(SIGPIPE, SIG_IGN);
}

static rill_stream_t *stream_new(rill_scheduler_t *scheduler,
                                 const rill_stream_ops_t *ops, size_t size) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, pipe_signal_ignore);
  rill_stream_t *stream = rill_allocate_zeroed(size);
  if (stream == NULL) return NULL;
  if (!rill_io_join(scheduler, &stream->member, stream_scheduler_closes)) {
    rill_release(stream, size);
    return NULL;
  }
  stream->ops = ops;
  stream->size = (uint32_t) size;
  stream->scheduler = rill_ref(scheduler);
  stream->count = 2; /* the connection's, and the handle's */
  stream->high = HIGH;
  stream->low = LOW;
  stream->most = MOST;
  return stream;
}

rill_connection_t *rill_connection_make(rill_scheduler_t *scheduler,
                                        const rill_stream_ops_t *ops,
                                        size_t size) {
  rill_connection_t *connection =
      rill_object_new_zeroed(&rill_connection_type, sizeof *connection);
  if (connection == NULL) return NULL;
  connection->stream = stream_new(scheduler, ops, size);
  if (connection->stream != NULL) return connection;
  rill_unref(connection);
  return NULL;
}

void rill_connection_open(rill_connection_t *connection, rill_value_t name) {
  rill_stream_t *stream = connection->stream;
  const struct sockaddr *peer = rill_as_sockaddr(name, NULL);
  if (peer != NULL) {
    rill_stream_set_peer(stream, peer);
    rill_value_unref(name);
  } else if (!rill_is_error(name)) { /* without memory it has none */
    rill_value_unref(stream->name);
    stream->name = name;
  }
  stream->opened = true;
}

/* --- Names ---------------------------------------------------------------- */

void rill_stream_set_peer(rill_stream_t *stream, const struct sockaddr *peer) {
  if (peer->sa_family == AF_INET)
    memcpy(&stream->peer, peer, sizeof stream->peer.four);
  else if (peer->sa_family == AF_INET6)
    memcpy(&stream->peer, peer, sizeof stream->peer.six);
}

size_t rill_stream_name(const rill_stream_t *stream, char *text, size_t size) {
  rill_address_t address = {{0}};
  if (!rill_is_none(stream->name))
    return rill_value_format(stream->name, text, size);
  if (stream->peer.any.sa_family == AF_UNSPEC)
    return (size_t) snprintf(text, size, "?");
  memcpy(&address.storage, &stream->peer, sizeof stream->peer);
  return rill_address_type.format(&address, text, size);
}

rill_error_t *rill_stream_error(const rill_stream_t *stream, const char *verb,
                                int code) {
  char name[256];
  if (code == RILL_ENOMEM) return rill_error_no_memory();
  rill_stream_name(stream, name, sizeof name);
  return rill_error_new(code, "%s %s: %s", verb, name, rill_error_text(code));
}
