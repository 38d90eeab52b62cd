/* SPDX-License-Identifier: MIT */
/* again: the stream that decides, asked for one item after each end. */
#include "shared/again.h"

/* --- The stream that decides ---------------------------------------------- */

static size_t decider_next(rill_stage_t *sink, const rill_value_t *items,
                           size_t count) {
  rill_stage_t *stage = rill_run_parent(sink);
  (void) items;
  ((rill_again_t *) rill_state(stage))->waiting = false;
  rill_resubscribe_upstream(stage);
  return count;
}

static void decider_error(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = rill_run_parent(sink);
  ((rill_again_t *) rill_state(stage))->decider = NULL;
  rill_run_end(sink);
  rill_emit_end(stage, error);
}

/* What it has let run may go on to its end. */
static void decider_complete(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  rill_again_t *again = rill_state(stage);
  again->decider = NULL;
  rill_run_end(sink);
  if (again->waiting) rill_emit_complete(stage);
}

static const rill_stage_ops_t decider_ops = {
    .name = "again",
    .next = decider_next,
    .complete = decider_complete,
    .error = decider_error,
};

static void decider_run(rill_stage_t *stage, rill_observable_t *observable) {
  rill_again_t *again = rill_state(stage);
  again->decider = rill_run_new(stage, observable, &decider_ops);
  rill_unref(observable);
  if (again->decider == NULL)
    rill_emit_error(stage, rill_error_no_memory());
  else if (rill_run_start(again->decider) != 0)
    again->decider = NULL;
}

/* --- The stage ------------------------------------------------------------ */

static const rill_stage_ops_t ends_ops = {.name = "ends", RILL_BROADCAST_OPS};

/* What the function makes of the stream of ends. */
static rill_value_t again_decider(rill_stage_t *stage) {
  static const rill_relay_opts_t options = {.capacity = RILL_CAPACITY};
  rill_again_t *again = rill_state(stage);
  again->ends = rill_broadcast_new(rill_stage_scheduler(stage), &options);
  if (again->ends == NULL) return rill_fail(rill_error_no_memory());
  rill_value_t ends =
      rill_object(rill_broadcast_observable(again->ends, &ends_ops));
  rill_value_t made = rill_invoke1(rill_params(stage), ends);
  rill_value_unref(ends);
  return made;
}

void rill_again_start(rill_stage_t *stage) {
  rill_value_t made = again_decider(stage);
  if (stage->closed)
    rill_value_unref(made);
  else if (made.kind == RILL_ERROR)
    rill_emit_failure(stage, made);
  else
    decider_run(stage, rill_from_value(made));
  if (!stage->closed) rill_resubscribe_upstream(stage);
}

static rill_error_t *again_tell(const rill_stage_t *stage, rill_relay_t *relay,
                                rill_value_t what) {
  if (rill_relay_room(relay) <= 0)
    return rill_error_new(RILL_EOVERFLOW,
                          "rill_%s: %lld ends have been told and not asked "
                          "for; ask for them or leave",
                          stage->ops->name,
                          (long long) relay->options.capacity);
  return rill_relay_push(relay, &what, 1, 0) == 0 ? NULL
                                                  : rill_error_no_memory();
}

void rill_again_ask(rill_stage_t *stage, rill_value_t what) {
  rill_again_t *again = rill_state(stage);
  again->waiting = true;
  rill_error_t *error = again_tell(stage, again->ends->relay, what);
  rill_value_unref(what);
  if (stage->closed)
    rill_unref(error);
  else if (error != NULL)
    rill_emit_error(stage, error);
  else if (again->decider == NULL)
    rill_emit_complete(stage);
  else
    rill_run_ask(again->decider, 1);
}

/* Whoever else listens to the ends hears that there will be no more. */
void rill_again_release(rill_stage_t *stage) {
  rill_again_t *again = rill_state(stage);
  rill_stage_t *decider = again->decider;
  rill_broadcast_t *ends = again->ends;
  again->decider = NULL;
  again->ends = NULL;
  rill_resubscribe_leave(stage);
  if (decider != NULL) rill_run_cancel(decider);
  if (ends != NULL) rill_relay_end(ends->relay, NULL);
  rill_unref(ends);
}
