/* SPDX-License-Identifier: MIT */
/* refuse: promises instead of those that cannot be made. */
#include "promise/promise.h"

/* Rejected for ever, and on no scheduler: so whatever follows is the same. */
static rill_promise_t without_memory = {
    .base = RILL_STATIC_OBJECT(rill_promise_type),
    .node = {.kind = RILL_ERROR, .bits = RILL_P_SETTLED | RILL_P_HANDLED},
};

__attribute__((constructor)) static void without_memory_fill(void) {
  without_memory.node.of.payload =
      rill_fail(rill_error_no_memory()).as.i;
}

rill_promise_t *rill_promise_no_memory(rill_scheduler_t *scheduler) {
  if (scheduler != NULL)
    rill_scheduler_unhandled(scheduler, rill_error_no_memory());
  return &without_memory;
}

rill_promise_t *rill_promise_failed(rill_scheduler_t *scheduler,
                                    rill_error_t *error) {
  rill_promise_t *promise = rill_promise_new(scheduler, sizeof *promise, 0);
  if (promise == NULL) {
    rill_unref(error);
    return rill_promise_no_memory(scheduler);
  }
  if (scheduler == NULL) promise->node.bits = RILL_P_HANDLED;
  rill_promise_settle(promise, rill_fail(error));
  return promise;
}

rill_promise_t *rill_promise_refuse(rill_scheduler_t *scheduler,
                                    const char *name) {
  if (scheduler == NULL)
    return rill_promise_failed(
        NULL, rill_error_new(RILL_EINVAL, "%s: the scheduler is NULL", name));
  if (rill_likely(rill_scheduler_is_current(scheduler))) return NULL;
  rill_error_t *error = rill_error_new(
      RILL_EWRONGTHREAD,
      "%s: called from a thread that the promise's scheduler (%s) does not "
      "run on; rill_deferred_resolve() and rill_post() may be",
      name, rill_scheduler_name(scheduler));
  rill_scheduler_report(scheduler, error);
  return rill_promise_failed(NULL, error);
}

rill_promise_t *rill_promise_unusable(rill_promise_t *promise,
                                      const char *name) {
  if (promise == NULL)
    return rill_promise_failed(
        NULL, rill_error_new(RILL_EINVAL, "%s: the promise is NULL", name));
  if (promise->scheduler == NULL) return rill_ref(promise);
  return rill_promise_refuse(promise->scheduler, name);
}

rill_error_t *rill_promise_check_fn(const char *name, rill_fn_t f,
                                    unsigned arity, const char *argument) {
  if (!rill_fn_is_set(f))
    return rill_error_new(RILL_EINVAL, "%s: %s is missing", name, argument);
  if (f.arity == arity) return NULL;
  return rill_error_new(RILL_EINVAL,
                        "%s: %s takes %u arguments (must be %u)", name,
                        argument, f.arity, arity);
}

rill_error_t *rill_promise_strange(const char *what,
                                   const rill_scheduler_t *home,
                                   const rill_promise_t *other) {
  return rill_error_new(RILL_EWRONGTHREAD,
                        "%s lives on another scheduler (%s) than the result "
                        "(%s)",
                        what, rill_scheduler_name(other->scheduler),
                        rill_scheduler_name(home));
}
