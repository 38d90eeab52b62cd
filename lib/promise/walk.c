/* SPDX-License-Identifier: MIT */
/* walk: takes item after item of a list, in as many lanes as asked for. */
#include "promise/walk.h"

#include <rill/object.h>

enum { WIDTH = 16 };

/* --- A lane --------------------------------------------------------------- */

static rill_walk_t *walk_of(rill_work_t *work) {
  return (rill_walk_t *) (void *) work;
}

/* Waits for the next item, if there is one. */
static void lane_next(rill_walk_t *walk, rill_lane_t *lane) {
  lane->idle = walk->next == walk->count;
  if (lane->idle) return;
  lane->index = walk->next++;
  rill_wait_for(&lane->wait,
                rill_value_ref(rill_list_get(walk->list, lane->index)));
}

/* The item is there. */
static void lane_call(rill_walk_t *walk, rill_lane_t *lane, rill_value_t item) {
  lane->item = item;
  lane->called = true;
  rill_wait_for(&lane->wait, walk->ops->call(walk, lane));
}

/* What the function made of it is there. */
static void lane_keep(rill_walk_t *walk, rill_lane_t *lane,
                      rill_value_t result) {
  lane->called = false;
  rill_error_t *error = walk->ops->keep(walk, lane, result);
  rill_value_unref(lane->item);
  lane->item = rill_none();
  if (error != NULL)
    rill_work_fail(&walk->work, error);
  else if (++walk->done == walk->count)
    rill_work_end(&walk->work, walk->ops->result(walk));
  else
    lane_next(walk, lane);
}

static void lane_ready(rill_walk_t *walk, rill_lane_t *lane,
                       rill_value_t outcome) {
  if (rill_is_error(outcome))
    rill_work_end(&walk->work, outcome);
  else if (lane->idle)
    lane_next(walk, lane);
  else if (!lane->called)
    lane_call(walk, lane, outcome);
  else
    lane_keep(walk, lane, outcome);
}

/* --- The list ------------------------------------------------------------- */

static rill_error_t *walk_check(const rill_walk_t *walk) {
  rill_scheduler_t *home = rill_work_scheduler(&walk->work);
  char what[96];
  if (rill_as_object(walk->list, &rill_list_type) == NULL)
    return rill_error_new(RILL_ETYPE, "%s: list is %s (must be a list)",
                          walk->ops->work.name,
                          rill_value_kind_name(walk->list));
  for (size_t i = 0; i < walk->count; i++) {
    rill_promise_t *promise =
        rill_as_object(rill_list_get(walk->list, i), &rill_promise_type);
    if (promise == NULL || promise->scheduler == NULL ||
        promise->scheduler == home)
      continue;
    snprintf(what, sizeof what, "%s: the promise list[%zu]",
             walk->ops->work.name, i);
    return rill_promise_strange(what, home, promise);
  }
  return NULL;
}

static bool walk_lay_out(rill_walk_t *walk) {
  size_t count = walk->count;
  if (walk->width > count) walk->width = count;
  walk->results = rill_allocate(count * sizeof *walk->results);
  if (walk->results == NULL) return false;
  for (size_t i = 0; i < count; i++) {
    walk->results[i] = rill_none();
    rill_promise_overlook(rill_list_get(walk->list, i));
  }
  walk->lanes = rill_allocate_zeroed(walk->width * sizeof *walk->lanes);
  if (walk->lanes == NULL) return false;
  for (size_t i = 0; i < walk->width; i++) {
    rill_wait_init(&walk->lanes[i].wait, &walk->work);
    walk->lanes[i].item = rill_none();
    walk->lanes[i].idle = true;
  }
  return true;
}

/* All is there: the lanes begin. */
static void walk_open(rill_walk_t *walk) {
  walk->count = rill_list_length(walk->list);
  rill_error_t *error = walk_check(walk);
  if (error == NULL && walk->count == 0) {
    rill_work_end(&walk->work, walk->ops->result(walk));
    return;
  }
  if (error == NULL && !walk_lay_out(walk)) error = rill_error_no_memory();
  if (error != NULL) {
    rill_work_fail(&walk->work, error);
    return;
  }
  for (size_t i = 0; i < walk->width && !walk->work.over; i++)
    rill_wait_begin(&walk->lanes[i].wait);
}

static rill_value_t taken(rill_value_t *value) {
  rill_value_t moved = *value;
  *value = rill_none();
  return moved;
}

/* Waits for the list, then for the seed. */
static void walk_prepare(rill_walk_t *walk, rill_value_t outcome) {
  switch (walk->phase) {
  case RILL_WALK_NEW:
    walk->phase = RILL_WALK_LIST;
    rill_wait_for(&walk->work.first, taken(&walk->list));
    return;
  case RILL_WALK_LIST:
    walk->phase = RILL_WALK_SEED;
    walk->list = outcome;
    rill_wait_for(&walk->work.first, taken(&walk->seed));
    return;
  case RILL_WALK_SEED:
    walk->phase = RILL_WALK_OPEN;
    walk->seed = outcome;
    walk_open(walk);
    return;
  case RILL_WALK_OPEN:
    return;
  }
}

void rill_walk_ready(rill_wait_t *wait, rill_value_t outcome) {
  rill_walk_t *walk = walk_of(wait->work);
  if (wait != &walk->work.first)
    lane_ready(walk, rill_container_of(wait, rill_lane_t, wait), outcome);
  else if (rill_is_error(outcome))
    rill_work_end(&walk->work, outcome);
  else
    walk_prepare(walk, outcome);
}

/* --- The end -------------------------------------------------------------- */

void rill_walk_stop(rill_work_t *work) {
  rill_walk_t *walk = walk_of(work);
  rill_wait_cancel(&work->first);
  for (size_t i = 0; walk->lanes != NULL && i < walk->width; i++)
    rill_wait_cancel(&walk->lanes[i].wait);
  for (size_t i = walk->next; i < rill_list_length(walk->list); i++)
    rill_promise_discard(rill_value_ref(rill_list_get(walk->list, i)));
  if (walk->phase == RILL_WALK_NEW) rill_promise_discard(taken(&walk->list));
  if (walk->phase < RILL_WALK_SEED) rill_promise_discard(taken(&walk->seed));
}

void rill_walk_release(rill_work_t *work) {
  rill_walk_t *walk = walk_of(work);
  for (size_t i = 0; walk->lanes != NULL && i < walk->width; i++)
    rill_value_unref(walk->lanes[i].item);
  for (size_t i = 0; walk->results != NULL && i < walk->count; i++)
    rill_value_unref(walk->results[i]);
  rill_release(walk->lanes, walk->width * sizeof *walk->lanes);
  rill_release(walk->results, walk->count * sizeof *walk->results);
  rill_value_unref(walk->list);
  rill_value_unref(walk->seed);
  rill_fn_drop(walk->fn);
}

/* --- Making --------------------------------------------------------------- */

static rill_error_t *walk_refuse(const rill_walk_ops_t *ops, rill_fn_t fn,
                                 int64_t width) {
  if (width < 0)
    return rill_error_new(RILL_EINVAL, "%s: concurrency is %lld (must be >= 0)",
                          ops->work.name, (long long) width);
  return rill_promise_check_fn(ops->work.name, fn, ops->arity, "f");
}

rill_promise_t *rill_walk(const rill_walk_ops_t *ops,
                          rill_scheduler_t *scheduler, rill_value_t list,
                          rill_fn_t fn, int64_t width, rill_value_t seed) {
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  rill_promise_t *promise = rill_promise_refuse(scheduler, ops->work.name);
  rill_error_t *error = promise == NULL ? walk_refuse(ops, fn, width) : NULL;
  if (error != NULL) promise = rill_promise_failed(scheduler, error);
  rill_walk_t *walk = NULL;
  if (promise == NULL) {
    walk = rill_work_new(&ops->work, scheduler);
    if (walk == NULL) promise = rill_promise_no_memory(scheduler);
  }
  if (walk == NULL) {
    rill_fn_drop(fn);
    rill_value_unref(list);
    rill_value_unref(seed);
    return promise;
  }
  walk->ops = ops;
  walk->fn = fn;
  walk->list = list;
  walk->seed = seed;
  walk->width = width != 0 ? (size_t) width : WIDTH;
  promise = rill_work_promise(&walk->work);
  rill_work_begin(&walk->work);
  return promise;
}

/* --- What several of them share ------------------------------------------- */

rill_value_t rill_walk_call1(rill_walk_t *walk, rill_lane_t *lane) {
  return walk->fn.as.call1(lane->item, walk->fn.context);
}

rill_value_t rill_walk_list(rill_walk_t *walk) {
  rill_value_t list = rill_list_own(walk->results, walk->count);
  for (size_t i = 0; i < walk->count; i++) walk->results[i] = rill_none();
  return list;
}
