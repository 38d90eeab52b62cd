/* SPDX-License-Identifier: MIT */
/* some: the first n values of several promises. */
#include "promise/together.h"

#include <rill/object.h>
#include <rill/task.h>

/* The values in the order of settling. */
static rill_value_t some_list(rill_together_t *group) {
  size_t count = 0;
  rill_value_t *values = rill_allocate(group->wanted * sizeof *values);
  if (values == NULL) return rill_fail(rill_error_no_memory());
  for (size_t i = 0; i < group->settled && count < group->wanted; i++) {
    rill_value_t outcome = group->outcomes[group->order[i]];
    if (!rill_is_error(outcome)) values[count++] = outcome;
  }
  rill_value_t list = rill_list(values, count);
  rill_release(values, group->wanted * sizeof *values);
  return list;
}

static bool some_decide(rill_together_t *group, size_t index,
                        rill_value_t *result) {
  (void) index;
  if (group->settled - group->failed == group->wanted)
    *result = some_list(group);
  else if (group->failed > group->count - group->wanted)
    *result = rill_together_failure(group);
  else
    return false;
  return true;
}

static const rill_together_ops_t some_ops = {"rill_promise_some", some_decide,
                                             rill_together_list};

static rill_error_t *some_check(size_t count, int64_t n) {
  if (n < 0)
    return rill_error_new(RILL_EINVAL,
                          "rill_promise_some: n is %lld (must be >= 0)",
                          (long long) n);
  if ((uint64_t) n <= count) return NULL;
  return rill_error_new(
      RILL_EINVAL,
      "rill_promise_some: n is %lld (must be <= count, which is %zu)",
      (long long) n, count);
}

/* The promise to return when there is nothing to wait for. */
static rill_promise_t *some_refuse(rill_scheduler_t *scheduler,
                                   rill_promise_t *const *promises,
                                   size_t count, int64_t n) {
  rill_promise_t *promise =
      rill_together_refuse(some_ops.name, scheduler, promises, count);
  if (promise != NULL) return promise;
  rill_error_t *error = some_check(count, n);
  if (error != NULL) return rill_promise_failed(scheduler, error);
  if (n > 0) return NULL;
  return rill_promise_resolve(scheduler, rill_list(NULL, 0));
}

rill_promise_t *rill_promise_some(rill_scheduler_t *scheduler,
                                  rill_promise_t *const *promises, size_t count,
                                  int64_t n) {
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  rill_promise_t *promise = some_refuse(scheduler, promises, count, n);
  rill_together_t *group = NULL;
  if (promise == NULL) {
    group = rill_together_new(&some_ops, scheduler, count);
    if (group == NULL) promise = rill_promise_no_memory(scheduler);
  }
  if (group != NULL) {
    group->wanted = (size_t) n;
    return rill_together_of_promises(group, promises);
  }
  rill_together_drop(promises, count);
  return promise;
}
