/* SPDX-License-Identifier: MIT */
/* probe: looks on, and writes down who subscribes, asks and leaves, and when. */
#include "core/operator.h"

#include <rill/test.h>

struct rill_probe {
  rill_object_t base;
  rill_observable_t *observable; /* what is probed */
  rill_lifetime_t *lifetimes;
  size_t count, room, running, canceled;
  int64_t requested;
};

struct probe_params { rill_probe_t *probe; };
struct probe {
  size_t lifetime; /* which one is this run's; 1 is the first, 0: none */
  bool ended;
};

static void probe_destroy(void *object) {
  rill_probe_t *probe = object;
  rill_unref(probe->observable);
  rill_release(probe->lifetimes, probe->room * sizeof *probe->lifetimes);
}

const rill_type_t rill_probe_type = {
    .name = "probe",
    .destroy = probe_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static rill_probe_t *probe_of(const rill_stage_t *stage) {
  return ((const struct probe_params *) rill_params(stage))->probe;
}

static void probe_forget(void *params) {
  rill_unref(((struct probe_params *) params)->probe);
}

static bool probe_grow(rill_probe_t *probe) {
  if (probe->count < probe->room) return true;
  size_t room = probe->room > 0 ? 2 * probe->room : 4;
  rill_lifetime_t *lifetimes = rill_allocate(room * sizeof *lifetimes);
  if (lifetimes == NULL) return false;
  if (probe->count > 0)
    memcpy(lifetimes, probe->lifetimes, probe->count * sizeof *lifetimes);
  rill_release(probe->lifetimes, probe->room * sizeof *lifetimes);
  probe->lifetimes = lifetimes;
  probe->room = room;
  return true;
}

static void probe_start(rill_stage_t *stage) {
  rill_probe_t *probe = probe_of(stage);
  struct probe *state = rill_state(stage);
  if (!probe_grow(probe)) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  probe->lifetimes[probe->count] =
      (rill_lifetime_t){rill_stage_now(stage), RILL_TIME_NEVER};
  state->lifetime = ++probe->count;
  probe->running++;
}

static void probe_request(rill_stage_t *stage, int64_t count) {
  rill_demand_add(&probe_of(stage)->requested, count);
  rill_ask(stage, count);
}

static void probe_end(rill_stage_t *stage, rill_error_t *error) {
  ((struct probe *) rill_state(stage))->ended = true;
  rill_emit_end(stage, error);
}

static void probe_complete(rill_stage_t *stage) { probe_end(stage, NULL); }

static rill_step_t probe_step(rill_stage_t *stage, rill_value_t *item) {
  (void) stage;
  (void) item;
  return RILL_PASS;
}

static void probe_release(rill_stage_t *stage) {
  rill_probe_t *probe = probe_of(stage);
  const struct probe *state = rill_state(stage);
  if (state->lifetime == 0) return;
  probe->lifetimes[state->lifetime - 1].to = rill_stage_now(stage);
  probe->running--;
  if (!state->ended) probe->canceled++;
}

static const rill_stage_ops_t probe_ops = {
    .name = "probe",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct probe),
    .params_size = sizeof(struct probe_params),
    .forget = probe_forget,
    .start = probe_start,
    .step = probe_step,
    .complete = probe_complete,
    .error = probe_end,
    .request = probe_request,
    .release = probe_release,
};

rill_probe_t *rill_probe_new(rill_observable_t *observable) {
  rill_probe_t *probe =
      rill_object_new_zeroed(&rill_probe_type, sizeof *probe);
  if (probe != NULL)
    probe->observable = observable;
  else
    rill_unref(observable);
  return probe;
}

rill_observable_t *rill_probe_observable(rill_probe_t *probe) {
  if (probe == NULL) return rill_observable_failed(rill_error_no_memory());
  struct probe_params params = {rill_ref(probe)};
  rill_operator_t *look = rill_operator_make(&probe_ops, &params);
  return rill_pipe_array(rill_ref(probe->observable), &look, 1, "");
}

size_t rill_probe_subscriptions(const rill_probe_t *probe) {
  return probe->count;
}

size_t rill_probe_running(const rill_probe_t *probe) {
  return probe->running;
}

size_t rill_probe_canceled(const rill_probe_t *probe) {
  return probe->canceled;
}

int64_t rill_probe_requested(const rill_probe_t *probe) {
  return probe->requested;
}

rill_lifetime_t rill_probe_lifetime(const rill_probe_t *probe, size_t index) {
  if (index >= probe->count)
    return (rill_lifetime_t){RILL_TIME_NEVER, RILL_TIME_NEVER};
  return probe->lifetimes[index];
}
