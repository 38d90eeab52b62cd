/* SPDX-License-Identifier: MIT */
/* request: a promise that a callback of libuv settles. */
#include "io/request.h"

static void request_cancel(rill_request_t *request) {
  /* What has begun goes on, and ends for nobody. */
  if (request->uv != NULL) uv_cancel(request->uv);
}

static void request_hook(void *context, bool canceled) {
  if (canceled) request_cancel(context);
}

static void request_close(rill_task_t *task, int status) {
  rill_request_t *request = rill_container_of(task, rill_request_t, closing);
  (void) status;
  if (!rill_request_is_wanted(request)) return;
  rill_promise_unhook(request->promise);
  rill_promise_settle(request->promise, rill_promise_closed());
  request_cancel(request);
}

rill_promise_t *rill_request_refuse(rill_scheduler_t *scheduler,
                                    const char *name) {
  if (scheduler != NULL && rill_uv_loop(scheduler) == NULL) {
    bool here = rill_scheduler_pick(scheduler) == scheduler &&
                rill_scheduler_is_current(scheduler);
    return rill_promise_failed(
        here ? scheduler : NULL,
        rill_error_new(RILL_EINVAL,
                       "%s: scheduler is of the kind %s (must be uv)", name,
                       rill_scheduler_name(scheduler)));
  }
  rill_promise_t *refused = rill_promise_refuse(scheduler, name);
  if (refused != NULL) return refused;
  if (!scheduler->closed && rill_scheduler_admits(scheduler)) return NULL;
  return rill_promise_failed(
      scheduler,
      rill_error_new(RILL_ECLOSED, "%s: scheduler is %s", name,
                     scheduler->closed ? "closed" : "shutting down"));
}

rill_error_t *rill_request_wrong(const char *name, const char *argument,
                                 rill_value_t value, const char *expected) {
  char text[64];
  if (rill_is_error(value)) return rill_ref(rill_as_error(value));
  rill_value_format(value, text, sizeof text);
  return rill_error_new(RILL_ETYPE, "%s: %s is %s %s (must be %s)", name,
                        argument, rill_value_kind_name(value), text, expected);
}

void *rill_request_new(rill_scheduler_t *scheduler, size_t size) {
  rill_request_t *request = rill_allocate_zeroed(size);
  if (request == NULL) return NULL;
  request->promise = rill_promise_new(scheduler, sizeof(rill_promise_t), 0);
  if (request->promise == NULL) {
    rill_release(request, size);
    return NULL;
  }
  request->size = size;
  request->closing.run = request_close;
  rill_promise_hook(request->promise, request_hook, request);
  rill_schedule_at(scheduler, &request->closing, RILL_TIME_NEVER);
  return request;
}

void rill_request_end(rill_request_t *request, rill_value_t outcome) {
  rill_promise_t *promise = request->promise;
  rill_scheduler_t *s = rill_ref(promise->scheduler);
  bool wanted = rill_request_is_wanted(request);
  rill_unschedule(s, &request->closing);
  rill_release(request, request->size);
  if (wanted) {
    rill_promise_unhook(promise);
    rill_promise_follow(promise, outcome, false);
  } else {
    rill_promise_discard(outcome);
  }
  rill_scheduler_stir(s);
  rill_unref(s);
  rill_unref(promise);
}
