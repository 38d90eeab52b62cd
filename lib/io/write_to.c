/* SPDX-License-Identifier: MIT */
/* write_to: drains a stream of bytes into a connection, as it has room. */
#include "io/connection.h"
#include "shared/options.h"
#include "shared/result.h"

struct write_to_params {
  rill_connection_t *connection;
  bool shutdown;
};

struct write_to {
  rill_waiter_t waiter; /* for room, and in the end for all to be sent */
  rill_alarm_t breath;
  rill_result_t result;
  int64_t bytes;
  bool asked;     /* upstream owes an item */
  bool pulling;   /* asking in a loop: what comes is sent after that */
  bool completed; /* upstream */
};

static rill_stream_t *stream_of(const rill_stage_t *stage) {
  const struct write_to_params *p = rill_params(stage);
  return p->connection->stream;
}

static rill_error_t *write_to_check(const void *params) {
  const struct write_to_params *p = params;
  return rill_connection_check(p->connection);
}

static void write_to_forget(void *params) {
  rill_unref(((struct write_to_params *) params)->connection);
}

/* --- Waiting -------------------------------------------------------------- */

static void write_to_go_on(rill_stage_t *stage);

static void write_to_done(rill_waiter_t *waiter, rill_stream_t *stream,
                          int code) {
  struct write_to *to = rill_container_of(waiter, struct write_to, waiter);
  rill_stage_t *stage = rill_stage_of(to);
  rill_chain_t *chain = stage->chain;
  if (stage->closed) return;
  rill_enter(chain);
  if (code != 0)
    rill_emit_error(stage, rill_connection_over(stream, "write", code));
  else if (to->completed)
    rill_result_set(stage, &to->result, rill_int(to->bytes));
  else
    write_to_go_on(stage);
  rill_leave(chain);
}

static void wait_for_room(struct write_to *to, rill_stream_t *stream) {
  to->waiter.done = write_to_done;
  rill_stream_wait(&stream->room, &to->waiter, stream->taken - stream->low);
}

/* Upstream has completed: the result comes when all is sent. */
static void wait_for_end(rill_stage_t *stage) {
  const struct write_to_params *p = rill_params(stage);
  struct write_to *to = rill_state(stage);
  rill_stream_t *stream = stream_of(stage);
  to->waiter.done = write_to_done;
  if (stream->write_code != 0) {
    write_to_done(&to->waiter, stream, stream->write_code);
    return;
  }
  rill_stream_wait(p->shutdown ? &stream->shutting : &stream->drained,
                   &to->waiter, stream->taken);
  if (p->shutdown && stream->shut && !stream->writing) { /* it was before */
    rill_waiter_leave(&to->waiter);
    write_to_done(&to->waiter, stream, 0);
    return;
  }
  if (p->shutdown) stream->ending = true;
  rill_stream_advance(stream);
}

/* --- Asking --------------------------------------------------------------- */

static void write_to_breathe(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  write_to_go_on(stage);
}

static bool has_room(const rill_stream_t *stream) {
  return rill_stream_queued(stream) <= stream->high;
}

/* Asks for one item after another: until the queue is full (0), nothing comes
 * (1), or the loop has waited long enough (2). */
static int write_to_ask(rill_stage_t *stage, rill_time_t *start) {
  struct write_to *to = rill_state(stage);
  rill_stream_t *stream = stream_of(stage);
  for (unsigned n = 1; has_room(stream); n++) {
    if (stage->closed || to->completed || to->asked) return 1;
    if (n % RILL_BATCH == 0 && rill_stage_breathes(stage, start)) return 2;
    to->asked = true;
    rill_ask(stage, 1);
  }
  return stage->closed || to->completed ? 1 : 0;
}

static void write_to_pull(rill_stage_t *stage) {
  struct write_to *to = rill_state(stage);
  rill_stream_t *stream = stream_of(stage);
  rill_time_t start = 0;
  for (;;) {
    int why = write_to_ask(stage, &start);
    rill_stream_flush(stream);
    if (stage->closed || why == 1) return;
    if (why == 2 || (has_room(stream) && rill_stage_breathes(stage, &start))) {
      rill_alarm_set(&to->breath, stage, rill_stage_now(stage),
                     write_to_breathe);
      return;
    }
    if (has_room(stream)) continue;
    wait_for_room(to, stream);
    return;
  }
}

static void write_to_go_on(rill_stage_t *stage) {
  struct write_to *to = rill_state(stage);
  if (to->pulling || to->waiter.line != NULL) return;
  if (rill_alarm_is_set(&to->breath)) return;
  to->pulling = true;
  write_to_pull(stage);
  to->pulling = false;
  if (to->completed && !stage->closed) wait_for_end(stage);
}

/* --- The stage ------------------------------------------------------------ */

static void write_to_start(rill_stage_t *stage) {
  struct write_to *to = rill_state(stage);
  if (rill_stage_scheduler(stage) != stream_of(stage)->scheduler) {
    rill_emit_error(stage, rill_error_new(RILL_EINVAL,
                                          "rill_write_to: the connection "
                                          "lives on another scheduler; "
                                          "rill_observe_on() goes there"));
    return;
  }
  /* When upstream is there too: what it has goes in one call then. */
  rill_alarm_set(&to->breath, stage, rill_stage_now(stage), write_to_breathe);
}

static rill_error_t *write_to_put(rill_stream_t *stream, struct write_to *to,
                                  rill_value_t item) {
  rill_error_t *error = rill_stream_check_write(stream, "rill_write_to", item);
  if (error != NULL) return error;
  uint64_t before = stream->taken;
  if (!rill_stream_put(stream, item)) return rill_error_no_memory();
  to->bytes += (int64_t) (stream->taken - before);
  return NULL;
}

static size_t write_to_next(rill_stage_t *stage, const rill_value_t *items,
                            size_t count) {
  struct write_to *to = rill_state(stage);
  rill_stream_t *stream = stream_of(stage);
  rill_error_t *error = NULL;
  for (size_t i = 0; i < count && error == NULL; i++)
    error = write_to_put(stream, to, items[i]);
  to->asked = false;
  if (error != NULL) {
    rill_stream_flush(stream); /* what came before it */
    rill_emit_error(stage, error);
  } else {
    write_to_go_on(stage);
  }
  return count;
}

static void write_to_complete(rill_stage_t *stage) {
  struct write_to *to = rill_state(stage);
  to->completed = true;
  if (to->pulling) return;
  rill_waiter_leave(&to->waiter);
  rill_alarm_stop(&to->breath);
  rill_stream_flush(stream_of(stage));
  if (!stage->closed) wait_for_end(stage);
}

static void write_to_request(rill_stage_t *stage, int64_t count) {
  struct write_to *to = rill_state(stage);
  (void) count;
  rill_result_request(stage, &to->result);
}

static void write_to_release(rill_stage_t *stage) {
  struct write_to *to = rill_state(stage);
  rill_waiter_leave(&to->waiter);
  rill_alarm_stop(&to->breath);
  rill_result_release(stage, &to->result);
}

static const rill_stage_ops_t write_to_ops = {
    .name = "write_to",
    .state_size = sizeof(struct write_to),
    .params_size = sizeof(struct write_to_params),
    .check = write_to_check,
    .forget = write_to_forget,
    .start = write_to_start,
    .next = write_to_next,
    .complete = write_to_complete,
    .request = write_to_request,
    .release = write_to_release,
};

rill_operator_t *rill_write_to_opts(const rill_write_to_opts_t *options) {
  RILL_OPTIONS(rill_write_to_opts_t, o, options);
  rill_connection_t *kept = rill_ref(o.connection);
  struct write_to_params params = {kept, o.shutdown};
  return rill_operator_make(&write_to_ops, &params);
}
