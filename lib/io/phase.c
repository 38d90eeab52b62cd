/* SPDX-License-Identifier: MIT */
/* idle, prepare, check: the phases of the loop's iterations, numbered, while
 * there is demand. */
#include "io/handles.h"

#include <rill/loop.h>

struct phase {
  rill_bell_t bell;
  rill_handles_t *handles;
  int64_t demand, number;
  bool active;
  void (*start)(union uv_any_handle *handle);
  void (*stop)(union uv_any_handle *handle);
};

static void phase_activate(struct phase *phase, bool active) {
  if (phase->handles == NULL || phase->active == active) return;
  phase->active = active;
  if (active)
    phase->start(phase->handles->each);
  else
    phase->stop(phase->handles->each);
}

static void phase_ring(rill_stage_t *stage) {
  struct phase *phase = rill_state(stage);
  if (stage->closed) return;
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  rill_demand_use(&phase->demand,
                  rill_emit_one(stage, rill_int(phase->number++)));
  phase_activate(phase, !stage->closed && phase->demand > 0);
  rill_leave(chain);
}

/* The handle is initialised, which cannot fail. */
static void phase_begin(rill_stage_t *stage, rill_handles_t *handles) {
  struct phase *phase = rill_state(stage);
  rill_handles_add(handles);
  phase->handles = handles;
  rill_bell_hear(&phase->bell, stage);
  phase_activate(phase, phase->demand > 0);
}

static void phase_request(rill_stage_t *stage, int64_t count) {
  struct phase *phase = rill_state(stage);
  rill_demand_add(&phase->demand, count);
  phase_activate(phase, true);
}

static void phase_release(rill_stage_t *stage) {
  struct phase *phase = rill_state(stage);
  rill_bell_leave(&phase->bell);
  rill_handles_close(phase->handles);
}

/* libuv has a type for each of them, with functions of its own. */
#define PHASE(which)                                                           \
 static void on_##which(uv_##which##_t *handle) {                              \
  phase_ring(rill_handle_stage(handle));                                       \
 }                                                                             \
 static void which##_activate(union uv_any_handle *handle) {                   \
  uv_##which##_start(&handle->which, on_##which);                              \
 }                                                                             \
 static void which##_deactivate(union uv_any_handle *handle) {                 \
  uv_##which##_stop(&handle->which);                                           \
 }                                                                             \
 static void which##_start(rill_stage_t *stage) {                              \
  struct phase *phase = rill_state(stage);                                     \
  rill_handles_t *handles = rill_handles_new(stage, 1);                        \
  if (handles == NULL) return;                                                 \
  uv_##which##_init(rill_uv_loop(rill_stage_scheduler(stage)),                 \
                    &handles->each[0].which);                                  \
  phase->start = which##_activate;                                             \
  phase->stop = which##_deactivate;                                            \
  phase_begin(stage, handles);                                                 \
 }

PHASE(idle)
PHASE(prepare)
PHASE(check)

#define PHASE_OPS                                                              \
 .state_size = sizeof(struct phase), .request = phase_request,                 \
 .release = phase_release

static const rill_stage_ops_t idle_ops = {
    .name = "idle", .start = idle_start, PHASE_OPS};
static const rill_stage_ops_t prepare_ops = {
    .name = "prepare", .start = prepare_start, PHASE_OPS};
static const rill_stage_ops_t check_ops = {
    .name = "check", .start = check_start, PHASE_OPS};

rill_observable_t *rill_idle(void) { return rill_source_make(&idle_ops, NULL); }

rill_observable_t *rill_prepare(void) {
  return rill_source_make(&prepare_ops, NULL);
}

rill_observable_t *rill_check(void) {
  return rill_source_make(&check_ops, NULL);
}
