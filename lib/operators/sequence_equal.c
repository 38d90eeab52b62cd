/* SPDX-License-Identifier: MIT */
/* sequence_equal: whether two streams have equal items. */
#include "shared/gather.h"
#include "shared/options.h"
#include "shared/predicate.h"
#include "shared/result.h"

#include <rill/combine.h>

struct sequence_equal_params {
  rill_gather_params_t gather; /* the engine's; so first */
  rill_fn_t equal;
};

struct sequence_equal {
  rill_gather_t gather; /* the engine's; so first */
  rill_result_t result;
  bool busy;
};

static rill_error_t *sequence_equal_check(const void *params) {
  const struct sequence_equal_params *p = params;
  if (p->gather.sources != NULL && p->gather.sources[0] == NULL)
    return rill_refuse("other is NULL");
  rill_error_t *error = rill_check_optional_fn(p->equal, 2, "equal");
  return error != NULL ? error : rill_gather_check(params);
}

static void sequence_equal_forget(void *params) {
  struct sequence_equal_params *p = params;
  rill_fn_drop(p->equal);
  rill_gather_forget(params);
}

/* --- Comparing ------------------------------------------------------------ */

static void sequence_equal_decide(rill_stage_t *stage, bool equal) {
  struct sequence_equal *state = rill_state(stage);
  rill_gather_stop(stage);
  rill_result_set(stage, &state->result, rill_bool(equal));
}

static bool sequence_equal_ready(rill_stage_t *stage) {
  struct sequence_equal *state = rill_state(stage);
  rill_gather_input_t *inputs = state->gather.inputs;
  return !stage->closed && !state->gather.over && !state->result.ready &&
         inputs[0].queue.count > 0 && inputs[1].queue.count > 0;
}

static rill_value_t sequence_equal_ask(rill_stage_t *stage, rill_value_t a,
                                       rill_value_t b) {
  const struct sequence_equal_params *p = rill_params(stage);
  if (!rill_fn_is_set(p->equal)) return rill_bool(rill_value_equal(a, b));
  return rill_predicate_answer(stage, rill_invoke2(&p->equal, a, b));
}

/* The next items of both. */
static void sequence_equal_compare(rill_stage_t *stage) {
  struct sequence_equal *state = rill_state(stage);
  rill_gather_input_t *inputs = state->gather.inputs;
  rill_value_t a = rill_ring_pop(&inputs[0].queue);
  rill_value_t b = rill_ring_pop(&inputs[1].queue);
  rill_value_t equal = sequence_equal_ask(stage, a, b);
  rill_value_unref(a);
  rill_value_unref(b);
  if (equal.kind == RILL_ERROR) {
    rill_gather_fail(stage, rill_as_error(equal));
  } else if (stage->closed || state->gather.over) {
    return;
  } else if (!rill_as_bool(equal)) {
    sequence_equal_decide(stage, false);
  } else {
    for (size_t i = 0; i < 2; i++) inputs[i].taken++;
    for (size_t i = 0; i < 2 && !stage->closed; i++)
      rill_gather_replenish(stage, i);
  }
}

/* What comes while two items are compared is queued, and compared in this
 * loop. */
static void sequence_equal_settle(rill_stage_t *stage) {
  struct sequence_equal *state = rill_state(stage);
  rill_gather_input_t *inputs = state->gather.inputs;
  if (state->busy) return;
  state->busy = true;
  while (sequence_equal_ready(stage)) sequence_equal_compare(stage);
  state->busy = false;
  if (stage->closed || state->gather.over || state->result.ready) return;
  size_t left = inputs[0].queue.count + inputs[1].queue.count;
  bool over[2];
  for (size_t i = 0; i < 2; i++)
    over[i] = inputs[i].done && inputs[i].queue.count == 0;
  if ((over[0] && over[1]) || (left > 0 && (over[0] || over[1])))
    sequence_equal_decide(stage, left == 0);
}

static void sequence_equal_items(rill_stage_t *stage, size_t index,
                                 const rill_value_t *items, size_t count) {
  rill_gather_t *g = rill_state(stage);
  for (size_t i = 0; i < count; i++) {
    if (rill_ring_push(&g->inputs[index].queue, rill_value_ref(items[i])))
      continue;
    rill_gather_fail(stage, rill_error_no_memory());
    return;
  }
  sequence_equal_settle(stage);
}

static void sequence_equal_done(rill_stage_t *stage, size_t index) {
  (void) index;
  sequence_equal_settle(stage);
}

/* --- The stage ------------------------------------------------------------ */

static const rill_gather_kind_t sequence_equal_kind = {sequence_equal_items,
                                                       sequence_equal_done};

static void sequence_equal_init(rill_stage_t *stage) {
  rill_gather_init(stage, &sequence_equal_kind);
}

static void sequence_equal_request(rill_stage_t *stage, int64_t count) {
  struct sequence_equal *state = rill_state(stage);
  (void) count;
  rill_result_request(stage, &state->result);
}

static const rill_stage_ops_t sequence_equal_ops = {
    .name = "sequence_equal",
    .lifts = true,
    .state_size = sizeof(struct sequence_equal),
    .params_size = sizeof(struct sequence_equal_params),
    .check = sequence_equal_check,
    .forget = sequence_equal_forget,
    .init = sequence_equal_init,
    .start = rill_gather_start,
    .request = sequence_equal_request,
    .release = rill_gather_release,
};

rill_operator_t *
rill_sequence_equal_opts(const rill_sequence_equal_opts_t *options) {
  RILL_OPTIONS(rill_sequence_equal_opts_t, o, options);
  struct sequence_equal_params params = {
      .gather.prefetch = o.prefetch != 0 ? o.prefetch : RILL_CAPACITY,
      .equal = o.equal,
  };
  return rill_gather_operator(&sequence_equal_ops, &params, &o.other, 1);
}
