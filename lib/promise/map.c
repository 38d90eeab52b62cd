/* SPDX-License-Identifier: MIT */
/* map: a function of each item, in order, so many at once. */
#include "promise/walk.h"
#include "shared/options.h"

#include <rill/task.h>

static rill_error_t *map_keep(rill_walk_t *walk, rill_lane_t *lane,
                              rill_value_t result) {
  walk->results[lane->index] = result;
  return NULL;
}

static const rill_walk_ops_t map_ops = {
    RILL_WALK_WORK("rill_promise_map"),
    .arity = 1,
    .call = rill_walk_call1,
    .keep = map_keep,
    .result = rill_walk_list,
};

rill_promise_t *rill_promise_map_opts(rill_scheduler_t *scheduler,
                                      rill_value_t list,
                                      const rill_promise_map_opts_t *options) {
  RILL_OPTIONS(rill_promise_map_opts_t, o, options);
  return rill_walk(&map_ops, scheduler, list, o.fn, o.concurrency, rill_none());
}
