/* SPDX-License-Identifier: MIT */
/* make: promises of what is there, of a call, and of a time. */
#include "promise/promise.h"

/* A settled promise, or one that waits for `value` (taken over). */
static rill_promise_t *promise_of_value(rill_scheduler_t *scheduler,
                                        rill_value_t value) {
  rill_promise_t *promise = rill_promise_new(scheduler, sizeof *promise, 0);
  if (promise == NULL) {
    rill_value_unref(value);
    return rill_promise_no_memory(scheduler);
  }
  if (rill_likely(value.kind < RILL_OBJECT)) {
    promise->node.kind = value.kind;
    promise->node.bits |= RILL_P_SETTLED;
    promise->node.of.payload = value.as.i;
    promise->node.as.delivery.waiting = NULL;
  } else {
    rill_promise_follow(promise, value, false);
  }
  return promise;
}

static rill_promise_t *promise_make(rill_scheduler_t *scheduler,
                                    rill_value_t value, const char *name) {
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  rill_promise_t *refused = rill_promise_refuse(scheduler, name);
  if (refused != NULL) {
    rill_value_unref(value);
    return refused;
  }
  rill_promise_t *promise = rill_as_object(value, &rill_promise_type);
  if (promise != NULL && (promise->scheduler == scheduler ||
                          promise->scheduler == NULL))
    return promise;
  return promise_of_value(scheduler, value);
}

rill_promise_t *rill_promise_resolve(rill_scheduler_t *scheduler,
                                     rill_value_t value) {
  return promise_make(scheduler, value, "rill_promise_resolve");
}

rill_promise_t *rill_promise_reject(rill_scheduler_t *scheduler,
                                    rill_error_t *error) {
  if (error == NULL)
    error = rill_error_new(RILL_EINVAL, "rill_promise_reject: error is NULL");
  return promise_make(scheduler, rill_fail(error), "rill_promise_reject");
}

rill_promise_t *rill_promise_try(rill_scheduler_t *scheduler, rill_fn_t f) {
  rill_value_t result;
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  rill_promise_t *refused = rill_promise_refuse(scheduler, "rill_promise_try");
  if (refused != NULL) {
    rill_fn_drop(f);
    return refused;
  }
  if (!rill_fn_is_set(f))
    result = rill_fail(
        rill_error_new(RILL_EINVAL, "rill_promise_try: f is missing"));
  else if (f.arity != 0)
    result = rill_fail(rill_error_new(
        RILL_EINVAL, "rill_promise_try: f takes %u arguments (must be 0)",
        f.arity));
  else
    result = f.as.call0(f.context);
  rill_fn_drop(f);
  return promise_make(scheduler, result, "rill_promise_try");
}
