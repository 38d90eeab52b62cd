/* SPDX-License-Identifier: MIT */
/* to_promise: leaves the stream for a promise of its last or first item. */
#include "base/error.h"
#include "base/memory.h"

#include <rill/promise.h>
#include <rill/subscription.h>

/* What the run and the promise's hook share. The run may live on another
 * thread, so neither touches what is the other's. */
struct to_promise {
  uint32_t count; /* the run, the hook, and the one who makes both */
  bool first;     /* or the last item */
  rill_deferred_t *deferred;
  rill_subscription_t *handle; /* the hook's */
  rill_subscription_t *inside; /* the run's, borrowed */
  rill_value_t last;           /* the run's */
  bool any;
};

static void to_promise_unref(void *context) {
  struct to_promise *to = context;
  if (!rill_count_down(&to->count)) return;
  rill_value_unref(to->last);
  rill_unref(to->deferred);
  rill_unref(to->handle);
  rill_release(to, sizeof *to);
}

static void to_promise_subscribed(rill_subscription_t *subscription,
                                  void *context) {
  struct to_promise *to = context;
  to->inside = subscription;
  rill_request(subscription, to->first ? 1 : RILL_UNBOUNDED);
}

static void to_promise_next(rill_value_t item, void *context) {
  struct to_promise *to = context;
  if (to->first) {
    rill_deferred_resolve(to->deferred, rill_value_ref(item));
    rill_cancel(to->inside);
    return;
  }
  rill_value_unref(to->last);
  to->last = rill_value_ref(item);
  to->any = true;
}

static void to_promise_error(rill_error_t *error, void *context) {
  struct to_promise *to = context;
  rill_deferred_reject(to->deferred, rill_ref(error));
}

static void to_promise_complete(void *context) {
  struct to_promise *to = context;
  if (to->any)
    rill_deferred_resolve(to->deferred, rill_value_ref(to->last));
  else
    rill_deferred_reject(
        to->deferred,
        rill_error_new(RILL_EEMPTY, "%s: the stream ended without an item",
                       to->first ? "rill_first_to_promise"
                                 : "rill_to_promise"));
}

/* A run without an end was cancelled: with its scheduler. */
static void to_promise_release(void *context) {
  struct to_promise *to = context;
  if (!rill_deferred_is_settled(to->deferred))
    rill_deferred_reject(to->deferred,
                         rill_error_new(RILL_ECLOSED,
                                        "the stream's scheduler is closing"));
  to_promise_unref(to);
}

static rill_value_t to_promise_cancel(void *context) {
  rill_cancel(((struct to_promise *) context)->handle);
  return rill_none();
}

static void to_promise_start(struct to_promise *to,
                             rill_scheduler_t *scheduler,
                             rill_observable_t *observable) {
  rill_observer_t observer = {
    .size = sizeof observer,
    .subscribed = to_promise_subscribed,
    .next = to_promise_next,
    .error = to_promise_error,
    .complete = to_promise_complete,
    .release = to_promise_release,
    .context = to,
  };
  to->count = 3;
  rill_deferred_on_cancel(to->deferred,
                          rill_call0(to_promise_cancel,
                                     rill_own(to, to_promise_unref)));
  if (rill_deferred_is_settled(to->deferred)) { /* there was no memory */
    rill_unref(observable);
    to_promise_unref(to);
  } else {
    to->handle =
        rill_subscribe_observer(scheduler, observable, &observer, "");
  }
  to_promise_unref(to);
}

static rill_promise_t *to_promise_make(rill_scheduler_t *scheduler,
                                       rill_observable_t *observable,
                                       bool first) {
  rill_deferred_t *deferred = rill_deferred_new(scheduler);
  rill_promise_t *promise = rill_deferred_promise(deferred);
  struct to_promise *to = NULL;
  if (!rill_deferred_is_settled(deferred)) {
    to = rill_allocate_zeroed(sizeof *to);
    if (to == NULL) rill_deferred_reject(deferred, rill_error_no_memory());
  }
  if (to == NULL) {
    rill_unref(deferred);
    rill_unref(observable);
    return promise;
  }
  to->deferred = deferred;
  to->first = first;
  to_promise_start(to, scheduler, observable);
  return promise;
}

rill_promise_t *rill_to_promise(rill_scheduler_t *scheduler,
                                rill_observable_t *observable) {
  return to_promise_make(scheduler, observable, false);
}

rill_promise_t *rill_first_to_promise(rill_scheduler_t *scheduler,
                                      rill_observable_t *observable) {
  return to_promise_make(scheduler, observable, true);
}
