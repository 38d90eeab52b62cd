/* SPDX-License-Identifier: MIT */
/* using: a resource is acquired, used, and disposed of in any case. */
#include "promise/work.h"

#include <rill/task.h>

#define NAME "rill_promise_using"

typedef enum using_phase { NEW, ACQUIRES, USES, DISPOSES } using_phase_t;

struct using {
  rill_work_t work;
  rill_fn_t acquire, use, dispose;
  using_phase_t phase;
  rill_value_t resource;
  rill_value_t result;
};

static bool using_is_canceled(const struct using *using) {
  return using->work.canceled || rill_work_scheduler(&using->work)->closing;
}

static void using_acquire(struct using *using) {
  rill_wait_t *wait = &using->work.first;
  using->phase = ACQUIRES;
  rill_wait_for(wait, using->acquire.as.call0(using->acquire.context));
  /* A resource that is there must not get lost when the scheduler closes. */
  if (rill_watch_is_set(&wait->watch)) wait->watch.node.bits |= RILL_P_OUTCOME;
  if (using->work.canceled) rill_wait_linger(wait);
}

/* Takes over the result. */
static void using_dispose(struct using *using, rill_value_t result) {
  using->phase = DISPOSES;
  using->result = result;
  rill_wait_for(
      &using->work.first,
      using->dispose.as.call1(using->resource, using->dispose.context));
}

static void using_use(struct using *using, rill_value_t resource) {
  rill_wait_t *wait = &using->work.first;
  using->resource = resource;
  if (using_is_canceled(using)) {
    using_dispose(using, using->work.canceled ? rill_promise_canceled()
                                              : rill_promise_closed());
    return;
  }
  using->phase = USES;
  rill_wait_for(wait, using->use.as.call1(resource, using->use.context));
  if (using->work.canceled) rill_wait_linger(wait);
}

/* The failure of `dispose` comes before all else. */
static void using_end(struct using *using, rill_value_t outcome) {
  rill_value_t result = using->result;
  using->result = rill_none();
  rill_value_unref(rill_is_error(outcome) ? result : outcome);
  rill_work_end(&using->work, rill_is_error(outcome) ? outcome : result);
}

static void using_ready(rill_wait_t *wait, rill_value_t outcome) {
  struct using *using = (struct using *) (void *) wait->work;
  switch (using->phase) {
  case NEW:
    if (rill_is_error(outcome))
      rill_work_end(&using->work, outcome);
    else
      using_acquire(using);
    return;
  case ACQUIRES:
    if (rill_is_error(outcome))
      rill_work_end(&using->work, outcome);
    else
      using_use(using, outcome);
    return;
  case USES:
    using_dispose(using, outcome);
    return;
  case DISPOSES:
    using_end(using, outcome);
    return;
  }
}

static void using_stop(rill_work_t *work) {
  struct using *using = (struct using *) (void *) work;
  if (work->over)
    rill_wait_cancel(&work->first);
  else if (using->phase == NEW)
    rill_work_end(work, rill_promise_canceled());
  else if (using->phase != DISPOSES)
    rill_wait_linger(&work->first);
}

static void using_release(rill_work_t *work) {
  struct using *using = (struct using *) (void *) work;
  rill_value_unref(using->resource);
  rill_value_unref(using->result);
  rill_fn_drop(using->acquire);
  rill_fn_drop(using->use);
  rill_fn_drop(using->dispose);
}

static const rill_work_ops_t using_ops = {
    .name = NAME,
    .size = sizeof(struct using),
    .ready = using_ready,
    .stop = using_stop,
    .release = using_release,
    .patient = true,
};

static rill_error_t *using_check(rill_fn_t acquire, rill_fn_t use,
                                 rill_fn_t dispose) {
  rill_error_t *error = rill_promise_check_fn(NAME, acquire, 0, "acquire");
  if (error == NULL) error = rill_promise_check_fn(NAME, use, 1, "use");
  if (error == NULL) error = rill_promise_check_fn(NAME, dispose, 1, "dispose");
  return error;
}

rill_promise_t *rill_promise_using(rill_scheduler_t *scheduler,
                                   rill_fn_t acquire, rill_fn_t use,
                                   rill_fn_t dispose) {
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  rill_promise_t *promise = rill_promise_refuse(scheduler, NAME);
  rill_error_t *error = NULL;
  if (promise == NULL) error = using_check(acquire, use, dispose);
  if (error != NULL) promise = rill_promise_failed(scheduler, error);
  struct using *using = NULL;
  if (promise == NULL) {
    using = rill_work_new(&using_ops, scheduler);
    if (using == NULL) promise = rill_promise_no_memory(scheduler);
  }
  if (using == NULL) {
    rill_fn_drop(acquire);
    rill_fn_drop(use);
    rill_fn_drop(dispose);
    return promise;
  }
  using->acquire = acquire;
  using->use = use;
  using->dispose = dispose;
  using->resource = using->result = rill_none();
  promise = rill_work_promise(&using->work);
  rill_work_begin(&using->work);
  return promise;
}
