/* SPDX-License-Identifier: MIT */
/* timeout: an item that does not come in time is an error. */
#include "shared/options.h"
#include "shared/resubscribe.h"
#include "shared/timed.h"

#include <rill/time.h>

struct timeout_params {
  rill_time_t span, first; /* 0: none; the first one's is span by default */
  rill_time_t at;
  rill_observable_t *fallback;
};

struct timeout {
  rill_resubscribe_t runs; /* of the fallback, but the demand is kept always */
  rill_alarm_t silence, end;
  bool begun; /* an item has come */
};

static rill_error_t *timeout_check(const void *params) {
  const struct timeout_params *p = params;
  rill_error_t *error = rill_check_span(p->span, 0, "span");
  if (error == NULL) error = rill_check_span(p->first, 0, "first");
  if (error == NULL && p->at < 0)
    error = rill_refuse("at is %lld (must be >= 0)", (long long) p->at);
  if (error == NULL && p->span == 0 && p->first == 0 && p->at == 0)
    error = rill_refuse("span is 0 ns (must be > 0, or .first or .at given)");
  return error;
}

static void timeout_forget(void *params) {
  rill_unref(((struct timeout_params *) params)->fallback);
}

static void timeout_now(rill_stage_t *stage, const char *what,
                        const char *span) {
  const struct timeout_params *p = rill_params(stage);
  struct timeout *timeout = rill_state(stage);
  rill_alarm_stop(&timeout->silence);
  rill_alarm_stop(&timeout->end);
  if (p->fallback == NULL) {
    rill_emit_error(stage, rill_error_new(RILL_ETIMEDOUT, "timeout: %s %s",
                                          what, span));
    return;
  }
  rill_close_upstream(stage);
  rill_resubscribe_run(stage, &timeout->runs, rill_ref(p->fallback), 0);
}

static rill_time_t timeout_span(rill_stage_t *stage) {
  const struct timeout_params *p = rill_params(stage);
  struct timeout *timeout = rill_state(stage);
  return !timeout->begun && p->first != 0 ? p->first : p->span;
}

static void timeout_silence(rill_stage_t *stage, rill_alarm_t *alarm) {
  struct timeout *timeout = rill_state(stage);
  (void) alarm;
  timeout_now(stage,
              timeout->begun ? "no item within" : "no first item within",
              rill_span_format(timeout_span(stage)).text);
}

static void timeout_end(rill_stage_t *stage, rill_alarm_t *alarm) {
  const struct timeout_params *p = rill_params(stage);
  (void) alarm;
  timeout_now(stage, "the stream has not ended by",
              rill_span_format(p->at).text);
}

/* Who asks for nothing waits for nothing: the clock stands still. */
static void timeout_arm(rill_stage_t *stage) {
  struct timeout *timeout = rill_state(stage);
  rill_time_t span = timeout_span(stage);
  if (timeout->runs.stage != NULL) return;
  if (timeout->runs.demand == 0 || span == 0)
    rill_alarm_stop(&timeout->silence);
  else
    rill_alarm_set(&timeout->silence, stage,
                   rill_time_after(rill_stage_now(stage), span),
                   timeout_silence);
}

static void timeout_init(rill_stage_t *stage) {
  ((struct timeout *) rill_state(stage))->runs.end = rill_emit_end;
}

static void timeout_start(rill_stage_t *stage) {
  const struct timeout_params *p = rill_params(stage);
  struct timeout *timeout = rill_state(stage);
  if (p->at != 0) rill_alarm_set(&timeout->end, stage, p->at, timeout_end);
}

static size_t timeout_next(rill_stage_t *stage, const rill_value_t *items,
                           size_t count) {
  struct timeout *timeout = rill_state(stage);
  timeout->begun = true;
  size_t used = rill_resubscribe_pass(stage, &timeout->runs, items, count);
  if (!stage->closed) timeout_arm(stage);
  return used;
}

static void timeout_request(rill_stage_t *stage, int64_t count) {
  struct timeout *timeout = rill_state(stage);
  bool idle = timeout->runs.demand == 0;
  rill_resubscribe_request(stage, &timeout->runs, count);
  if (idle && !stage->closed && !rill_alarm_is_set(&timeout->silence))
    timeout_arm(stage);
}

static void timeout_release(rill_stage_t *stage) {
  struct timeout *timeout = rill_state(stage);
  rill_alarm_stop(&timeout->silence);
  rill_alarm_stop(&timeout->end);
  rill_resubscribe_release(&timeout->runs);
}

static const rill_stage_ops_t timeout_ops = {
    .name = "timeout",
    .state_size = sizeof(struct timeout),
    .params_size = sizeof(struct timeout_params),
    .check = timeout_check,
    .forget = timeout_forget,
    .init = timeout_init,
    .start = timeout_start,
    .next = timeout_next,
    .request = timeout_request,
    .release = timeout_release,
};

rill_operator_t *rill_timeout_opts(const rill_timeout_opts_t *options) {
  RILL_OPTIONS(rill_timeout_opts_t, o, options);
  struct timeout_params params = {o.span, o.first, o.at, o.fallback};
  return rill_operator_make(&timeout_ops, &params);
}
