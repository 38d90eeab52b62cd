/* SPDX-License-Identifier: MIT */
/* start: calls a function once, now, and gives the result to all who ask. */
#include "core/operator.h"
#include "shared/broadcast.h"

#include <rill/create.h>

struct start {
  rill_job_t job;
  rill_broadcast_t *result;
  rill_fn_t f;
};

/* On the scheduler's thread. */
static void start_call(struct start *start, int status) {
  rill_relay_t *relay = start->result->relay;
  rill_value_t value =
      status == 0 ? rill_invoke0(&start->f)
                  : rill_fail(rill_error_new(
                        RILL_ECLOSED, "rill_start: the scheduler is closing"));
  rill_fn_drop(start->f);
  if (status != 0) start->result->heard = true; /* it is no news */
  if (value.kind == RILL_ERROR)
    rill_relay_end(relay,
                   rill_error_place(rill_as_error(value), NULL, 0, "start"));
  else if (rill_relay_push(relay, &value, 1, 0) != 0)
    rill_relay_end(relay, rill_error_no_memory());
  if (value.kind != RILL_ERROR) rill_value_unref(value);
  rill_relay_end(relay, NULL);
  rill_unref(start->result);
  rill_release(start, sizeof *start);
}

static void start_run(rill_job_t *job, int status) {
  start_call(rill_container_of(job, struct start, job), status);
}

/* Here if this is the thread, else over there. */
static int start_begin(struct start *start) {
  rill_scheduler_t *scheduler = start->result->scheduler;
  if (!rill_scheduler_is_current(scheduler))
    return rill_post_job(scheduler, &start->job);
  if (scheduler->closed) return RILL_ECLOSED;
  rill_ref_object(scheduler);
  rill_scheduler_begin(scheduler);
  start_call(start, 0);
  rill_scheduler_end(scheduler);
  rill_unref(scheduler);
  return 0;
}

static const rill_stage_ops_t start_ops = {
    .name = "start",
    RILL_BROADCAST_OPS,
};

static rill_error_t *start_check(const rill_scheduler_t *scheduler,
                                 rill_fn_t f) {
  if (scheduler == NULL)
    return rill_error_new(RILL_EINVAL, "rill_start: the scheduler is NULL");
  return rill_check_fn(f, 0, "rill_start: the function");
}

static rill_observable_t *start_failed(rill_fn_t f, rill_error_t *error) {
  rill_fn_drop(f);
  return rill_observable_failed(error);
}

rill_observable_t *rill_start(rill_scheduler_t *scheduler, rill_fn_t f) {
  static const rill_relay_opts_t one = {.capacity = 1, .keep = 1};
  rill_error_t *error = start_check(scheduler, f);
  if (error != NULL) return start_failed(f, error);
  struct start *start = rill_allocate_zeroed(sizeof *start);
  rill_broadcast_t *result =
      start == NULL ? NULL
                    : rill_broadcast_new(rill_scheduler_pick(scheduler), &one);
  if (result == NULL) {
    if (start != NULL) rill_release(start, sizeof *start);
    return start_failed(f, rill_error_no_memory());
  }
  rill_observable_t *observable = rill_broadcast_observable(result, &start_ops);
  *start = (struct start){.job.run = start_run, .result = result, .f = f};
  if (start_begin(start) == 0) return observable;
  rill_unref(observable);
  rill_unref(result);
  rill_release(start, sizeof *start);
  return start_failed(
      f, rill_error_new(RILL_ECLOSED, "rill_start: the scheduler is closed"));
}
