/* SPDX-License-Identifier: MIT */
/* delay and timeout: promises and the clock. */
#include "promise/promise.h"

/* The moment `span` from now. */
static rill_time_t due_after(rill_scheduler_t *scheduler, rill_time_t span) {
  rill_time_t now = rill_now(scheduler);
  return span >= RILL_TIME_NEVER - 1 - now ? RILL_TIME_NEVER - 1 : now + span;
}

static rill_error_t *span_refuse(const char *name, rill_time_t span) {
  return rill_error_new(RILL_EINVAL, "%s: span is %lld ns (must be >= 0)",
                        name, (long long) span);
}

/* --- delay ---------------------------------------------------------------- */

struct delay {
  rill_task_t task;
  rill_promise_t *promise;
  rill_value_t value;
};

static void delay_end(struct delay *delay, rill_value_t value) {
  rill_promise_t *promise = delay->promise;
  rill_release(delay, sizeof *delay);
  if (!rill_promise_is_settled(promise)) {
    rill_promise_unhook(promise);
    rill_promise_follow(promise, value, false);
  } else {
    rill_value_unref(value);
  }
  rill_unref(promise);
}

static void delay_run(rill_task_t *task, int status) {
  struct delay *delay = rill_container_of(task, struct delay, task);
  rill_value_t value = delay->value;
  if (status != 0) {
    rill_value_unref(value);
    value = rill_promise_closed();
  }
  delay_end(delay, value);
}

static void delay_hook(void *context, bool canceled) {
  struct delay *delay = context;
  (void) canceled;
  rill_unschedule(delay->promise->scheduler, &delay->task);
  delay_end(delay, delay->value);
}

static rill_promise_t *delay_start(rill_promise_t *promise, rill_time_t span,
                                   rill_value_t value) {
  struct delay *delay = rill_allocate_zeroed(sizeof *delay);
  if (delay == NULL) {
    rill_value_unref(value);
    rill_promise_settle(promise, rill_fail(rill_error_no_memory()));
    return promise;
  }
  rill_scheduler_t *scheduler = promise->scheduler;
  delay->task.run = delay_run;
  delay->promise = rill_ref(promise);
  delay->value = value;
  rill_promise_hook(promise, delay_hook, delay);
  if (rill_schedule_at(scheduler, &delay->task,
                       due_after(scheduler, span)) != 0)
    delay_run(&delay->task, RILL_ECLOSED);
  return promise;
}

rill_promise_t *rill_promise_delay(rill_scheduler_t *scheduler,
                                   rill_time_t span, rill_value_t value) {
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  rill_promise_t *promise =
      rill_promise_refuse(scheduler, "rill_promise_delay");
  if (promise == NULL && span < 0)
    promise = rill_promise_failed(scheduler,
                                  span_refuse("rill_promise_delay", span));
  if (promise == NULL) {
    promise = rill_promise_new(scheduler, sizeof *promise, 0);
    if (promise != NULL) return delay_start(promise, span, value);
    promise = rill_promise_no_memory(scheduler);
  }
  rill_value_unref(value);
  return promise;
}

/* --- timeout -------------------------------------------------------------- */

struct timeout {
  rill_task_t task;
  rill_watch_t watch;
  rill_promise_t *promise;
  rill_time_t span;
};

/* It comes to its end: by the outcome, the clock or a cancellation. */
static rill_promise_t *timeout_end(struct timeout *timeout) {
  rill_promise_t *promise = timeout->promise;
  rill_unschedule(promise->scheduler, &timeout->task);
  rill_promise_unhook(promise);
  rill_release(timeout, sizeof *timeout);
  return promise;
}

static void timeout_settle(rill_promise_t *promise, rill_value_t outcome) {
  rill_promise_settle(promise, outcome);
  rill_unref(promise);
}

static void timeout_watch(rill_node_t *node, rill_value_t outcome) {
  rill_promise_t *promise =
      timeout_end(node->as.reaction.context.pointer);
  timeout_settle(promise, rill_value_ref(outcome));
}

static void timeout_run(rill_task_t *task, int status) {
  struct timeout *timeout = rill_container_of(task, struct timeout, task);
  rill_value_t outcome =
      status != 0 ? rill_promise_closed()
                  : rill_fail(rill_error_new(
                        RILL_ETIMEDOUT, "timed out: no outcome after %.6g s",
                        (double) timeout->span / 1e9));
  rill_promise_t *promise = rill_ref(timeout->promise);
  rill_promise_unhook(promise);
  rill_promise_settle(promise, outcome);
  rill_watch_cancel(&timeout->watch);
  rill_unref(timeout_end(timeout));
  rill_unref(promise);
}

static void timeout_hook(void *context, bool canceled) {
  struct timeout *timeout = context;
  if (canceled) rill_watch_cancel(&timeout->watch);
  rill_watch_stop(&timeout->watch);
  rill_unref(timeout_end(timeout));
}

static rill_promise_t *timeout_start(rill_promise_t *source,
                                     rill_time_t span) {
  rill_scheduler_t *scheduler = source->scheduler;
  struct timeout *timeout = rill_allocate_zeroed(sizeof *timeout);
  rill_promise_t *promise =
      timeout == NULL ? NULL : rill_promise_new(scheduler, sizeof *promise, 0);
  if (promise == NULL) {
    rill_release(timeout, sizeof *timeout);
    return rill_promise_no_memory(scheduler);
  }
  timeout->task.run = timeout_run;
  timeout->promise = rill_ref(promise);
  timeout->span = span;
  rill_promise_hook(promise, timeout_hook, timeout);
  rill_promise_watch(source, &timeout->watch, timeout_watch, timeout);
  if (rill_schedule_at(scheduler, &timeout->task,
                       due_after(scheduler, span)) != 0)
    timeout_run(&timeout->task, RILL_ECLOSED);
  return promise;
}

rill_promise_t *(rill_promise_timeout)(rill_promise_t *source,
                                     rill_time_t span) {
  rill_promise_t *promise =
      rill_promise_unusable(source, "rill_promise_timeout");
  if (promise == NULL && span < 0)
    promise = rill_promise_failed(source->scheduler,
                                  span_refuse("rill_promise_timeout", span));
  if (promise == NULL)
    promise = rill_promise_is_settled(source) ? rill_ref(source)
                                              : timeout_start(source, span);
  rill_unref(source);
  return promise;
}
