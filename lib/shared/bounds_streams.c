/* SPDX-License-Identifier: MIT */
/* bounds: decided by other streams, which run inside of the stage. */
#include "shared/bounds.h"

#include <rill/create.h>

/* The state of their sinks. */
struct edge {
  rill_bounds_t *bounds;
  rill_span_t *span; /* that it ends; NULL: all of them */
};

static rill_bounds_t *bounds_of(const rill_stage_t *sink) {
  return ((struct edge *) rill_state(sink))->bounds;
}

/* Takes over the stream; `*place` is NULL again when the run has ended. */
static void edge_run(rill_bounds_t *b, rill_stage_t **place, rill_span_t *span,
                     rill_observable_t *stream, const rill_stage_ops_t *ops) {
  rill_stage_t *sink = rill_run_new(b->stage, stream, ops);
  rill_unref(stream);
  if (sink == NULL) {
    b->collector->fail(b, rill_error_no_memory());
    return;
  }
  *(struct edge *) rill_state(sink) = (struct edge){b, span};
  *place = sink;
  if (rill_run_start(sink) != 0) *place = NULL;
}

/* What a function has answered as a stream; NULL if that was the end. */
static rill_observable_t *edge_stream(rill_bounds_t *b, rill_value_t answer) {
  if (rill_bounds_over(b)) {
    rill_value_unref(answer);
    return NULL;
  }
  if (answer.kind != RILL_ERROR) return rill_from_value(answer);
  b->collector->fail(b, rill_as_error(answer));
  return NULL;
}

/* Its run has ended; whose it was. */
static rill_bounds_t *edge_over(rill_stage_t *sink) {
  struct edge *edge = rill_state(sink);
  rill_bounds_t *b = edge->bounds;
  *(edge->span != NULL ? &edge->span->closing : &b->edge) = NULL;
  rill_run_end(sink);
  return b;
}

static void edge_end(rill_stage_t *sink, rill_error_t *error) {
  rill_bounds_t *b = edge_over(sink);
  if (rill_bounds_over(b))
    rill_unref(error);
  else
    b->collector->end(b, error);
}

static void edge_ask_one(rill_stage_t *sink) { rill_ask(sink, 1); }

static rill_error_t *stream_check(const rill_bounds_params_t *p) {
  return p->stream == NULL ? rill_refuse("boundaries is NULL") : NULL;
}

static void open_one(rill_bounds_t *b) { rill_span_open(b, false); }

/* --- At each item of a stream --------------------------------------------- */

static void stream_ask(rill_stage_t *sink) { rill_ask(sink, RILL_UNBOUNDED); }

static size_t stream_next(rill_stage_t *sink, const rill_value_t *items,
                          size_t count) {
  rill_bounds_t *b = bounds_of(sink);
  (void) items;
  for (size_t i = 0; i < count && !rill_bounds_over(b); i++)
    rill_span_swap(b, false);
  return count;
}

static void stream_complete(rill_stage_t *sink) { edge_end(sink, NULL); }

static const rill_stage_ops_t stream_ops = {
    .name = "boundaries",
    .state_size = sizeof(struct edge),
    .start = stream_ask,
    .next = stream_next,
    .complete = stream_complete,
    .error = edge_end,
};

static void stream_start(rill_bounds_t *b) {
  edge_run(b, &b->edge, NULL, rill_ref(b->params->stream), &stream_ops);
}

const rill_bounds_kind_t rill_bounds_by_stream = {
    .check = stream_check, .open = open_one, .start = stream_start};

/* --- At the first item or the end of a stream, then of another one -------- */

static rill_error_t *when_check(const rill_bounds_params_t *p) {
  return rill_check_fn(p->fn, 0, "closing");
}

static void when_go(rill_bounds_t *b);

static void when_over(rill_stage_t *sink) {
  rill_bounds_t *b = edge_over(sink);
  bool asking = b->asking; /* swapping may make the collector ready */
  b->asking = true;
  rill_span_swap(b, false);
  b->asking = asking;
  b->owed = true;
  if (!rill_bounds_over(b)) when_go(b);
}

static size_t when_next(rill_stage_t *sink, const rill_value_t *items,
                        size_t count) {
  (void) items;
  when_over(sink);
  return count;
}

static const rill_stage_ops_t when_ops = {
    .name = "closing",
    .state_size = sizeof(struct edge),
    .start = edge_ask_one,
    .next = when_next,
    .complete = when_over,
    .error = edge_end,
};

static void when_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) stage;
  when_go(rill_container_of(alarm, rill_bounds_t, alarm));
}

/* A loop, for streams that end at once; not while nobody asks. */
static void when_go(rill_bounds_t *b) {
  rill_time_t start = 0;
  if (b->asking) return;
  b->asking = true;
  while (b->owed && !rill_bounds_over(b) && !b->collector->lags(b)) {
    if (rill_stage_breathes(b->stage, &start)) {
      rill_alarm_set(&b->alarm, b->stage, rill_stage_now(b->stage), when_ring);
      break;
    }
    b->owed = false;
    rill_observable_t *stream = edge_stream(b, rill_invoke0(&b->params->fn));
    if (stream != NULL) edge_run(b, &b->edge, NULL, stream, &when_ops);
  }
  b->asking = false;
}

static void when_start(rill_bounds_t *b) {
  b->owed = true;
  when_go(b);
}

const rill_bounds_kind_t rill_bounds_when = {.check = when_check,
                                             .open = open_one,
                                             .start = when_start,
                                             .ready = when_go};

/* --- From each item of a stream to one of its own ------------------------- */

static rill_error_t *toggle_check(const rill_bounds_params_t *p) {
  if (p->stream == NULL) return rill_refuse("openings is NULL");
  if (p->max_open < 1)
    return rill_refuse("max_open is %lld (must be > 0)",
                       (long long) p->max_open);
  return rill_check_fn(p->fn, 1, "closing");
}

static void closing_over(rill_stage_t *sink) {
  rill_span_t *span = ((struct edge *) rill_state(sink))->span;
  rill_bounds_t *b = edge_over(sink);
  rill_span_close(b, span, false);
  if (!rill_bounds_over(b) && b->edge != NULL) rill_run_ask(b->edge, 1);
}

static size_t closing_next(rill_stage_t *sink, const rill_value_t *items,
                           size_t count) {
  (void) items;
  closing_over(sink);
  return count;
}

static const rill_stage_ops_t closing_ops = {
    .name = "closing",
    .state_size = sizeof(struct edge),
    .start = edge_ask_one,
    .next = closing_next,
    .complete = closing_over,
    .error = edge_end,
};

static void toggle_open(rill_bounds_t *b, rill_value_t opening) {
  rill_span_t *span = rill_span_open(b, false);
  if (span == NULL) return;
  rill_observable_t *stream =
      edge_stream(b, rill_invoke1(&b->params->fn, opening));
  if (stream != NULL) edge_run(b, &span->closing, span, stream, &closing_ops);
}

static void openings_start(rill_stage_t *sink) {
  rill_ask(sink, bounds_of(sink)->params->max_open);
}

static size_t openings_next(rill_stage_t *sink, const rill_value_t *items,
                            size_t count) {
  rill_bounds_t *b = bounds_of(sink);
  for (size_t i = 0; i < count && !rill_bounds_over(b); i++)
    toggle_open(b, items[i]);
  return count;
}

/* Those that are open go on. */
static void openings_complete(rill_stage_t *sink) {
  rill_bounds_t *b = edge_over(sink);
  b->spent = true;
  if (!rill_bounds_over(b)) b->collector->spent(b);
}

static const rill_stage_ops_t openings_ops = {
    .name = "openings",
    .state_size = sizeof(struct edge),
    .start = openings_start,
    .next = openings_next,
    .complete = openings_complete,
    .error = edge_end,
};

static void toggle_start(rill_bounds_t *b) {
  edge_run(b, &b->edge, NULL, rill_ref(b->params->stream), &openings_ops);
}

const rill_bounds_kind_t rill_bounds_toggle = {.check = toggle_check,
                                               .start = toggle_start};
