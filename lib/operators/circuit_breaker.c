/* SPDX-License-Identifier: MIT */
/* circuit_breaker: after too many failures in a row, lets no run through for
 * a while. */
#include <pthread.h>
#include <stdio.h>

#include "core/operator.h"
#include "shared/options.h"
#include "shared/timed.h"

#include <rill/recover.h>

static const int64_t default_failures = 5;
static const rill_time_t default_reset = RILL_SEC(30);

struct limits {
  int64_t failures;
  rill_time_t reset;
};

/* --- What the runs of one observable share, on whatever threads ----------- */

struct breaker {
  rill_object_t base;
  pthread_mutex_t lock;
  struct limits limits;
  uint64_t era;     /* one more each time that it opens or closes */
  int64_t failures; /* in a row */
  bool open;
  bool trying;        /* a trial run is under way, and says nothing yet */
  rill_time_t until;  /* open: when a trial run may begin */
  rill_error_t *last; /* the failure that has opened it */
};

static void breaker_destroy(void *object) {
  struct breaker *breaker = object;
  pthread_mutex_destroy(&breaker->lock);
  rill_unref(breaker->last);
}

static const rill_type_t breaker_type = {
    .name = "circuit breaker",
    .destroy = breaker_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* Makes `error` (owned) the reason, and returns the one before. */
static rill_error_t *breaker_open(struct breaker *breaker, rill_error_t *error,
                                  rill_time_t now) {
  rill_error_t *before = breaker->last;
  breaker->open = true;
  breaker->trying = false;
  breaker->era++;
  breaker->until = rill_time_after(now, breaker->limits.reset);
  breaker->last = error;
  return before;
}

/* --- One run -------------------------------------------------------------- */

struct circuit_breaker {
  uint64_t era;  /* what it says counts in this one alone */
  bool admitted; /* and has not told its end */
  bool trial;    /* and has shown nothing yet */
  bool item;
};

static struct breaker *breaker_of(const rill_stage_t *stage) {
  return *(struct breaker *const *) rill_params(stage);
}

static bool circuit_breaker_enter(struct breaker *breaker,
                                  struct circuit_breaker *run,
                                  rill_time_t now) {
  if (breaker->open && (breaker->trying || now < breaker->until)) return false;
  run->trial = breaker->trying = breaker->open;
  run->era = breaker->era;
  run->admitted = true;
  return true;
}

/* Takes over the reason. */
static void circuit_breaker_refuse(rill_stage_t *stage, rill_error_t *reason,
                                   int64_t failures, rill_time_t wait) {
  char when[80] = "and a trial run is under way";
  if (wait > 0)
    snprintf(when, sizeof when, "and the next trial run may begin in %s",
             rill_span_format(wait).text);
  rill_emit_error(stage,
                  rill_error_wrap(reason, RILL_EAGAIN,
                                  "rill_circuit_breaker: open after %lld "
                                  "failures in a row, %s",
                                  (long long) failures, when));
}

static void circuit_breaker_start(rill_stage_t *stage) {
  struct breaker *breaker = breaker_of(stage);
  rill_time_t now = rill_stage_now(stage), wait = 0;
  rill_error_t *reason = NULL;
  int64_t failures = 0;
  pthread_mutex_lock(&breaker->lock);
  if (!circuit_breaker_enter(breaker, rill_state(stage), now)) {
    reason = rill_ref(breaker->last);
    failures = breaker->failures;
    wait = breaker->until - now;
  }
  pthread_mutex_unlock(&breaker->lock);
  if (reason != NULL) circuit_breaker_refuse(stage, reason, failures, wait);
}

/* An item of a trial lets the others in, but the next failure opens again. */
static void circuit_breaker_prove(struct breaker *breaker,
                                  struct circuit_breaker *run) {
  run->trial = false;
  breaker->open = breaker->trying = false;
  breaker->failures = breaker->limits.failures - 1;
  run->era = ++breaker->era;
}

static rill_step_t circuit_breaker_step(rill_stage_t *stage,
                                        rill_value_t *item) {
  struct breaker *breaker = breaker_of(stage);
  struct circuit_breaker *run = rill_state(stage);
  (void) item;
  run->item = true;
  if (!run->trial) return RILL_PASS;
  pthread_mutex_lock(&breaker->lock);
  circuit_breaker_prove(breaker, run);
  pthread_mutex_unlock(&breaker->lock);
  return RILL_PASS;
}

static void circuit_breaker_succeed(struct breaker *breaker,
                                    struct circuit_breaker *run) {
  if (run->era != breaker->era) return;
  if (run->trial) circuit_breaker_prove(breaker, run);
  breaker->failures = 0;
}

/* Returns an error to drop when no lock is held, or NULL. */
static rill_error_t *circuit_breaker_fail(struct breaker *breaker,
                                          const struct circuit_breaker *run,
                                          rill_error_t *error,
                                          rill_time_t now) {
  if (run->era != breaker->era) return NULL;
  if (!run->trial && ++breaker->failures < breaker->limits.failures)
    return NULL;
  return breaker_open(breaker, rill_ref(error), now);
}

/* Who leaves after an item has seen enough; without one, it is unknown. */
static void circuit_breaker_leave(struct breaker *breaker,
                                  struct circuit_breaker *run) {
  if (run->item)
    circuit_breaker_succeed(breaker, run);
  else if (run->trial && run->era == breaker->era)
    breaker->trying = false;
}

static void circuit_breaker_complete(rill_stage_t *stage) {
  struct breaker *breaker = breaker_of(stage);
  struct circuit_breaker *run = rill_state(stage);
  run->admitted = false;
  pthread_mutex_lock(&breaker->lock);
  circuit_breaker_succeed(breaker, run);
  pthread_mutex_unlock(&breaker->lock);
  rill_emit_complete(stage);
}

static void circuit_breaker_error(rill_stage_t *stage, rill_error_t *error) {
  struct breaker *breaker = breaker_of(stage);
  struct circuit_breaker *run = rill_state(stage);
  rill_time_t now = rill_stage_now(stage);
  run->admitted = false;
  pthread_mutex_lock(&breaker->lock);
  rill_error_t *before = circuit_breaker_fail(breaker, run, error, now);
  pthread_mutex_unlock(&breaker->lock);
  rill_unref(before);
  rill_emit_end(stage, error);
}

static void circuit_breaker_release(rill_stage_t *stage) {
  struct breaker *breaker = breaker_of(stage);
  struct circuit_breaker *run = rill_state(stage);
  if (!run->admitted) return;
  pthread_mutex_lock(&breaker->lock);
  circuit_breaker_leave(breaker, run);
  pthread_mutex_unlock(&breaker->lock);
}

static void circuit_breaker_forget(void *params) {
  rill_unref(*(struct breaker **) params);
}

/* What stands in an observable. */
static const rill_stage_ops_t run_ops = {
    .name = "circuit_breaker",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct circuit_breaker),
    .params_size = sizeof(struct breaker *),
    .forget = circuit_breaker_forget,
    .start = circuit_breaker_start,
    .step = circuit_breaker_step,
    .complete = circuit_breaker_complete,
    .error = circuit_breaker_error,
    .release = circuit_breaker_release,
};

/* --- Building ------------------------------------------------------------- */

static rill_error_t *circuit_breaker_check(const void *params) {
  const struct limits *limits = params;
  if (limits->failures < 0)
    return rill_refuse("failures is %lld (must be > 0)",
                       (long long) limits->failures);
  return rill_check_span(limits->reset, 1, "reset");
}

static rill_operator_t *circuit_breaker_apply(const void *params,
                                              rill_observable_t **base) {
  (void) base;
  struct breaker *breaker =
      rill_object_new_zeroed(&breaker_type, sizeof *breaker);
  if (breaker == NULL) return rill_operator_failed(rill_error_no_memory());
  pthread_mutex_init(&breaker->lock, NULL);
  breaker->limits = *(const struct limits *) params;
  return rill_operator_make(&run_ops, &breaker);
}

static const rill_stage_ops_t circuit_breaker_ops = {
    .name = "circuit_breaker",
    .params_size = sizeof(struct limits),
    .check = circuit_breaker_check,
    .apply = circuit_breaker_apply,
};

rill_operator_t *
rill_circuit_breaker_opts(const rill_circuit_breaker_opts_t *options) {
  RILL_OPTIONS(rill_circuit_breaker_opts_t, o, options);
  struct limits limits = {o.failures != 0 ? o.failures : default_failures,
                          o.reset != 0 ? o.reset : default_reset};
  return rill_operator_make(&circuit_breaker_ops, &limits);
}
