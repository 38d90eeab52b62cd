/* SPDX-License-Identifier: MIT */
/* reduce: one item after another into what there is so far. */
#include "promise/walk.h"

#include <rill/task.h>

static rill_value_t reduce_call(rill_walk_t *walk, rill_lane_t *lane) {
  return walk->fn.as.call2(walk->seed, lane->item, walk->fn.context);
}

static rill_error_t *reduce_keep(rill_walk_t *walk, rill_lane_t *lane,
                                 rill_value_t result) {
  (void) lane;
  rill_value_unref(walk->seed);
  walk->seed = result;
  return NULL;
}

static rill_value_t reduce_result(rill_walk_t *walk) {
  return rill_value_ref(walk->seed);
}

static const rill_walk_ops_t reduce_ops = {
    RILL_WALK_WORK("rill_promise_reduce"),
    .arity = 2,
    .call = reduce_call,
    .keep = reduce_keep,
    .result = reduce_result,
};

rill_promise_t *rill_promise_reduce(rill_scheduler_t *scheduler,
                                    rill_value_t list, rill_fn_t f,
                                    rill_value_t seed) {
  return rill_walk(&reduce_ops, scheduler, list, f, 1, seed);
}
