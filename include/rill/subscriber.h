/* SPDX-License-Identifier: MIT */
/* Subscribers of one's own: the Reactive Streams interface as a plain struct,
 * for bindings and for code that has subscribers already. */
#ifndef RILL_SUBSCRIBER_H
#define RILL_SUBSCRIBER_H

#include <rill/subscription.h>

RILL_BEGIN

/**
 * What a run delivers to, strictly by the rules: on_subscribe, once and first;
 * then items, as many as were asked for; then at most one of on_error and
 * on_complete; then release. All come on the thread of the run's scheduler, one
 * after another. Only `release` may be NULL.
 */
typedef struct rill_subscriber {
  size_t size; /**< sizeof(rill_subscriber_t), set by the caller */
  /** The subscription, borrowed: who keeps it beyond `release`, or uses it on
   * another thread, takes rill_ref(). Nothing comes before it is asked for by
   * rill_request(), here or later, by any thread. */
  void (*on_subscribe)(rill_subscription_t *subscription, void *context);
  /** An item, borrowed for the length of the call. Returns 0 to go on;
   * RILL_ECANCELED cancels the run, as rill_cancel() in here would. Any other
   * code says that the subscriber has failed: the run is cancelled too, and the
   * scheduler's unhandled hook gets an error with that code. So does
   * RILL_EAGAIN: the item was asked for, and nobody takes it back. */
  int (*on_next)(rill_value_t item, void *context);
  /** The end with an error, borrowed. */
  void (*on_error)(rill_error_t *error, void *context);
  /** The end. */
  void (*on_complete)(void *context);
  /** Last of all and exactly once, also after cancel. */
  void (*release)(void *context);
  void *context;
} rill_subscriber_t;

/**
 * Runs `observable` on `scheduler` and delivers to a subscriber, which is
 * copied. `site` is static text that errors name ("file.c:14"), or NULL.
 *
 * What prevents the run is the subscriber's to hear, behind on_subscribe: a
 * scheduler that is NULL or closed (also when it is closed before the run
 * began), no memory, no observable. Without a scheduler this thread tells it.
 *
 * Owns: takes over `observable` and the subscriber's context.
 * Returns 0, or RILL_EINVAL for a subscriber that is NULL or lacks a callback;
 * then none is called but `release`.
 * Same as: Reactive Streams Publisher.subscribe.
 */
RILL_API int rill_subscribe_subscriber(rill_scheduler_t *scheduler,
                                       rill_observable_t *observable,
                                       const rill_subscriber_t *subscriber,
                                       const char *site);

RILL_END

#endif
