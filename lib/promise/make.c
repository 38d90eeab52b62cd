/* SPDX-License-Identifier: MIT */
/* make: promises of what is there, of a call, and of a time. */
#include "promise/fast.h"

/* A settled promise, or one that waits for `value` (taken over). */
static inline rill_promise_t *promise_of_value(rill_scheduler_t *scheduler,
                                               rill_value_t value) {
  rill_promise_t *promise = rill_promise_make(scheduler, sizeof *promise, 0);
  if (rill_unlikely(promise == NULL)) {
    rill_value_unref(value);
    return rill_promise_no_memory(scheduler);
  }
  if (rill_likely(value.kind < RILL_OBJECT))
    rill_promise_settle_plain(promise, value);
  else
    rill_promise_follow(promise, value, false);
  return promise;
}

static rill_promise_t *promise_of_any(rill_scheduler_t *scheduler,
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

static inline rill_promise_t *promise_make(rill_scheduler_t *scheduler,
                                           rill_value_t value,
                                           const char *name) {
  if (rill_likely(scheduler != NULL && rill_promise_lives_here(scheduler) &&
                  value.kind < RILL_OBJECT))
    return promise_of_value(scheduler, value);
  return promise_of_any(scheduler, value, name);
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
