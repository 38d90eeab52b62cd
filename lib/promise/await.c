/* SPDX-License-Identifier: MIT */
/* await: waits for a value, whatever it is. */
#include "promise/promise.h"

/* A promise that can be waited for here, or NULL and its outcome. */
static rill_promise_t *await_promise(rill_scheduler_t *scheduler,
                                     const char *name, rill_promise_t *promise,
                                     rill_value_t *outcome) {
  char what[96];
  if (promise->scheduler != NULL && promise->scheduler != scheduler) {
    snprintf(what, sizeof what, "%s: a promise to wait for", name);
    *outcome = rill_fail(rill_promise_strange(what, scheduler, promise));
  } else if (rill_promise_is_settled(promise)) {
    if (promise->scheduler != NULL) rill_promise_handle(promise);
    *outcome = rill_value_ref(rill_promise_outcome(promise));
  } else {
    return promise;
  }
  rill_unref(promise);
  return NULL;
}

bool rill_promise_await(rill_scheduler_t *scheduler, const char *name,
                        rill_value_t value, rill_watch_t *watch,
                        rill_watch_fn call, void *context,
                        rill_value_t *outcome) {
  *outcome = value;
  if (rill_likely(value.kind != RILL_OBJECT)) return false;
  bool promised = value.as.o->type == &rill_promise_type;
  if (!promised && value.as.o->type->then == NULL) return false;
  rill_promise_t *promise = promised ? (rill_promise_t *) (void *) value.as.o
                                     : rill_promise_resolve(scheduler, value);
  promise = await_promise(scheduler, name, promise, outcome);
  if (promise == NULL) return false;
  rill_promise_watch(promise, watch, call, context);
  rill_unref(promise);
  return true;
}

void rill_promise_overlook(rill_value_t value) {
  rill_promise_t *promise = rill_as_object(value, &rill_promise_type);
  if (promise != NULL && promise->scheduler != NULL &&
      rill_scheduler_is_current(promise->scheduler))
    rill_promise_handle(promise);
}
