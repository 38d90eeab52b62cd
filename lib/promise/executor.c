/* SPDX-License-Identifier: MIT */
/* executor: functions for a pool's workers, and promises of their results. */
#include "promise/executor.h"

#include "shared/options.h"

/* --- What is wrong -------------------------------------------------------- */

static rill_error_t *pool_check(const char *name,
                                const rill_scheduler_t *pool) {
  if (pool == NULL)
    return rill_error_new(RILL_EINVAL, "%s: pool is NULL", name);
  if (rill_pool_of(pool) != NULL) return NULL;
  return rill_error_new(RILL_EINVAL,
                        "%s: pool is a %s scheduler (must be a "
                        "pool)",
                        name, rill_scheduler_name(pool));
}

static rill_error_t *home_check(const char *name,
                                const rill_scheduler_t *home) {
  if (!home->closed) return NULL;
  return rill_error_new(RILL_ECLOSED, "%s: home is closed", name);
}

rill_promise_t *rill_executor_refuse(const char *name, rill_scheduler_t *pool,
                                     rill_scheduler_t *home, rill_fn_t f,
                                     unsigned arity) {
  if (home != NULL) home = rill_scheduler_pick(home);
  rill_promise_t *refused = rill_promise_refuse(home, name);
  if (refused != NULL) return refused;
  rill_error_t *error = home_check(name, home);
  if (error == NULL) error = pool_check(name, pool);
  if (error == NULL) error = rill_promise_check_fn(name, f, arity, "f");
  return error != NULL ? rill_promise_failed(home, error) : NULL;
}

rill_error_t *rill_executor_full(const char *name, const rill_pool_t *pool,
                                 int code) {
  if (code == RILL_EAGAIN)
    return rill_error_new(RILL_EAGAIN,
                          "%s: the pool's queue is full: %zu functions wait "
                          "for a worker (.capacity of the pool)",
                          name, pool->capacity);
  return rill_error_new(code, "%s: the pool was shut down", name);
}

/* --- A promise that workers settle ---------------------------------------- */

void rill_assignment_ref(rill_assignment_t *assignment) {
  __atomic_add_fetch(&assignment->references, 1, __ATOMIC_RELAXED);
}

void rill_assignment_unref(rill_assignment_t *assignment) {
  if (__atomic_sub_fetch(&assignment->references, 1, __ATOMIC_ACQ_REL) > 0)
    return;
  rill_unref(assignment->deferred);
  rill_unref(assignment->pool->scheduler);
  assignment->forget(assignment);
}

static void assignment_drop(void *assignment) {
  rill_assignment_unref(assignment);
}

bool rill_assignment_open(rill_assignment_t *assignment, rill_scheduler_t *pool,
                          rill_scheduler_t *home, rill_call0_fn cancel,
                          rill_promise_t **promise) {
  rill_deferred_t *deferred = rill_deferred_new(home);
  *promise = rill_deferred_promise(deferred);
  assignment->references = 1;
  assignment->pool = rill_pool_of(rill_ref(pool));
  assignment->deferred = deferred;
  if (rill_deferred_is_settled(deferred)) return false;
  rill_assignment_ref(assignment);
  rill_deferred_on_cancel(
      deferred, rill_call0(cancel, rill_own(assignment, assignment_drop)));
  rill_deferred_hold(deferred);
  return !rill_deferred_is_settled(deferred);
}

void rill_assignment_settle(rill_assignment_t *assignment, rill_value_t value) {
  rill_deferred_t *deferred =
      __atomic_exchange_n(&assignment->deferred, NULL, __ATOMIC_ACQ_REL);
  rill_deferred_resolve(deferred, value);
  rill_unref(deferred);
}

/* --- One function --------------------------------------------------------- */

struct submission {
  rill_assignment_t assignment;
  rill_errand_t errand;
  rill_fn_t f;
  rill_value_t result;
};

static void submission_forget(rill_assignment_t *assignment) {
  struct submission *submission = (struct submission *) assignment;
  rill_release(submission, sizeof *submission);
}

static void submission_run(rill_errand_t *errand) {
  struct submission *s = rill_container_of(errand, struct submission, errand);
  s->result = s->f.as.call0(s->f.context);
}

static void submission_end(rill_errand_t *errand, int status) {
  struct submission *s = rill_container_of(errand, struct submission, errand);
  rill_value_t result = s->result;
  rill_fn_drop(s->f);
  if (status != 0)
    result = rill_fail(
        rill_executor_full("rill_submit", s->assignment.pool, status));
  rill_assignment_settle(&s->assignment, result);
  rill_assignment_unref(&s->assignment);
}

static rill_value_t submission_cancel(void *context) {
  struct submission *s = context;
  if (rill_pool_cancel(s->assignment.pool, &s->errand))
    submission_end(&s->errand, RILL_ECANCELED);
  return rill_none();
}

static const rill_errand_ops_t submission_ops = {submission_run,
                                                 submission_end};

static rill_promise_t *submission_start(rill_scheduler_t *pool,
                                        rill_scheduler_t *home,
                                        const rill_submit_opts_t *o) {
  rill_promise_t *promise;
  struct submission *s = rill_allocate_zeroed(sizeof *s);
  if (s == NULL) {
    rill_fn_drop(o->fn);
    return rill_promise_no_memory(rill_scheduler_pick(home));
  }
  s->assignment.forget = submission_forget;
  s->errand.ops = &submission_ops;
  s->f = o->fn;
  s->result = rill_none();
  int code = RILL_ENOMEM;
  if (rill_assignment_open(&s->assignment, pool, home, submission_cancel,
                           &promise))
    code = rill_pool_put(s->assignment.pool, &s->errand,
                         o->wait ? RILL_ERRAND_WAIT : RILL_ERRAND_REFUSE);
  if (code != 0) submission_end(&s->errand, code);
  return promise;
}

rill_promise_t *rill_submit_opts(rill_scheduler_t *pool, rill_scheduler_t *home,
                                 const rill_submit_opts_t *given) {
  RILL_OPTIONS(rill_submit_opts_t, options, given);
  rill_promise_t *refused =
      rill_executor_refuse("rill_submit", pool, home, options.fn, 0);
  if (refused == NULL) return submission_start(pool, home, &options);
  rill_fn_drop(options.fn);
  return refused;
}

/* --- Looking -------------------------------------------------------------- */

bool rill_is_canceled(void) {
  rill_seat_t *here = rill_seat_here();
  if (here == NULL) return false;
  if (rill_pool_is_in(here->pool, RILL_POOL_CANCELED)) return true;
  rill_errand_t *errand = here->errand;
  return errand != NULL && __atomic_load_n(&errand->canceled, __ATOMIC_ACQUIRE);
}

struct stopped {
  rill_pool_waiter_t waiter;
  rill_deferred_t *deferred;
};

static void stopped_tell(rill_pool_waiter_t *waiter) {
  struct stopped *stopped = rill_container_of(waiter, struct stopped, waiter);
  rill_deferred_resolve(stopped->deferred, rill_none());
  rill_unref(stopped->deferred);
  rill_release(stopped, sizeof *stopped);
}

rill_promise_t *rill_pool_stopped(rill_scheduler_t *pool,
                                  rill_scheduler_t *home) {
  if (home != NULL) home = rill_scheduler_pick(home);
  rill_promise_t *promise = rill_promise_refuse(home, "rill_pool_stopped");
  if (promise != NULL) return promise;
  rill_error_t *error = home_check("rill_pool_stopped", home);
  if (error == NULL) error = pool_check("rill_pool_stopped", pool);
  if (error != NULL) return rill_promise_failed(home, error);
  struct stopped *stopped = rill_allocate_zeroed(sizeof *stopped);
  if (stopped == NULL) return rill_promise_no_memory(home);
  stopped->waiter.stopped = stopped_tell;
  stopped->deferred = rill_deferred_new(home);
  promise = rill_deferred_promise(stopped->deferred);
  rill_deferred_hold(stopped->deferred);
  rill_pool_notify(rill_pool_of(pool), &stopped->waiter);
  return promise;
}
