/* SPDX-License-Identifier: MIT */
/* each: a function of one item after another; the items come out again. */
#include "promise/walk.h"

#include <rill/task.h>

static rill_error_t *each_keep(rill_walk_t *walk, rill_lane_t *lane,
                               rill_value_t result) {
  rill_value_unref(result);
  walk->results[lane->index] = rill_value_ref(lane->item);
  return NULL;
}

static const rill_walk_ops_t each_ops = {
    RILL_WALK_WORK("rill_promise_each"),
    .arity = 1,
    .call = rill_walk_call1,
    .keep = each_keep,
    .result = rill_walk_list,
};

rill_promise_t *rill_promise_each(rill_scheduler_t *scheduler,
                                  rill_value_t list, rill_fn_t f) {
  return rill_walk(&each_ops, scheduler, list, f, 1, rill_none());
}
