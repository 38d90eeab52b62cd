/* SPDX-License-Identifier: MIT */
/* all, all_settled, race and any: one promise of several. */
#include "promise/together.h"

#include <rill/object.h>

/* --- all, all_settled ----------------------------------------------------- */

static bool never_decides(rill_together_t *group, size_t index,
                          rill_value_t *result) {
  (void) group;
  (void) index;
  (void) result;
  return false;
}

rill_promise_t *rill_promise_all(rill_scheduler_t *scheduler,
                                 rill_promise_t *const *promises,
                                 size_t count) {
  static const rill_together_ops_t all = {
      "rill_promise_all", rill_together_unless_failed, rill_together_list};
  return rill_together_make(&all, scheduler, promises, count);
}

rill_promise_t *rill_promise_all_settled(rill_scheduler_t *scheduler,
                                         rill_promise_t *const *promises,
                                         size_t count) {
  static const rill_together_ops_t all_settled = {
      "rill_promise_all_settled", never_decides, rill_together_list};
  return rill_together_make(&all_settled, scheduler, promises, count);
}

/* --- race, any ------------------------------------------------------------ */

static bool race_decide(rill_together_t *group, size_t index,
                        rill_value_t *result) {
  *result = rill_value_ref(group->outcomes[index]);
  return true;
}

static rill_value_t race_exhausted(rill_together_t *group) {
  return rill_fail(rill_error_new(RILL_EINVAL, "%s: count is 0 (must be > 0)",
                                  group->ops->name));
}

rill_promise_t *rill_promise_race(rill_scheduler_t *scheduler,
                                  rill_promise_t *const *promises,
                                  size_t count) {
  static const rill_together_ops_t race = {"rill_promise_race", race_decide,
                                           race_exhausted};
  return rill_together_make(&race, scheduler, promises, count);
}

static bool any_decide(rill_together_t *group, size_t index,
                       rill_value_t *result) {
  return !rill_is_error(group->outcomes[index]) &&
         race_decide(group, index, result);
}

rill_promise_t *rill_promise_any(rill_scheduler_t *scheduler,
                                 rill_promise_t *const *promises,
                                 size_t count) {
  static const rill_together_ops_t any = {"rill_promise_any", any_decide,
                                          rill_together_failure};
  return rill_together_make(&any, scheduler, promises, count);
}

rill_value_t rill_aggregate_errors(const rill_error_t *error) {
  if (error == NULL || rill_error_code(error) != RILL_EAGGREGATE)
    return rill_none();
  const rill_error_t *cause = rill_error_cause(error);
  return cause != NULL ? rill_error_payload(cause) : rill_none();
}
