/* SPDX-License-Identifier: MIT */
#include "io.h"

#include "support/failing.h"

struct job {
  uv_thread_t home;
  uv_sem_t begun, go;
  bool away, waits;
  int runs, drops;
};

static rill_value_t job_run(void *context) {
  struct job *job = context;
  uv_thread_t here = uv_thread_self();
  job->away = !uv_thread_equal(&here, &job->home);
  job->runs++;
  if (job->waits) {
    uv_sem_post(&job->begun);
    uv_sem_wait(&job->go);
  }
  return rill_string("done");
}

static void job_drop(void *context) {
  struct job *job = context;
  uv_thread_t here = uv_thread_self();
  ck_assert(uv_thread_equal(&here, &job->home));
  job->drops++;
}

static rill_fn_t job_fn(struct job *job) {
  job->home = uv_thread_self();
  return rill_call_with(job_run, rill_own(job, job_drop));
}

TEST(offload, runs_on_another_thread_and_promises_what_it_returns) {
  struct job job = {0};
  io_open_loop();
  ck_await(rill_offload(loop_, job_fn(&job)), "done");
  ck_assert(job.away);
  ck_assert_int_eq(job.runs, 1);
  ck_assert_int_eq(job.drops, 1);
  io_close_loop();
}

static rill_value_t fails(void *context) {
  (void) context;
  return rill_fail(rill_error_new(42, "no luck"));
}

TEST(offload, rejects_with_a_failure) {
  io_open_loop();
  ck_await_fails(rill_offload(loop_, rill_call(fails)), 42, "no luck");
  io_close_loop();
}

TEST(offload, canceled_before_it_has_begun_is_not_run) {
  struct blocker blocker;
  struct job job = {0};
  io_open_loop();
  block_threads(&blocker);
  rill_promise_t *p = rill_offload(loop_, job_fn(&job));
  rill_promise_cancel(p);
  ck_assert(!rill_promise_is_pending(p));
  let_threads_go(&blocker);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_await_fails(p, RILL_ECANCELED, "canceled");
  ck_assert_int_eq(job.runs, 0);
  ck_assert_int_eq(job.drops, 1);
  io_close_loop();
}

TEST(offload, canceled_while_it_runs_drops_the_result) {
  struct job job = {.waits = true};
  uv_sem_init(&job.begun, 0);
  uv_sem_init(&job.go, 0);
  io_open_loop();
  rill_promise_t *p = rill_offload(loop_, job_fn(&job));
  uv_sem_wait(&job.begun);
  rill_promise_cancel(p);
  ck_await_fails(p, RILL_ECANCELED, "canceled");
  ck_assert_int_eq(job.drops, 0);
  uv_sem_post(&job.go);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(job.runs, 1);
  ck_assert_int_eq(job.drops, 1);
  ck_assert_live(&rill_string_type, 0);
  io_close_loop();
  uv_sem_destroy(&job.begun);
  uv_sem_destroy(&job.go);
}

TEST(offload, is_rejected_when_the_scheduler_closes) {
  struct blocker blocker;
  struct job job = {0};
  io_open_loop();
  block_threads(&blocker);
  rill_promise_t *p = rill_offload(loop_, job_fn(&job));
  rill_scheduler_close(loop_);
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  let_threads_go(&blocker);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  ck_assert_int_eq(job.runs, 0);
  ck_assert_int_eq(job.drops, 1);
  ck_assert_int_eq(unhandled_, 0);
  rill_unref(p);
}

TEST(offload, is_rejected_when_the_scheduler_closes_while_it_runs) {
  struct job job = {.waits = true};
  uv_sem_init(&job.begun, 0);
  uv_sem_init(&job.go, 0);
  io_open_loop();
  rill_promise_t *p = rill_offload(loop_, job_fn(&job));
  uv_sem_wait(&job.begun);
  rill_scheduler_close(loop_);
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  uv_sem_post(&job.go);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  ck_assert_int_eq(job.drops, 1);
  ck_assert_live(&rill_string_type, 0);
  rill_unref(p);
  uv_sem_destroy(&job.begun);
  uv_sem_destroy(&job.go);
}

static rill_value_t sum(rill_value_t x, void *total) {
  *(int64_t *) total += rill_as_int(x);
  return rill_none();
}

static rill_value_t one(void *context) {
  (void) context;
  return rill_int(1);
}

TEST(offload, many_at_once) {
  int64_t total = 0;
  io_open_loop();
  for (int i = 0; i < 1000; i++)
    rill_unref(rill_then(rill_offload(loop_, rill_call(one)),
                         rill_call_with(sum, rill_borrow(&total)),
                         rill_no_fn()));
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(total, 1000);
  io_close_loop();
}

static rill_value_t other_arity(rill_value_t x, void *context) {
  (void) context;
  return rill_value_ref(x);
}

TEST(offload, refuses_what_it_cannot_call) {
  struct job job = {.home = uv_thread_self()};
  io_open_loop();
  ck_await_fails(rill_offload(loop_, rill_no_fn()), RILL_EINVAL,
                 "rill_offload: f is missing");
  ck_await_fails(rill_offload(loop_, rill_call_with(other_arity,
                                                    rill_own(&job, job_drop))),
                 RILL_EINVAL, "rill_offload: f takes 1 arguments (must be 0)");
  ck_assert_int_eq(job.drops, 1);
  ck_await_fails(rill_offload(NULL, job_fn(&job)), RILL_EINVAL,
                 "rill_offload: the scheduler is NULL");
  ck_assert_int_eq(job.drops, 2);
  io_close_loop();
}

static void ck_refuses_kind(rill_scheduler_t *scheduler, const char *text) {
  struct job job = {0};
  rill_promise_t *p = rill_offload(scheduler, job_fn(&job));
  rill_error_t *error = rill_promise_error(p);
  ck_assert_int_eq(rill_error_code(error), RILL_EINVAL);
  ck_assert_str_eq(rill_error_message(error), text);
  ck_assert_int_eq(job.drops, 1);
  rill_unref(p);
  rill_scheduler_close(scheduler);
}

TEST(offload, needs_a_uv_scheduler) {
  ck_refuses_kind(
      rill_virtual_scheduler_new(),
      "rill_offload: scheduler is of the kind virtual (must be uv)");
  ck_refuses_kind(
      rill_immediate_scheduler_new(),
      "rill_offload: scheduler is of the kind immediate (must be uv)");
  ck_refuses_kind(rill_pool_scheduler_new(.threads = 1),
                  "rill_offload: scheduler is of the kind pool (must be uv)");
}

TEST(offload, refuses_a_closed_scheduler) {
  struct job job = {0};
  io_open_loop();
  rill_scheduler_t *closed = rill_ref(loop_);
  io_close_loop();
  rill_promise_t *p = rill_offload(closed, job_fn(&job));
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  ck_assert_int_eq(job.drops, 1);
  rill_unref(p);
  rill_unref(closed);
}

static void trespass(void *promise) {
  *(rill_promise_t **) promise = rill_offload(loop_, rill_call(one));
}

TEST(offload, refuses_another_thread) {
  rill_promise_t *p = NULL;
  uv_thread_t thread;
  io_open_loop();
  uv_thread_create(&thread, trespass, &p);
  uv_thread_join(&thread);
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_EWRONGTHREAD);
  rill_unref(p);
  io_close_loop();
}

static void offload_everything(void) {
  struct job job = {0};
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  rill_value_t result = await(rill_offload(loop_, job_fn(&job)));
  ck_assert(rill_is_error(result) || job.runs == 1);
  ck_assert_int_eq(job.drops, 1);
  rill_value_unref(result);
  io_close_loop();
}

TEST(offload, every_failing_allocation_is_an_error_and_leaks_nothing) {
  failing_each(FAILING_ONE) offload_everything();
  failing_each(FAILING_FROM) offload_everything();
}
