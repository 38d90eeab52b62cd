/* SPDX-License-Identifier: MIT */
/* amb: the stream that gives the first sign goes on. */
#include "shared/gather.h"

#include <rill/combine.h>

struct amb {
  rill_stage_t **sinks; /* of those that run; without the winner's */
  size_t count;
  rill_stage_t *winner;
  int64_t asked; /* as long as nobody has won */
  bool decided;
};

/* The state of a sink. */
struct amb_place {
  size_t index;
};

static struct amb *amb_of(const rill_stage_t *sink) {
  return rill_state(rill_run_parent(sink));
}

static void amb_cancel(struct amb *amb) {
  for (size_t i = 0; amb->sinks != NULL && i < amb->count; i++) {
    rill_stage_t *sink = amb->sinks[i];
    amb->sinks[i] = NULL;
    if (sink != NULL) rill_run_cancel(sink);
  }
}

/* A sign has come: the first one cancels the others. */
static void amb_decide(rill_stage_t *sink) {
  struct amb *amb = amb_of(sink);
  if (amb->decided) return;
  amb->decided = true;
  amb->winner = sink;
  amb->sinks[((struct amb_place *) rill_state(sink))->index] = NULL;
  amb_cancel(amb);
}

static void input_start(rill_stage_t *sink) {
  int64_t asked = amb_of(sink)->asked;
  if (asked > 0) rill_ask(sink, asked);
}

static size_t input_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  amb_decide(sink);
  return rill_emit(rill_run_parent(sink), items, count);
}

static void input_error(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = rill_run_parent(sink);
  amb_decide(sink);
  amb_of(sink)->winner = NULL;
  rill_run_end(sink);
  if (stage->closed)
    rill_unref(error);
  else
    rill_emit_end(stage, error);
}

static void input_complete(rill_stage_t *sink) { input_error(sink, NULL); }

static const rill_stage_ops_t input_ops = {
    .name = "input",
    .state_size = sizeof(struct amb_place),
    .start = input_start,
    .next = input_next,
    .complete = input_complete,
    .error = input_error,
};

/* --- The stage ------------------------------------------------------------ */

static void amb_run(rill_stage_t *stage, size_t index) {
  struct amb *amb = rill_state(stage);
  rill_stage_t *sink =
      rill_run_new(stage, rill_gather_at(stage, index), &input_ops);
  if (sink == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  ((struct amb_place *) rill_state(sink))->index = index;
  amb->sinks[index] = sink;
  if (rill_run_start(sink) != 0) amb->sinks[index] = NULL;
}

static void amb_start(rill_stage_t *stage) {
  const rill_gather_params_t *p = rill_params(stage);
  struct amb *amb = rill_state(stage);
  amb->count = p->count + (p->upstream ? 1 : 0);
  if (amb->count == 0) {
    rill_emit_complete(stage);
    return;
  }
  amb->sinks = rill_allocate_zeroed(amb->count * sizeof(rill_stage_t *));
  if (amb->sinks == NULL) rill_emit_error(stage, rill_error_no_memory());
  for (size_t i = 0; i < amb->count && !stage->closed && !amb->decided; i++)
    amb_run(stage, i);
}

/* The first one that answers with an item at once has won, and the rest is not
 * asked. */
static void amb_request(rill_stage_t *stage, int64_t count) {
  struct amb *amb = rill_state(stage);
  if (amb->decided) {
    if (amb->winner != NULL) rill_run_ask(amb->winner, count);
    return;
  }
  rill_demand_add(&amb->asked, count);
  for (size_t i = 0; amb->sinks != NULL && i < amb->count; i++)
    if (amb->sinks[i] != NULL) rill_run_ask(amb->sinks[i], count);
}

static void amb_release(rill_stage_t *stage) {
  struct amb *amb = rill_state(stage);
  rill_stage_t *winner = amb->winner;
  amb->winner = NULL;
  if (winner != NULL) rill_run_cancel(winner);
  amb_cancel(amb);
  rill_release(amb->sinks, amb->count * sizeof(rill_stage_t *));
  amb->sinks = NULL;
}

#define AMB_OPS                                                                \
 RILL_GATHER_OPS, .state_size = sizeof(struct amb), .start = amb_start,        \
                  .request = amb_request, .release = amb_release

static const rill_stage_ops_t amb_ops = {
    .name = "amb",
    .lifts = true,
    AMB_OPS,
};

static const rill_stage_ops_t amb_of_ops = {
    .name = "amb_of",
    AMB_OPS,
};

rill_operator_t *rill_amb_array(rill_observable_t *const *others,
                                size_t count) {
  rill_gather_params_t params = {.prefetch = RILL_UNBOUNDED};
  return rill_gather_operator(&amb_ops, &params, others, count);
}

rill_observable_t *rill_amb_of(rill_observable_t *const *sources,
                               size_t count) {
  rill_gather_params_t params = {.prefetch = RILL_UNBOUNDED};
  return rill_gather_source(&amb_of_ops, &params, sources, count);
}
