/* SPDX-License-Identifier: MIT */
/* signals: those that the process gets, one of each kept until it is asked
 * for. */
#include "io/handles.h"
#include "shared/options.h"

#include <rill/signal.h>

struct signals_params {
  int signums[RILL_SIGNALS];
  bool unref;
};

struct signals {
  rill_bell_t bell;
  rill_handles_t *handles;
  int64_t demand;
  int waiting[RILL_SIGNALS]; /* in the order of their coming */
  size_t count;
  bool draining;
};

static size_t signals_count(const struct signals_params *p) {
  size_t count = 0;
  while (count < RILL_SIGNALS && p->signums[count] != 0) count++;
  return count;
}

static rill_error_t *signals_check(const void *params) {
  const struct signals_params *p = params;
  size_t count = signals_count(p);
  if (count == 0) return rill_refuse("signum is 0 (must be that of a signal)");
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < i; k++)
      if (p->signums[i] == p->signums[k])
        return rill_refuse("signum %d is given twice", p->signums[i]);
  return NULL;
}

/* One of the program's callbacks may cancel, ask, or raise another. */
static void signals_drain(rill_stage_t *stage, struct signals *signals) {
  if (signals->draining) return;
  signals->draining = true;
  while (!stage->closed && signals->demand > 0 && signals->count > 0) {
    int signum = signals->waiting[0];
    memmove(signals->waiting, signals->waiting + 1,
            --signals->count * sizeof signals->waiting[0]);
    rill_demand_use(&signals->demand, rill_emit_one(stage, rill_int(signum)));
  }
  signals->draining = false;
}

static void signals_keep(struct signals *signals, int signum) {
  for (size_t i = 0; i < signals->count; i++)
    if (signals->waiting[i] == signum) return;
  signals->waiting[signals->count++] = signum;
}

static void on_signal(uv_signal_t *handle, int signum) {
  rill_stage_t *stage = rill_handle_stage(handle);
  if (stage->closed) return;
  struct signals *signals = rill_state(stage);
  rill_chain_t *chain = stage->chain;
  signals_keep(signals, signum);
  rill_enter(chain);
  signals_drain(stage, signals);
  rill_leave(chain);
}

/* 0, or what libuv says. */
static int signals_add(rill_stage_t *stage, int signum) {
  const struct signals_params *p = rill_params(stage);
  struct signals *signals = rill_state(stage);
  uv_signal_t *handle = &signals->handles->each[signals->handles->open].signal;
  int code = uv_signal_init(rill_uv_loop(rill_stage_scheduler(stage)), handle);
  if (code != 0) return code;
  rill_handles_add(signals->handles);
  if (p->unref) uv_unref((uv_handle_t *) handle);
  return uv_signal_start(handle, on_signal, signum);
}

static void signals_start(rill_stage_t *stage) {
  const struct signals_params *p = rill_params(stage);
  struct signals *signals = rill_state(stage);
  size_t count = signals_count(p);
  signals->handles = rill_handles_new(stage, count);
  if (signals->handles == NULL) return;
  for (size_t i = 0; i < count; i++) {
    int code = signals_add(stage, p->signums[i]);
    if (code == 0) continue;
    rill_handle_fail(stage, code, "signal", p->signums[i]);
    return;
  }
  rill_bell_hear(&signals->bell, stage);
}

static void signals_request(rill_stage_t *stage, int64_t count) {
  struct signals *signals = rill_state(stage);
  rill_demand_add(&signals->demand, count);
  signals_drain(stage, signals);
}

static void signals_release(rill_stage_t *stage) {
  struct signals *signals = rill_state(stage);
  rill_bell_leave(&signals->bell);
  rill_handles_close(signals->handles);
}

static const rill_stage_ops_t signals_ops = {
    .name = "signals",
    .state_size = sizeof(struct signals),
    .params_size = sizeof(struct signals_params),
    .check = signals_check,
    .start = signals_start,
    .request = signals_request,
    .release = signals_release,
};

rill_observable_t *rill_signals_opts(const rill_signals_opts_t *options) {
  RILL_OPTIONS(rill_signals_opts_t, o, options);
  struct signals_params params = {.unref = o.unref};
  memcpy(params.signums, o.signums, sizeof params.signums);
  return rill_source_make(&signals_ops, &params);
}
