/* SPDX-License-Identifier: MIT */
/* filter: the items that a function says yes to, so many at once. */
#include "promise/walk.h"
#include "shared/options.h"

#include <rill/task.h>

/* In `aux` of a result: the item passes. */
enum { PASSES = 1 };

static rill_error_t *filter_keep(rill_walk_t *walk, rill_lane_t *lane,
                                 rill_value_t answer) {
  if (answer.kind != RILL_BOOL) {
    rill_error_t *error = rill_error_new(
        RILL_ETYPE, "%s: f gave %s for list[%zu] (must be a bool)",
        walk->ops->work.name, rill_value_kind_name(answer), lane->index);
    rill_value_unref(answer);
    return error;
  }
  if (!rill_as_bool(answer)) return NULL;
  walk->results[lane->index] = rill_value_ref(lane->item);
  walk->results[lane->index].aux = PASSES;
  return NULL;
}

/* Those that pass move together. */
static rill_value_t filter_result(rill_walk_t *walk) {
  size_t count = 0;
  for (size_t i = 0; i < walk->count; i++) {
    rill_value_t item = walk->results[i];
    walk->results[i] = rill_none();
    if (item.aux != PASSES) continue;
    item.aux = 0;
    walk->results[count++] = item;
  }
  rill_value_t list = rill_list_own(walk->results, count);
  for (size_t i = 0; i < count; i++) walk->results[i] = rill_none();
  return list;
}

static const rill_walk_ops_t filter_ops = {
    RILL_WALK_WORK("rill_promise_filter"),
    .arity = 1,
    .call = rill_walk_call1,
    .keep = filter_keep,
    .result = filter_result,
};

rill_promise_t *
rill_promise_filter_opts(rill_scheduler_t *scheduler, rill_value_t list,
                         const rill_promise_map_opts_t *options) {
  RILL_OPTIONS(rill_promise_map_opts_t, o, options);
  return rill_walk(&filter_ops, scheduler, list, o.fn, o.concurrency,
                   rill_none());
}
