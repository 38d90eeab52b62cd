/* SPDX-License-Identifier: MIT */
/* offload: a function's result from a thread of libuv's pool. */
#include "io/request.h"

#include <rill/work.h>

struct offload {
  rill_request_t request;
  uv_work_t work;
  rill_fn_t f;
  rill_value_t result;
};

static void offload_work(uv_work_t *work) {
  struct offload *offload = rill_container_of(work, struct offload, work);
  offload->result = offload->f.as.call0(offload->f.context);
}

static void offload_done(uv_work_t *work, int status) {
  struct offload *offload = rill_container_of(work, struct offload, work);
  rill_value_t result = offload->result;
  rill_fn_drop(offload->f);
  if (status != 0)
    result = rill_fail(
        rill_error_new(status, "offload: %s", rill_error_text(status)));
  rill_request_end(&offload->request, result);
}

static rill_promise_t *offload_start(rill_scheduler_t *scheduler, rill_fn_t f) {
  struct offload *offload = rill_request_new(scheduler, sizeof *offload);
  if (offload == NULL) {
    rill_fn_drop(f);
    return rill_promise_no_memory(scheduler);
  }
  rill_promise_t *promise = rill_ref(offload->request.promise);
  offload->f = f;
  offload->request.uv = (uv_req_t *) &offload->work;
  int code = uv_queue_work(rill_uv_loop(scheduler), &offload->work,
                           offload_work, offload_done);
  if (code != 0) offload_done(&offload->work, code);
  return promise;
}

rill_promise_t *rill_offload_as(rill_scheduler_t *scheduler, const char *name,
                                rill_fn_t f) {
  rill_promise_t *refused = rill_request_refuse(scheduler, name);
  if (refused == NULL) {
    rill_error_t *error = rill_promise_check_fn(name, f, 0, "f");
    if (error == NULL) return offload_start(scheduler, f);
    refused = rill_promise_failed(scheduler, error);
  }
  rill_fn_drop(f);
  return refused;
}

rill_promise_t *rill_offload(rill_scheduler_t *scheduler, rill_fn_t f) {
  return rill_offload_as(scheduler, "rill_offload", f);
}
