/* SPDX-License-Identifier: MIT */
/* group_by: a stream of streams, one for each key. */
#include "base/value.h"
#include "core/chain.h"
#include "shared/groups.h"
#include "shared/options.h"

#include <rill/transform.h>

enum { GROUP_BY_GROUPS = 4096 };

struct group_by_params {
  rill_fn_t key, element;
  int64_t max_groups, capacity;
};

struct group_by {
  rill_hub_t *hub;     /* NULL: not started, or gone */
  int64_t demand; /* from before the start */
};

/* --- The outer stream ----------------------------------------------------- */

/* The groups that outer has asked for, and the end. */
static void hub_settle(rill_hub_t *hub) {
  rill_stage_t *outer = hub->outer;
  if (outer == NULL || outer->closed || hub->emitting) return;
  rill_chain_t *chain = outer->chain;
  rill_ref_object(hub);
  rill_enter(chain);
  hub->emitting = true;
  while (!outer->closed && hub->error == NULL && hub->demand > 0 &&
         hub->fresh.count > 0)
    rill_demand_use(&hub->demand,
                    rill_emit_own(outer, rill_ring_pop(&hub->fresh)));
  hub->emitting = false;
  if (!outer->closed && hub->over &&
      (hub->error != NULL || hub->fresh.count == 0))
    rill_emit_end(outer, rill_ref(hub->error));
  if (outer->closed) rill_hub_check(hub);
  rill_leave(chain);
  rill_unref(hub);
}

/* The end of all; takes over the error. First the groups hear it. */
static void hub_end(rill_hub_t *hub, rill_error_t *error) {
  if (hub->over) {
    rill_unref(error);
    return;
  }
  rill_stage_t *upstream = hub->upstream;
  rill_group_t **groups = hub->groups;
  size_t count = hub->count, room = hub->room;
  rill_ref_object(hub);
  hub->over = true;
  hub->error = error;
  hub->upstream = NULL;
  hub->groups = NULL;
  hub->count = hub->room = 0;
  rill_run_end(upstream);
  for (size_t i = 0; i < count; i++) groups[i]->hub = NULL;
  for (size_t i = 0; i < count; i++) {
    rill_group_end(groups[i], error);
    rill_unref(groups[i]);
  }
  rill_release(groups, room * sizeof(rill_group_t *));
  hub_settle(hub);
  rill_unref(hub);
}

/* The same with an error of this operator's own. */
static void hub_fail(rill_hub_t *hub, rill_error_t *error) {
  const struct rill_place *place = &hub->keep->stages[0];
  hub_end(hub, rill_error_place(error, place->site, (int) place->position,
                                "group_by"));
}

/* --- Upstream's run ------------------------------------------------------- */

/* Announces a group that has its first item already. */
static void hub_announce(rill_hub_t *hub, rill_value_t observable) {
  if (rill_ring_push(&hub->fresh, observable))
    hub_settle(hub);
  else
    hub_fail(hub, rill_error_no_memory());
}

static void hub_put_first(rill_hub_t *hub, rill_value_t key, uint64_t hash,
                          rill_value_t item) {
  int64_t max = ((const struct group_by_params *) hub->params)->max_groups;
  rill_group_t *group = NULL;
  if ((int64_t) hub->count >= max) {
    rill_value_unref(key);
    rill_value_unref(item);
    hub_fail(hub, rill_error_new(RILL_EOVERFLOW,
                                "rill_group_by: max_groups is %lld, and there "
                                "is one more key (raise .max_groups, or cancel "
                                "groups)",
                                (long long) max));
    return;
  }
  rill_value_t observable = rill_hub_open(hub, key, hash, &group);
  if (rill_group_of(observable) == NULL) {
    rill_value_unref(item);
  } else if (rill_group_push(group, item)) {
    hub_announce(hub, observable);
    return;
  }
  rill_value_unref(observable);
  hub_fail(hub, rill_error_no_memory());
}

/* Takes over both. */
static void hub_put(rill_hub_t *hub, rill_value_t key, rill_value_t item) {
  uint64_t hash = rill_value_hash(key);
  rill_group_t *group = rill_hub_find(hub, key, hash);
  bool lost = group == NULL && (hub->outer == NULL || hub->outer->closed);
  if (group == NULL && !lost) {
    hub_put_first(hub, key, hash, item);
    return;
  }
  rill_value_unref(key);
  if (lost) {
    rill_value_unref(item);
    rill_hub_check(hub);
  } else if (!rill_group_push(group, item)) {
    hub_fail(hub, rill_error_no_memory());
  }
}

static void hub_take(rill_hub_t *hub, rill_value_t item) {
  const struct group_by_params *p = hub->params;
  rill_value_t key = rill_invoke1(&p->key, item), element = rill_none();
  if (key.kind != RILL_ERROR)
    element = rill_fn_is_set(p->element) ? rill_invoke1(&p->element, item)
                                         : rill_value_ref(item);
  bool failed = key.kind == RILL_ERROR || element.kind == RILL_ERROR;
  if (!failed && !hub->over) {
    hub_put(hub, key, element);
    return;
  }
  rill_value_t failure = key.kind == RILL_ERROR ? key : element;
  if (failed) hub_fail(hub, rill_ref(rill_as_error(failure)));
  rill_value_unref(key);
  rill_value_unref(element);
}

static rill_hub_t *hub_of(const rill_stage_t *sink) {
  return (rill_hub_t *) (uintptr_t) rill_params(sink);
}

static void upstream_start(rill_stage_t *sink) {
  rill_hub_replenish(hub_of(sink));
}

static size_t upstream_next(rill_stage_t *sink, const rill_value_t *items,
                            size_t count) {
  rill_hub_t *hub = hub_of(sink);
  for (size_t i = 0; i < count && !sink->closed; i++) {
    hub->credit--;
    hub_take(hub, items[i]);
  }
  if (!sink->closed) rill_hub_replenish(hub);
  return count;
}

static void upstream_complete(rill_stage_t *sink) {
  hub_end(hub_of(sink), NULL);
}

static void upstream_error(rill_stage_t *sink, rill_error_t *error) {
  hub_end(hub_of(sink), error);
}

/* Cancelled, maybe with the scheduler: nobody else will hear of the groups. */
static void upstream_release(rill_stage_t *sink) {
  rill_hub_t *hub = hub_of(sink);
  hub->upstream = NULL;
  while (hub->count > 0) rill_group_abandon(hub->groups[hub->count - 1]);
  rill_unref(hub);
}

static const rill_stage_ops_t upstream_ops = {
  .name = "group_by",
  .start = upstream_start,
  .next = upstream_next,
  .complete = upstream_complete,
  .error = upstream_error,
  .release = upstream_release,
};

/* --- The stage ------------------------------------------------------------ */

static rill_error_t *group_by_check(const void *params) {
  const struct group_by_params *p = params;
  rill_error_t *error = rill_check_fn(p->key, 1, "key");
  if (error != NULL) return error;
  if (p->max_groups < 1 || p->max_groups > (int64_t) RILL_TABLE_LIMIT)
    return rill_refuse("max_groups is %lld (must be from 1 to %zu)",
                       (long long) p->max_groups, RILL_TABLE_LIMIT);
  if (p->capacity < 1)
    return rill_refuse("capacity is %lld (must be >= 1)",
                       (long long) p->capacity);
  return rill_check_optional_fn(p->element, 1, "element");
}

static void group_by_forget(void *params) {
  struct group_by_params *p = params;
  rill_fn_drop(p->key);
  rill_fn_drop(p->element);
}

/* Lives where the stage does, and may outlive it. */
static void group_by_run(rill_stage_t *stage, rill_hub_t *hub) {
  rill_observable_t *bridged = NULL, *upstream = rill_upstream(stage);
  rill_scheduler_t *home = hub->scheduler;
  if (rill_observable_home(upstream, home) != home)
    upstream = bridged = rill_observe_home(upstream, home);
  hub->upstream = rill_run_detached(home, upstream, &upstream_ops, hub);
  rill_unref(bridged);
  if (hub->upstream == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  rill_ref_object(hub); /* the run's */
  rill_run_start(hub->upstream);
}

static void group_by_start(rill_stage_t *stage) {
  const struct group_by_params *p = rill_params(stage);
  struct group_by *state = rill_state(stage);
  rill_hub_t *hub = rill_hub_new(stage, p->capacity);
  if (hub == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  hub->demand = state->demand;
  state->hub = hub;
  group_by_run(stage, hub);
}

static void group_by_request(rill_stage_t *stage, int64_t count) {
  struct group_by *state = rill_state(stage);
  if (state->hub == NULL) {
    rill_demand_add(&state->demand, count);
    return;
  }
  rill_demand_add(&state->hub->demand, count);
  hub_settle(state->hub);
}

/* Groups that have a subscriber go on. */
static void group_by_release(rill_stage_t *stage) {
  struct group_by *state = rill_state(stage);
  rill_hub_t *hub = state->hub;
  if (hub == NULL) return;
  state->hub = NULL;
  hub->outer = NULL;
  rill_ring_clear(&hub->fresh);
  for (size_t i = hub->count; i-- > 0;)
    if (hub->groups[i]->reader == NULL) rill_group_abandon(hub->groups[i]);
  rill_hub_check(hub);
  rill_unref(hub);
}

static const rill_stage_ops_t group_by_ops = {
  .name = "group_by",
  .lifts = true,
  .state_size = sizeof(struct group_by),
  .params_size = sizeof(struct group_by_params),
  .check = group_by_check,
  .forget = group_by_forget,
  .start = group_by_start,
  .request = group_by_request,
  .release = group_by_release,
};

rill_operator_t *rill_group_by_opts(const rill_group_by_opts_t *options) {
  RILL_OPTIONS(rill_group_by_opts_t, o, options);
  struct group_by_params params = {
    .key = o.key,
    .element = o.element,
    .max_groups = o.max_groups != 0 ? o.max_groups : GROUP_BY_GROUPS,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&group_by_ops, &params);
}

rill_value_t rill_group_key(rill_value_t group) {
  const rill_group_t *g = rill_group_of(group);
  return g != NULL ? g->key : rill_none();
}
