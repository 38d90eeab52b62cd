/* SPDX-License-Identifier: MIT */
/* poll_fd: what a descriptor is ready for, looked at while there is demand. */
#include "io/handles.h"

#include <rill/loop.h>

_Static_assert((int) RILL_POLL_READABLE == UV_READABLE &&
                   (int) RILL_POLL_WRITABLE == UV_WRITABLE &&
                   (int) RILL_POLL_DISCONNECT == UV_DISCONNECT &&
                   (int) RILL_POLL_PRIORITIZED == UV_PRIORITIZED,
               "the bits are libuv's");

struct poll_params {
  int fd, events;
};

struct poll {
  rill_bell_t bell;
  rill_handles_t *handles;
  int64_t demand;
};

static rill_error_t *poll_check(const void *params) {
  const struct poll_params *p = params;
  if (p->fd < 0) return rill_refuse("fd is %d (must be >= 0)", p->fd);
  if (p->events > 0 && p->events < 2 * RILL_POLL_PRIORITIZED) return NULL;
  return rill_refuse("events is %d (must be of rill_poll_t, 1 to 15)",
                     p->events);
}

static void poll_failed(rill_stage_t *stage, int code) {
  const struct poll_params *p = rill_params(stage);
  rill_handle_fail(stage, code, "poll", p->fd);
}

static void poll_emit(rill_stage_t *stage, uv_poll_t *handle, int events) {
  struct poll *poll = rill_state(stage);
  rill_demand_use(&poll->demand, rill_emit_one(stage, rill_int(events)));
  if (stage->closed || poll->demand == 0) uv_poll_stop(handle);
}

static void on_poll(uv_poll_t *handle, int status, int events) {
  rill_stage_t *stage = rill_handle_stage(handle);
  if (stage->closed) return;
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  if (status != 0)
    poll_failed(stage, status);
  else
    poll_emit(stage, handle, events);
  rill_leave(chain);
}

static void poll_start(rill_stage_t *stage) {
  const struct poll_params *p = rill_params(stage);
  struct poll *poll = rill_state(stage);
  poll->handles = rill_handles_new(stage, 1);
  if (poll->handles == NULL) return;
  int code = uv_poll_init(rill_uv_loop(rill_stage_scheduler(stage)),
                          &poll->handles->each[0].poll, p->fd);
  if (code != 0) {
    poll_failed(stage, code);
    return;
  }
  rill_handles_add(poll->handles);
  rill_bell_hear(&poll->bell, stage);
  if (poll->demand == 0) return;
  code = uv_poll_start(&poll->handles->each[0].poll, p->events, on_poll);
  if (code != 0) poll_failed(stage, code);
}

static void poll_request(rill_stage_t *stage, int64_t count) {
  const struct poll_params *p = rill_params(stage);
  struct poll *poll = rill_state(stage);
  bool idle = poll->demand == 0;
  rill_demand_add(&poll->demand, count);
  if (!idle || poll->handles == NULL) return;
  int code = uv_poll_start(&poll->handles->each[0].poll, p->events, on_poll);
  if (code != 0) poll_failed(stage, code);
}

static void poll_release(rill_stage_t *stage) {
  struct poll *poll = rill_state(stage);
  rill_bell_leave(&poll->bell);
  rill_handles_close(poll->handles);
}

static const rill_stage_ops_t poll_ops = {
    .name = "poll_fd",
    .state_size = sizeof(struct poll),
    .params_size = sizeof(struct poll_params),
    .check = poll_check,
    .start = poll_start,
    .request = poll_request,
    .release = poll_release,
};

rill_observable_t *rill_poll_fd(int fd, int events) {
  struct poll_params params = {fd, events};
  return rill_source_make(&poll_ops, &params);
}
