/* SPDX-License-Identifier: MIT */
/* connection_bytes: what comes over a connection, read while there is
 * demand. */
#include "io/connection.h"

#include <rill/flow.h>

struct reading {
  int64_t demand;
  bool started, emitting;
};

static rill_connection_t *connection_of(const rill_stage_t *stage) {
  return *(rill_connection_t *const *) rill_params(stage);
}

static rill_error_t *connection_bytes_check(const void *params) {
  return rill_connection_check(*(rill_connection_t *const *) params);
}

static void connection_bytes_forget(void *params) {
  rill_unref(*(rill_connection_t **) params);
}

static rill_operator_t *connection_bytes_border(const void *params,
                                                rill_scheduler_t *origin) {
  const rill_connection_t *c = *(rill_connection_t *const *) params;
  return c->stream->scheduler != origin
             ? rill_subscribe_on(c->stream->scheduler)
             : NULL;
}

/* --- Ends ----------------------------------------------------------------- */

static rill_error_t *reading_error(const rill_stream_t *stream, int code) {
  char name[128];
  if (code != RILL_ECLOSED) return rill_stream_error(stream, "read", code);
  rill_stream_name(stream, name, sizeof name);
  return rill_error_new(RILL_ECLOSED, "read %s: the connection was closed here",
                        name);
}

static bool reading_end(rill_stage_t *stage, rill_stream_t *stream) {
  int code = stream->read_code;
  if (code == 0 && stream->closed) code = RILL_ECLOSED;
  if (code == 0) return false;
  if (code == UV_EOF)
    rill_emit_complete(stage);
  else
    rill_emit_error(stage, reading_error(stream, code));
  return true;
}

/* Reads, or does not, as demand wants it. */
static void reading_update(rill_stage_t *stage) {
  struct reading *reading = rill_state(stage);
  rill_stream_t *stream = connection_of(stage)->stream;
  if (stage->closed || !reading->started || reading->emitting) return;
  if (reading_end(stage, stream)) return;
  bool wanted = reading->demand > 0;
  if (wanted == stream->reading) return;
  stream->reading = wanted;
  int code = stream->ops->read(stream, wanted);
  if (code == 0 || !wanted) return;
  stream->reading = false;
  stream->read_code = code;
  reading_end(stage, stream);
}

/* --- What comes ----------------------------------------------------------- */

void rill_stream_got(rill_stream_t *stream, rill_value_t bytes) {
  rill_stage_t *stage = stream->reader;
  if (rill_is_error(bytes)) { /* there was something, and it is lost */
    rill_value_unref(bytes);
    rill_stream_ended(stream, RILL_ENOMEM);
    return;
  }
  struct reading *reading = rill_state(stage);
  rill_chain_t *chain = stage->chain;
  size_t length;
  rill_as_bytes(bytes, &length);
  stream->received += length;
  rill_enter(chain);
  reading->emitting = true;
  size_t used = rill_emit_own(stage, bytes);
  reading->emitting = false;
  rill_demand_use(&reading->demand, used);
  reading_update(stage);
  rill_leave(chain);
}

void rill_stream_ended(rill_stream_t *stream, int code) {
  stream->read_code = code != 0 ? code : UV_EOF;
  if (stream->reading) stream->ops->read(stream, false);
  stream->reading = false;
  rill_stream_disturb(stream);
}

void rill_stream_disturb(rill_stream_t *stream) {
  rill_stage_t *stage = stream->reader;
  if (stage == NULL) return;
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  reading_update(stage);
  rill_leave(chain);
}

/* --- The stage ------------------------------------------------------------ */

static void connection_bytes_start(rill_stage_t *stage) {
  struct reading *reading = rill_state(stage);
  rill_stream_t *stream = connection_of(stage)->stream;
  char name[128];
  if (stream->reader != NULL) {
    rill_stream_name(stream, name, sizeof name);
    rill_emit_error(stage, rill_error_new(RILL_EALREADY,
                                          "rill_connection_bytes: %s is being "
                                          "read by another subscriber",
                                          name));
    return;
  }
  stream->reader = stage;
  reading->started = true;
  reading_update(stage);
}

static void connection_bytes_request(rill_stage_t *stage, int64_t count) {
  struct reading *reading = rill_state(stage);
  rill_demand_add(&reading->demand, count);
  reading_update(stage);
}

static void connection_bytes_release(rill_stage_t *stage) {
  rill_stream_t *stream = connection_of(stage)->stream;
  if (stream->reader != stage) return;
  stream->reader = NULL;
  if (stream->reading && !stream->closed) stream->ops->read(stream, false);
  stream->reading = false;
}

static const rill_stage_ops_t connection_bytes_ops = {
    .name = "connection_bytes",
    .state_size = sizeof(struct reading),
    .params_size = sizeof(rill_connection_t *),
    .border = connection_bytes_border,
    .check = connection_bytes_check,
    .forget = connection_bytes_forget,
    .start = connection_bytes_start,
    .request = connection_bytes_request,
    .release = connection_bytes_release,
};

rill_observable_t *rill_connection_bytes(rill_connection_t *connection) {
  rill_connection_t *kept = rill_ref(connection);
  return rill_source_make(&connection_bytes_ops, &kept);
}
