/* SPDX-License-Identifier: MIT */
/* retry: when the stream has failed, waits and subscribes it again. */
#include "shared/backoff.h"
#include "shared/options.h"
#include "shared/resubscribe.h"
#include "shared/timed.h"

struct retry_params {
  int64_t attempts; /* in total; 0: no end */
  rill_backoff_params_t backoff;
  rill_time_t deadline;
  rill_fn_t when;
};

struct retry {
  rill_resubscribe_t runs;
  rill_backoff_t backoff;
  int64_t failed;
  rill_time_t latest; /* when the last attempt may begin */
};

static rill_error_t *retry_check(const void *params) {
  const struct retry_params *p = params;
  if (p->attempts < 0)
    return rill_refuse("attempts is %lld (must be >= 0)",
                       (long long) p->attempts);
  rill_error_t *error = rill_backoff_check(&p->backoff);
  if (error == NULL) error = rill_check_span(p->deadline, 0, "deadline");
  return error != NULL ? error : rill_check_optional_fn(p->when, 1, "when");
}

static void retry_forget(void *params) {
  rill_fn_drop(((struct retry_params *) params)->when);
}

/* The end with the last error, which tells of the attempts before it. */
static void retry_give_up(rill_stage_t *stage, rill_error_t *error,
                          const char *why) {
  struct retry *retry = rill_state(stage);
  if (retry->failed > 1)
    error = rill_error_wrap(error, rill_error_code(error),
                            "retry: gave up after %lld attempts%s",
                            (long long) retry->failed, why);
  rill_emit_error(stage, error);
}

/* An answer of `when` that is no answer. */
static void retry_misled(rill_stage_t *stage, rill_error_t *error,
                         rill_value_t answer) {
  rill_unref(error);
  if (answer.kind == RILL_ERROR) {
    rill_emit_failure(stage, answer);
    return;
  }
  if (answer.kind == RILL_INT)
    error = rill_error_new(RILL_ERANGE, "retry: `when` returned %lld (a wait "
                                        "must be >= 0 ns)",
                           (long long) rill_as_int(answer));
  else
    error = rill_error_new(RILL_ETYPE, "retry: `when` returned %s (must be "
                                       "bool, or int: nanoseconds)",
                           rill_value_kind_name(answer));
  rill_value_unref(answer);
  rill_emit_error(stage, error);
}

static void retry_after(rill_stage_t *stage, rill_error_t *error,
                        rill_time_t wait) {
  struct retry *retry = rill_state(stage);
  if (rill_time_after(rill_stage_now(stage), wait) > retry->latest) {
    retry_give_up(stage, error, ": the deadline comes before the next");
    return;
  }
  rill_unref(error);
  rill_resubscribe_run(stage, &retry->runs, rill_ref(rill_upstream(stage)),
                       wait);
}

static void retry_failed(rill_stage_t *stage, rill_error_t *error) {
  const struct retry_params *p = rill_params(stage);
  struct retry *retry = rill_state(stage);
  rill_value_t answer = rill_bool(true);
  if (++retry->failed == p->attempts) {
    retry_give_up(stage, error, "");
    return;
  }
  if (rill_fn_is_set(p->when))
    answer = rill_invoke1(&p->when, rill_fail(error));
  if (stage->closed) {
    rill_value_unref(answer);
    rill_unref(error);
  } else if (answer.kind == RILL_INT && rill_as_int(answer) >= 0) {
    retry_after(stage, error, rill_as_int(answer));
  } else if (answer.kind != RILL_BOOL) {
    retry_misled(stage, error, answer);
  } else if (!rill_as_bool(answer)) {
    retry_give_up(stage, error, ": the last error is not to be retried");
  } else {
    retry_after(stage, error, rill_backoff_next(&retry->backoff, &p->backoff));
  }
}

static void retry_end(rill_stage_t *stage, rill_error_t *error) {
  if (error == NULL)
    rill_emit_complete(stage);
  else
    retry_failed(stage, error);
}

static void retry_init(rill_stage_t *stage) {
  struct retry *retry = rill_state(stage);
  retry->runs.end = retry_end;
}

static void retry_start(rill_stage_t *stage) {
  const struct retry_params *p = rill_params(stage);
  struct retry *retry = rill_state(stage);
  retry->latest = p->deadline == 0
                      ? RILL_TIME_NEVER
                      : rill_time_after(rill_stage_now(stage), p->deadline);
  rill_resubscribe_run(stage, &retry->runs, rill_ref(rill_upstream(stage)), 0);
}

static void retry_request(rill_stage_t *stage, int64_t count) {
  struct retry *retry = rill_state(stage);
  rill_resubscribe_request(stage, &retry->runs, count);
}

static void retry_release(rill_stage_t *stage) {
  rill_resubscribe_release(&((struct retry *) rill_state(stage))->runs);
}

static const rill_stage_ops_t retry_ops = {
    .name = "retry",
    .lifts = true,
    .state_size = sizeof(struct retry),
    .params_size = sizeof(struct retry_params),
    .check = retry_check,
    .forget = retry_forget,
    .init = retry_init,
    .start = retry_start,
    .request = retry_request,
    .release = retry_release,
};

rill_operator_t *rill_retry_opts(const rill_retry_opts_t *options) {
  RILL_OPTIONS(rill_retry_opts_t, o, options);
  struct retry_params params = {
    o.attempts,
    {o.delay, o.max_delay, o.factor, o.jitter, o.seed},
    o.deadline,
    o.when,
  };
  return rill_operator_make(&retry_ops, &params);
}
