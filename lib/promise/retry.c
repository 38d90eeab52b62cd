/* SPDX-License-Identifier: MIT */
/* retry: calls a function again while it fails, after a back-off. */
#include "core/operator.h"
#include "promise/work.h"
#include "shared/backoff.h"
#include "shared/options.h"

#include <rill/task.h>

#define NAME "rill_promise_retry"

struct retry {
  rill_work_t work;
  rill_fn_t fn, when;
  int64_t attempts; /* in total; 0: no end */
  int64_t failed;
  rill_backoff_params_t params;
  rill_backoff_t backoff;
  rill_time_t latest; /* when the last attempt may begin */
  bool called;
};

/* The end with the last error, which tells of the attempts before it. */
static void retry_give_up(struct retry *retry, rill_error_t *error,
                          const char *why) {
  if (retry->failed > 1)
    error = rill_error_wrap(error, rill_error_code(error),
                            NAME ": gave up after %lld attempts%s",
                            (long long) retry->failed, why);
  rill_work_fail(&retry->work, error);
}

/* An answer of `when` that is no answer. */
static rill_value_t retry_misled(rill_value_t answer) {
  rill_error_t *error;
  if (rill_is_error(answer)) return answer;
  if (rill_is_int(answer))
    error = rill_error_new(
        RILL_ERANGE, NAME ": `when` returned %lld (a wait must be >= 0 ns)",
        (long long) rill_as_int(answer));
  else
    error = rill_error_new(RILL_ETYPE,
                           NAME ": `when` returned %s (must be bool, or int: "
                                "nanoseconds)",
                           rill_value_kind_name(answer));
  rill_value_unref(answer);
  return rill_fail(error);
}

static void retry_after(struct retry *retry, rill_error_t *error,
                        rill_time_t wait) {
  rill_time_t due =
      rill_time_after(rill_now(rill_work_scheduler(&retry->work)), wait);
  if (due > retry->latest) {
    retry_give_up(retry, error, ": the deadline comes before the next");
    return;
  }
  rill_unref(error);
  rill_wait_until(&retry->work.first, due);
}

/* Takes over the error. */
static void retry_failed(struct retry *retry, rill_error_t *error) {
  rill_value_t answer = rill_bool(true);
  if (++retry->failed == retry->attempts ||
      rill_error_code(error) == RILL_ECANCELED) {
    retry_give_up(retry, error, "");
    return;
  }
  if (rill_fn_is_set(retry->when))
    answer = rill_invoke1(&retry->when, rill_fail(error));
  if (rill_is_int(answer) && rill_as_int(answer) >= 0) {
    retry_after(retry, error, rill_as_int(answer));
  } else if (answer.kind != RILL_BOOL) {
    rill_unref(error);
    rill_work_end(&retry->work, retry_misled(answer));
  } else if (!rill_as_bool(answer)) {
    retry_give_up(retry, error, ": the last error is not to be retried");
  } else {
    retry_after(retry, error,
                rill_backoff_next(&retry->backoff, &retry->params));
  }
}

static void retry_ready(rill_wait_t *wait, rill_value_t outcome) {
  struct retry *retry = (struct retry *) (void *) wait->work;
  bool called = retry->called;
  retry->called = !called;
  if (!called && !rill_is_error(outcome))
    rill_wait_for(wait, rill_invoke0(&retry->fn));
  else if (!called || !rill_is_error(outcome))
    rill_work_end(&retry->work, outcome);
  else
    retry_failed(retry, rill_as_error(outcome));
}

static void retry_stop(rill_work_t *work) { rill_wait_cancel(&work->first); }

static void retry_release(rill_work_t *work) {
  struct retry *retry = (struct retry *) (void *) work;
  rill_fn_drop(retry->fn);
  rill_fn_drop(retry->when);
}

static const rill_work_ops_t retry_ops = {
    .name = NAME,
    .size = sizeof(struct retry),
    .ready = retry_ready,
    .stop = retry_stop,
    .release = retry_release,
};

/* --- Making --------------------------------------------------------------- */

static rill_error_t *retry_check(rill_fn_t f, const rill_retry_opts_t *o,
                                 const rill_backoff_params_t *params) {
  rill_error_t *error = rill_promise_check_fn(NAME, f, 0, "f");
  if (error == NULL && rill_fn_is_set(o->when))
    error = rill_promise_check_fn(NAME, o->when, 1, "when");
  if (error != NULL) return error;
  if (o->attempts < 0)
    return rill_error_new(RILL_EINVAL, NAME ": attempts is %lld (must be >= 0)",
                          (long long) o->attempts);
  if (o->deadline < 0)
    return rill_error_new(RILL_EINVAL,
                          NAME ": deadline is %lld ns (must be >= 0)",
                          (long long) o->deadline);
  rill_error_t *cause = rill_backoff_check(params);
  if (cause == NULL) return NULL;
  error = rill_error_new(RILL_EINVAL, NAME ": %s", rill_error_message(cause));
  rill_unref(cause);
  return error;
}

static rill_promise_t *retry_start(struct retry *retry,
                                   const rill_retry_opts_t *o) {
  rill_promise_t *promise = rill_work_promise(&retry->work);
  retry->attempts = o->attempts;
  retry->when = o->when;
  retry->latest = RILL_TIME_NEVER;
  if (o->deadline > 0)
    retry->latest = rill_time_after(rill_now(promise->scheduler), o->deadline);
  rill_work_begin(&retry->work);
  return promise;
}

rill_promise_t *rill_promise_retry_opts(rill_scheduler_t *scheduler,
                                        rill_fn_t f,
                                        const rill_retry_opts_t *options) {
  RILL_OPTIONS(rill_retry_opts_t, o, options);
  rill_backoff_params_t params = {o.delay, o.max_delay, o.factor, o.jitter,
                                  o.seed};
  if (scheduler != NULL) scheduler = rill_scheduler_pick(scheduler);
  rill_promise_t *promise = rill_promise_refuse(scheduler, NAME);
  rill_error_t *error = promise == NULL ? retry_check(f, &o, &params) : NULL;
  if (error != NULL) promise = rill_promise_failed(scheduler, error);
  struct retry *retry = NULL;
  if (promise == NULL) {
    retry = rill_work_new(&retry_ops, scheduler);
    if (retry == NULL) promise = rill_promise_no_memory(scheduler);
  }
  if (retry == NULL) {
    rill_fn_drop(f);
    rill_fn_drop(o.when);
    return promise;
  }
  retry->fn = f;
  retry->params = params;
  return retry_start(retry, &o);
}
