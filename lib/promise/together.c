/* SPDX-License-Identifier: MIT */
/* together: waits for several values at once. */
#include "promise/together.h"

#include <rill/object.h>

/* --- Life ----------------------------------------------------------------- */

enum { EACH = sizeof(rill_watch_t) + sizeof(rill_value_t) + sizeof(size_t) };

static size_t group_size(size_t count) {
  return sizeof(rill_together_t) + count * EACH;
}

static void group_free(rill_together_t *group) {
  for (size_t i = 0; i < group->count; i++) {
    rill_watch_stop(&group->watches[i]);
    rill_value_unref(group->outcomes[i]);
  }
  rill_value_unref(group->keys);
  rill_unref(group->promise);
  rill_release(group, group_size(group->count));
}

static void group_settle(rill_together_t *group, rill_value_t result) {
  group->over = true;
  rill_promise_unhook(group->promise);
  rill_promise_settle(group->promise, result);
  group_free(group);
}

static void group_hook(void *context, bool canceled) {
  rill_together_t *group = context;
  group->over = true;
  for (size_t i = 0; canceled && i < group->count; i++)
    rill_watch_cancel(&group->watches[i]);
  group_free(group);
}

rill_together_t *rill_together_new(const rill_together_ops_t *ops,
                                   rill_scheduler_t *scheduler, size_t count) {
  rill_together_t *group = NULL;
  if (count <= (SIZE_MAX - sizeof *group) / EACH)
    group = rill_allocate_zeroed(group_size(count));
  rill_promise_t *promise =
      group == NULL ? NULL : rill_promise_new(scheduler, sizeof *promise, 0);
  if (promise == NULL) {
    if (group != NULL) rill_release(group, group_size(count));
    return NULL;
  }
  group->ops = ops;
  group->promise = promise;
  group->count = count;
  group->keys = rill_none();
  group->outcomes = (rill_value_t *) (void *) (group->watches + count);
  group->order = (size_t *) (void *) (group->outcomes + count);
  for (size_t i = 0; i < count; i++) group->outcomes[i] = rill_none();
  return group;
}

/* --- Waiting -------------------------------------------------------------- */

/* Takes over the outcome. False if the group is over and gone. */
static bool group_take(rill_together_t *group, size_t index,
                       rill_value_t outcome) {
  rill_value_t result;
  group->outcomes[index] = outcome;
  group->order[group->settled++] = index;
  if (rill_is_error(outcome)) group->failed++;
  if (group->ops->decide(group, index, &result)) {
    group_settle(group, result);
    return false;
  }
  if (group->settled < group->count) return true;
  group_settle(group, group->ops->exhausted(group));
  return false;
}

static void group_watch(rill_node_t *node, rill_value_t outcome) {
  rill_together_t *group = node->as.reaction.context.pointer;
  if (!group->over) group_take(group, node->of.index, rill_value_ref(outcome));
}

/* Waits for a value, which is taken over. False if that decided. */
static bool group_add(rill_together_t *group, size_t index,
                      rill_value_t value) {
  rill_value_t outcome;
  group->watches[index].node.of.index = index;
  if (rill_promise_await(group->promise->scheduler, group->ops->name, value,
                         &group->watches[index], group_watch, group, &outcome))
    return true;
  return group_take(group, index, outcome);
}

void rill_together_drop(rill_promise_t *const *promises, size_t count) {
  for (size_t i = 0; promises != NULL && i < count; i++) {
    if (promises[i] == NULL) continue;
    rill_value_t value = rill_object(promises[i]);
    rill_promise_overlook(value);
    rill_value_unref(value);
  }
}

/* The promise to return, and the group's reference on its own. */
static rill_promise_t *group_begin(rill_together_t *group) {
  rill_promise_t *promise = rill_ref(group->promise);
  rill_promise_hook(promise, group_hook, group);
  if (group->count == 0) group_settle(group, group->ops->exhausted(group));
  return promise;
}

rill_promise_t *rill_together_of_promises(rill_together_t *group,
                                          rill_promise_t *const *promises) {
  size_t count = group->count, i = 0;
  rill_promise_t *promise = group_begin(group);
  bool waits = !rill_promise_is_settled(promise);
  for (; waits && i < count; i++)
    waits = group_add(group, i, rill_object(promises[i]));
  rill_together_drop(promises + i, count - i);
  return promise;
}

rill_promise_t *rill_together_of_map(rill_together_t *group) {
  rill_value_t key, value, map = rill_value_ref(group->keys);
  rill_promise_t *promise = group_begin(group);
  bool waits = !rill_promise_is_settled(promise);
  for (size_t i = 0; rill_map_at(map, i, &key, &value); i++) {
    rill_promise_overlook(value);
    waits = waits && group_add(group, i, rill_value_ref(value));
  }
  rill_value_unref(map);
  return promise;
}

/* --- Arguments ------------------------------------------------------------ */

static rill_error_t *group_check(const char *name, rill_scheduler_t *scheduler,
                                 rill_promise_t *const *promises,
                                 size_t count) {
  char what[96];
  if (promises == NULL && count > 0)
    return rill_error_new(RILL_EINVAL, "%s: promises is NULL", name);
  for (size_t i = 0; i < count; i++) {
    if (promises[i] == NULL)
      return rill_error_new(RILL_EINVAL, "%s: promises[%zu] is NULL", name, i);
    if (promises[i]->scheduler == NULL || promises[i]->scheduler == scheduler)
      continue;
    snprintf(what, sizeof what, "%s: promises[%zu]", name, i);
    return rill_promise_strange(what, scheduler, promises[i]);
  }
  return NULL;
}

rill_promise_t *rill_together_refuse(const char *name,
                                     rill_scheduler_t *scheduler,
                                     rill_promise_t *const *promises,
                                     size_t count) {
  rill_promise_t *promise = rill_promise_refuse(scheduler, name);
  if (promise != NULL) return promise;
  rill_error_t *error = group_check(name, scheduler, promises, count);
  return error == NULL ? NULL : rill_promise_failed(scheduler, error);
}

rill_promise_t *rill_together_make(const rill_together_ops_t *ops,
                                   rill_scheduler_t *scheduler,
                                   rill_promise_t *const *promises,
                                   size_t count) {
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  rill_promise_t *promise =
      rill_together_refuse(ops->name, scheduler, promises, count);
  rill_together_t *group = NULL;
  if (promise == NULL) {
    group = rill_together_new(ops, scheduler, count);
    if (group == NULL) promise = rill_promise_no_memory(scheduler);
  }
  if (group != NULL) return rill_together_of_promises(group, promises);
  rill_together_drop(promises, count);
  return promise;
}

/* --- Results -------------------------------------------------------------- */

rill_value_t rill_together_list(rill_together_t *group) {
  rill_value_t list = rill_list_own(group->outcomes, group->count);
  for (size_t i = 0; i < group->count; i++) group->outcomes[i] = rill_none();
  return list;
}

rill_value_t rill_together_failure(rill_together_t *group) {
  /* The errors move together, in the order of the array. */
  size_t count = 0;
  for (size_t i = 0; i < group->count; i++) {
    rill_value_t outcome = group->outcomes[i];
    group->outcomes[i] = rill_none();
    if (rill_is_error(outcome))
      group->outcomes[count++] = outcome;
    else
      rill_value_unref(outcome);
  }
  rill_value_t errors = rill_list_own(group->outcomes, count);
  for (size_t i = 0; i < count; i++) group->outcomes[i] = rill_none();
  if (rill_is_error(errors)) return errors;
  rill_error_t *cause = rill_error_of(errors);
  if (group->wanted == 0)
    return rill_fail(rill_error_wrap(cause, RILL_EAGGREGATE,
                                     "%s: each of %zu promises was rejected",
                                     group->ops->name, count));
  return rill_fail(rill_error_wrap(
      cause, RILL_EAGGREGATE,
      "%s: %zu of %zu promises were rejected, so %zu cannot be fulfilled",
      group->ops->name, count, group->count, group->wanted));
}

bool rill_together_unless_failed(rill_together_t *group, size_t index,
                                 rill_value_t *result) {
  if (!rill_is_error(group->outcomes[index])) return false;
  *result = rill_value_ref(group->outcomes[index]);
  return true;
}
