/* SPDX-License-Identifier: MIT */
/* limiter: so many calls are under way at once, others wait in a queue. */
#include "promise/work.h"
#include "shared/options.h"

#include <rill/task.h>

enum { CONCURRENCY = 16, QUEUE = 256 };

struct call;

struct rill_limiter {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_error_t *error; /* it was made from bad options */
  size_t concurrency, running;
  size_t queue, waiting;
  struct call *first, **end;
};

typedef enum call_phase { WAITS, BEGINS, RUNS } call_phase_t;

struct call {
  rill_work_t work;
  rill_limiter_t *limiter;
  rill_fn_t fn;
  call_phase_t phase;
  struct call *next, **link; /* while it waits */
};

/* --- The queue ------------------------------------------------------------ */

static void queue_add(rill_limiter_t *limiter, struct call *call) {
  call->next = NULL;
  call->link = limiter->end;
  *limiter->end = call;
  limiter->end = &call->next;
  limiter->waiting++;
}

static void queue_remove(struct call *call) {
  rill_limiter_t *limiter = call->limiter;
  *call->link = call->next;
  if (call->next != NULL)
    call->next->link = call->link;
  else
    limiter->end = call->link;
  limiter->waiting--;
}

static void limiter_begin(rill_limiter_t *limiter, struct call *call) {
  limiter->running++;
  call->phase = BEGINS;
  rill_work_begin(&call->work);
}

/* A call has come to its end: the next one takes its place. */
static void limiter_leave(rill_limiter_t *limiter) {
  struct call *call = limiter->first;
  limiter->running--;
  if (call == NULL) return;
  queue_remove(call);
  limiter_begin(limiter, call);
}

/* --- A call --------------------------------------------------------------- */

/* What it returned is waited for, also when nobody wants it any more. */
static void call_run(struct call *call) {
  rill_wait_t *wait = &call->work.first;
  call->phase = RUNS;
  rill_wait_for(wait, call->fn.as.call0(call->fn.context));
  if (call->work.over) rill_wait_linger(wait);
}

static void call_ready(rill_wait_t *wait, rill_value_t outcome) {
  struct call *call = (struct call *) (void *) wait->work;
  if (call->phase == BEGINS && !rill_is_error(outcome)) {
    call_run(call);
    return;
  }
  limiter_leave(call->limiter);
  rill_work_end(&call->work, outcome);
}

static void call_stop(rill_work_t *work) {
  struct call *call = (struct call *) (void *) work;
  if (!work->canceled) return;
  switch (call->phase) {
  case WAITS:
    queue_remove(call);
    return;
  case BEGINS:
    rill_wait_cancel(&work->first);
    limiter_leave(call->limiter);
    return;
  case RUNS:
    rill_wait_linger(&work->first);
    return;
  }
}

static void call_release(rill_work_t *work) {
  struct call *call = (struct call *) (void *) work;
  rill_fn_drop(call->fn);
  rill_unref(call->limiter);
}

static const rill_work_ops_t call_ops = {
    .name = "rill_limiter_run",
    .size = sizeof(struct call),
    .ready = call_ready,
    .stop = call_stop,
    .release = call_release,
};

static bool limiter_is_full(const rill_limiter_t *limiter) {
  return limiter->running >= limiter->concurrency &&
         limiter->waiting >= limiter->queue;
}

/* The promise to return without a call; NULL: there is room for one. */
static rill_promise_t *limiter_refuse(rill_limiter_t *limiter, rill_fn_t f) {
  const char *name = call_ops.name;
  if (limiter == NULL)
    return rill_promise_failed(
        NULL, rill_error_new(RILL_EINVAL, "%s: the limiter is NULL", name));
  if (limiter->scheduler == NULL) {
    if (limiter->error == NULL) return rill_promise_no_memory(NULL);
    return rill_promise_failed(NULL, rill_ref(limiter->error));
  }
  rill_promise_t *refused = rill_promise_refuse(limiter->scheduler, name);
  if (refused != NULL) return refused;
  rill_error_t *error = limiter->error != NULL
                            ? rill_ref(limiter->error)
                            : rill_promise_check_fn(name, f, 0, "f");
  if (error == NULL && limiter_is_full(limiter))
    error = rill_error_new(RILL_EAGAIN,
                           "%s: full: %zu calls are under way, %zu wait (as "
                           "many as .queue lets)",
                           name, limiter->running, limiter->waiting);
  return error == NULL ? NULL : rill_promise_failed(limiter->scheduler, error);
}

rill_promise_t *rill_limiter_run(rill_limiter_t *limiter, rill_fn_t f) {
  rill_promise_t *promise = limiter_refuse(limiter, f);
  struct call *call = NULL;
  if (promise == NULL) {
    call = rill_work_new(&call_ops, limiter->scheduler);
    if (call == NULL) promise = rill_promise_no_memory(limiter->scheduler);
  }
  if (call == NULL) {
    rill_fn_drop(f);
    return promise;
  }
  call->limiter = rill_ref(limiter);
  call->fn = f;
  call->work.first.holds = true;
  promise = rill_work_promise(&call->work);
  if (limiter->running < limiter->concurrency)
    limiter_begin(limiter, call);
  else
    queue_add(limiter, call);
  return promise;
}

/* --- Life ----------------------------------------------------------------- */

static void limiter_destroy(void *object) {
  rill_limiter_t *limiter = object;
  rill_unref(limiter->error);
  rill_unref(limiter->scheduler);
}

const rill_type_t rill_limiter_type = {
    .name = "limiter",
    .destroy = limiter_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static rill_limiter_t without_memory = {
    .base = RILL_STATIC_OBJECT(rill_limiter_type)};

static rill_error_t *limiter_check(const rill_limiter_opts_t *o) {
  if (o->scheduler == NULL)
    return rill_error_new(RILL_EINVAL,
                          "rill_limiter_new: the scheduler is NULL");
  if (o->concurrency >= 0) return NULL;
  return rill_error_new(RILL_EINVAL,
                        "rill_limiter_new: concurrency is %lld (must be >= 0)",
                        (long long) o->concurrency);
}

rill_limiter_t *rill_limiter_opts(const rill_limiter_opts_t *options) {
  RILL_OPTIONS(rill_limiter_opts_t, o, options);
  rill_limiter_t *limiter =
      rill_object_new_zeroed(&rill_limiter_type, sizeof *limiter);
  if (limiter == NULL) return &without_memory;
  limiter->error = limiter_check(&o);
  if (o.scheduler != NULL)
    limiter->scheduler = rill_ref(rill_scheduler_pick(o.scheduler));
  limiter->concurrency =
      o.concurrency > 0 ? (size_t) o.concurrency : CONCURRENCY;
  limiter->queue = o.queue > 0 ? (size_t) o.queue : o.queue < 0 ? 0 : QUEUE;
  limiter->end = &limiter->first;
  return limiter;
}

size_t rill_limiter_running(const rill_limiter_t *limiter) {
  return limiter != NULL ? limiter->running : 0;
}

size_t rill_limiter_waiting(const rill_limiter_t *limiter) {
  return limiter != NULL ? limiter->waiting : 0;
}
