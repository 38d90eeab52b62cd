/* SPDX-License-Identifier: MIT */
/* props: a map whose values are promises becomes a map of their values. */
#include "promise/together.h"

#include <rill/object.h>
#include <rill/task.h>

/* The same keys with what has come. */
static rill_value_t props_map(rill_together_t *group) {
  size_t count = group->count, size = 2 * count * sizeof(rill_value_t);
  rill_value_t value, map, *pairs = NULL;
  if (count > 0) pairs = rill_allocate(size);
  if (count > 0 && pairs == NULL) return rill_fail(rill_error_no_memory());
  for (size_t i = 0; i < count; i++) {
    rill_map_at(group->keys, i, &pairs[2 * i], &value);
    pairs[2 * i + 1] = group->outcomes[i];
  }
  map = rill_map_of(pairs, count);
  if (count > 0) rill_release(pairs, size);
  return map;
}

static const rill_together_ops_t props_ops = {
    "rill_promise_props", rill_together_unless_failed, props_map};

static rill_promise_t *props_group(rill_scheduler_t *scheduler,
                                   rill_value_t map) {
  rill_together_t *group =
      rill_together_new(&props_ops, scheduler, rill_map_length(map));
  if (group == NULL) return rill_promise_no_memory(scheduler);
  group->keys = rill_value_ref(map);
  return rill_together_of_map(group);
}

/* What is wrong with the map, or with a value in it; NULL: nothing. */
static rill_error_t *props_check(rill_scheduler_t *scheduler,
                                 rill_value_t map) {
  char name[64], what[128];
  rill_value_t key, value;
  if (rill_is_error(map)) return rill_ref(rill_as_error(map));
  if (rill_as_object(map, &rill_map_type) == NULL)
    return rill_error_new(RILL_ETYPE, "%s: map is %s (must be a map)",
                          props_ops.name, rill_value_kind_name(map));
  for (size_t i = 0; rill_map_at(map, i, &key, &value); i++) {
    rill_promise_t *promise = rill_as_object(value, &rill_promise_type);
    if (promise == NULL || promise->scheduler == NULL ||
        promise->scheduler == scheduler)
      continue;
    rill_value_format(key, name, sizeof name);
    snprintf(what, sizeof what, "%s: the promise of %s", props_ops.name, name);
    return rill_promise_strange(what, scheduler, promise);
  }
  return NULL;
}

rill_promise_t *rill_promise_props(rill_scheduler_t *scheduler,
                                   rill_value_t map) {
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  rill_promise_t *promise = rill_promise_refuse(scheduler, props_ops.name);
  rill_error_t *error = NULL;
  if (promise == NULL) error = props_check(scheduler, map);
  if (error != NULL)
    promise = rill_promise_failed(scheduler, error);
  else if (promise == NULL)
    promise = props_group(scheduler, map);
  rill_value_unref(map);
  return promise;
}
