/* SPDX-License-Identifier: MIT */
/* all, all_settled, race and any: one promise of several. */
#include "promise/promise.h"

#include <rill/object.h>

struct group;

/* One of the four: what becomes of the outcome at `index`. */
typedef struct rill_group_ops {
  const char *name;
  /** True if that decides; then `*result` is what it settles with. */
  bool (*outcome)(struct group *group, size_t index, rill_value_t outcome,
                  rill_value_t *result);
  /** When nothing is left to wait for. */
  rill_value_t (*exhausted)(struct group *group);
} rill_group_ops_t;

struct group {
  const rill_group_ops_t *ops;
  rill_promise_t *promise;
  size_t count, left;
  rill_value_t *outcomes; /* behind the watches; owned, one by one */
  bool over;
  rill_watch_t watches[];
};

static size_t group_size(size_t count) {
  return sizeof(struct group) +
         count * (sizeof(rill_watch_t) + sizeof(rill_value_t));
}

static void group_free(struct group *group) {
  for (size_t i = 0; i < group->count; i++) {
    rill_watch_stop(&group->watches[i]);
    rill_value_unref(group->outcomes[i]);
  }
  rill_unref(group->promise);
  rill_release(group, group_size(group->count));
}

static void group_settle(struct group *group, rill_value_t result) {
  group->over = true;
  rill_promise_unhook(group->promise);
  rill_promise_settle(group->promise, result);
  group_free(group);
}

/* False if the group is over and gone. */
static bool group_take(struct group *group, size_t index,
                       rill_value_t outcome) {
  rill_value_t result;
  if (group->ops->outcome(group, index, outcome, &result)) {
    group_settle(group, result);
    return false;
  }
  if (--group->left > 0) return true;
  group_settle(group, group->ops->exhausted(group));
  return false;
}

static void group_watch(rill_node_t *node, rill_value_t outcome) {
  struct group *group = node->as.reaction.context.pointer;
  if (!group->over) group_take(group, node->of.index, outcome);
}

static void group_hook(void *context, bool canceled) {
  struct group *group = context;
  group->over = true;
  for (size_t i = 0; canceled && i < group->count; i++)
    rill_watch_cancel(&group->watches[i]);
  group_free(group);
}

/* Waits for `promise`, or takes what is there. False if that decided. */
static bool group_add(struct group *group, size_t index,
                      rill_promise_t *promise) {
  if (!rill_promise_is_settled(promise)) {
    group->watches[index].node.of.index = index;
    rill_promise_watch(promise, &group->watches[index], group_watch, group);
    return true;
  }
  if (promise->scheduler != NULL) promise->node.bits |= RILL_P_HANDLED;
  return group_take(group, index, rill_promise_outcome(promise));
}

static rill_promise_t *group_new(const rill_group_ops_t *ops,
                                 rill_scheduler_t *scheduler,
                                 rill_promise_t *const *promises,
                                 size_t count) {
  struct group *group = NULL;
  if (count <= (SIZE_MAX - sizeof *group) / 128)
    group = rill_allocate(group_size(count));
  rill_promise_t *promise =
      group == NULL ? NULL : rill_promise_new(scheduler, sizeof *promise, 0);
  if (promise == NULL) {
    if (group != NULL) rill_release(group, group_size(count));
    return rill_promise_no_memory(scheduler);
  }
  group->ops = ops;
  group->promise = rill_ref(promise);
  group->count = group->left = count;
  group->over = false;
  group->outcomes = (rill_value_t *) (void *) (group->watches + count);
  for (size_t i = 0; i < count; i++) {
    group->outcomes[i] = rill_none();
    group->watches[i].node.bits = 0;
  }
  rill_promise_hook(promise, group_hook, group);
  if (count == 0) group_settle(group, ops->exhausted(group));
  for (size_t i = 0; i < count; i++)
    if (!group_add(group, i, promises[i])) break;
  return promise;
}

/* --- Arguments ------------------------------------------------------------ */

static rill_error_t *group_check(const char *name, rill_scheduler_t *scheduler,
                                 rill_promise_t *const *promises,
                                 size_t count) {
  if (promises == NULL && count > 0)
    return rill_error_new(RILL_EINVAL, "%s: promises is NULL", name);
  for (size_t i = 0; i < count; i++) {
    if (promises[i] == NULL)
      return rill_error_new(RILL_EINVAL, "%s: promises[%zu] is NULL", name, i);
    rill_scheduler_t *home = promises[i]->scheduler;
    if (home != NULL && home != scheduler)
      return rill_error_new(RILL_EWRONGTHREAD,
                            "%s: promises[%zu] lives on another scheduler "
                            "(%s) than the result (%s)",
                            name, i, rill_scheduler_name(home),
                            rill_scheduler_name(scheduler));
  }
  return NULL;
}

static rill_promise_t *group_make(const rill_group_ops_t *ops,
                                  rill_scheduler_t *scheduler,
                                  rill_promise_t *const *promises,
                                  size_t count) {
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  rill_promise_t *promise = rill_promise_refuse(scheduler, ops->name);
  rill_error_t *error = NULL;
  if (promise == NULL)
    error = group_check(ops->name, scheduler, promises, count);
  if (error != NULL)
    promise = rill_promise_failed(scheduler, error);
  else if (promise == NULL)
    promise = group_new(ops, scheduler, promises, count);
  for (size_t i = 0; promises != NULL && i < count; i++)
    rill_unref(promises[i]);
  return promise;
}

/* --- all, all_settled ----------------------------------------------------- */

/* The list of what has come, which moves into it. */
static rill_value_t group_list(struct group *group) {
  rill_value_t list = rill_list_own(group->outcomes, group->count);
  for (size_t i = 0; i < group->count; i++) group->outcomes[i] = rill_none();
  return list;
}

static bool all_settled_outcome(struct group *group, size_t index,
                                rill_value_t outcome, rill_value_t *result) {
  (void) result;
  group->outcomes[index] = rill_value_ref(outcome);
  return false;
}

static bool all_outcome(struct group *group, size_t index,
                        rill_value_t outcome, rill_value_t *result) {
  if (!rill_is_error(outcome))
    return all_settled_outcome(group, index, outcome, result);
  *result = rill_value_ref(outcome);
  return true;
}

rill_promise_t *rill_promise_all(rill_scheduler_t *scheduler,
                                 rill_promise_t *const *promises,
                                 size_t count) {
  static const rill_group_ops_t all = {"rill_promise_all", all_outcome,
                                       group_list};
  return group_make(&all, scheduler, promises, count);
}

rill_promise_t *rill_promise_all_settled(rill_scheduler_t *scheduler,
                                         rill_promise_t *const *promises,
                                         size_t count) {
  static const rill_group_ops_t all_settled = {
    "rill_promise_all_settled", all_settled_outcome, group_list};
  return group_make(&all_settled, scheduler, promises, count);
}

/* --- race, any ------------------------------------------------------------ */

static bool race_outcome(struct group *group, size_t index,
                         rill_value_t outcome, rill_value_t *result) {
  (void) group;
  (void) index;
  *result = rill_value_ref(outcome);
  return true;
}

static rill_value_t race_exhausted(struct group *group) {
  return rill_fail(rill_error_new(
      RILL_EINVAL, "%s: count is 0 (must be > 0)", group->ops->name));
}

rill_promise_t *rill_promise_race(rill_scheduler_t *scheduler,
                                  rill_promise_t *const *promises,
                                  size_t count) {
  static const rill_group_ops_t race = {"rill_promise_race", race_outcome,
                                        race_exhausted};
  return group_make(&race, scheduler, promises, count);
}

static bool any_outcome(struct group *group, size_t index,
                        rill_value_t outcome, rill_value_t *result) {
  return rill_is_error(outcome)
             ? all_settled_outcome(group, index, outcome, result)
             : race_outcome(group, index, outcome, result);
}

/* The cause carries the errors as its payload. */
static rill_value_t any_exhausted(struct group *group) {
  size_t count = group->count;
  rill_value_t errors = group_list(group);
  if (rill_is_error(errors)) return errors;
  return rill_fail(rill_error_wrap(
      rill_error_of(errors), RILL_EAGGREGATE,
      "rill_promise_any: each of %zu promises was rejected", count));
}

rill_promise_t *rill_promise_any(rill_scheduler_t *scheduler,
                                 rill_promise_t *const *promises,
                                 size_t count) {
  static const rill_group_ops_t any = {"rill_promise_any", any_outcome,
                                       any_exhausted};
  return group_make(&any, scheduler, promises, count);
}

rill_value_t rill_aggregate_errors(const rill_error_t *error) {
  if (error == NULL || rill_error_code(error) != RILL_EAGGREGATE)
    return rill_none();
  const rill_error_t *cause = rill_error_cause(error);
  return cause != NULL ? rill_error_payload(cause) : rill_none();
}
