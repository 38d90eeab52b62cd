/* SPDX-License-Identifier: MIT */
/* Subscriptions: one running pipeline. */
#ifndef RILL_SUBSCRIPTION_H
#define RILL_SUBSCRIPTION_H

#include <rill/observable.h>
#include <rill/operator.h>
#include <rill/scheduler.h>

RILL_BEGIN

/** One running pipeline: request more, cancel. Dropping the handle does not
 * cancel. */
typedef struct rill_subscription rill_subscription_t;
/** rill_live_objects(&rill_subscription_type): how many run, inner ones too, but
 * for those that are over in the call that begins them, and need no memory. */
RILL_API extern const rill_type_t rill_subscription_type;

/** Demand without end; it sticks. */
#define RILL_UNBOUNDED INT64_MAX

/**
 * What a run delivers to. Each callback may be NULL; all get `context`. On the
 * thread of the run's scheduler.
 */
typedef struct rill_observer {
  size_t size; /**< set by the macro */
  /** An item, borrowed for the length of the call. */
  void (*next)(rill_value_t item, void *context);
  /** The end with an error, borrowed. Without this callback it goes to the
   * scheduler's unhandled hook. */
  void (*error)(rill_error_t *error, void *context);
  /** The end. */
  void (*complete)(void *context);
  /** First of all: the subscription (borrowed) can be asked and cancelled from
   * here on. With it, nothing is requested but by you. */
  void (*subscribed)(rill_subscription_t *subscription, void *context);
  /** Last of all, exactly once, also after cancel: drop the context. */
  void (*release)(void *context);
  void *context;
  /** Requested at the start. 0: unbounded, or nothing with `.subscribed`. */
  int64_t demand;
} rill_observer_t;

/**
 * Runs `observable` on `scheduler` and delivers to an observer:
 *
 *     rill_unref(rill_subscribe(loop, evens, .next = print));
 *
 * A synchronous source runs at once, on this stack, if the scheduler is the
 * calling thread's own; otherwise the run starts over there. Takes over
 * `observable`. Never NULL; one and the same handle may stand for all runs that
 * are over already.
 */
#define rill_subscribe(scheduler, ...)                                        \
  RILL_PRIVATE_SUBSCRIBE((scheduler), __VA_ARGS__, .size =                    \
                                                       sizeof(rill_observer_t))
#define RILL_PRIVATE_SUBSCRIBE(scheduler, observable, ...)                    \
  rill_subscribe_observer((scheduler), (observable),                          \
                          &(const rill_observer_t){__VA_ARGS__}, RILL_SITE)
RILL_API RILL_OWNED rill_subscription_t *rill_subscribe_observer(
    rill_scheduler_t *scheduler, rill_observable_t *observable,
    const rill_observer_t *observer, const char *site);

/** Asks for `count` more items; sums up and saturates. Any thread. A count
 * that is not positive ends the run with RILL_EINVAL. */
RILL_API void rill_request(rill_subscription_t *subscription, int64_t count);
/** Ends the run without a signal: on its own thread not one more item comes;
 * from another, what is under way may still arrive. Any thread, any number of
 * times. */
RILL_API void rill_cancel(rill_subscription_t *subscription);
/** Whether the run has come to its end. Any thread. */
RILL_API bool rill_is_over(const rill_subscription_t *subscription);

RILL_END

#endif
