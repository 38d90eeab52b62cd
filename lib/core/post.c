/* SPDX-License-Identifier: MIT */
/* post: a function in a job of its own, now or later. */
#include "base/memory.h"
#include "core/scheduler.h"

enum { POSTS = 65536 }; /* that wait, of one scheduler */

struct post {
  rill_job_t job;
  rill_task_t task;
  rill_scheduler_t *scheduler;
  rill_fn_t function;
};

static void post_end(struct post *post, int status) {
  rill_scheduler_t *s = post->scheduler;
  rill_fn_t function = post->function;
  rill_release(post, sizeof *post);
  if (status == 0) {
    rill_value_t result = function.as.call0(function.context);
    if (result.kind == RILL_ERROR)
      rill_scheduler_unhandled(s, rill_as_error(result));
    rill_value_unref(result);
  }
  rill_fn_drop(function);
  rill_unref(s);
}

/* Its thread could not be made after all. */
static int post_refused(rill_scheduler_t *s) {
  rill_error_t *error =
      rill_error_new(RILL_EAGAIN, "rill_post: %s", s->refusal);
  rill_scheduler_unhandled(s, error);
  rill_unref(error);
  return RILL_EAGAIN;
}

static void post_run(rill_job_t *job, int status) {
  struct post *post = rill_container_of(job, struct post, job);
  rill_scheduler_t *s = rill_ref(post->scheduler);
  __atomic_sub_fetch(&s->posted, 1, __ATOMIC_RELAXED);
  if (s->refusal != NULL) status = post_refused(s);
  post_end(post, status);
  rill_scheduler_count(s, -1);
  rill_unref(s);
}

static void post_run_timed(rill_task_t *task, int status) {
  post_end(rill_container_of(task, struct post, task), status);
}

static int post_new(rill_scheduler_t *s, rill_fn_t function,
                    struct post **out) {
  struct post *post = NULL;
  bool right = rill_fn_is_set(function) && function.arity == 0;
  if (right) post = rill_allocate_zeroed(sizeof *post);
  if (post == NULL) {
    rill_fn_drop(function);
    return right ? RILL_ENOMEM : RILL_EINVAL;
  }
  post->job.run = post_run;
  post->task.run = post_run_timed;
  post->scheduler = rill_ref(s);
  post->function = function;
  *out = post;
  return 0;
}

static void post_abandon(struct post *post) {
  rill_fn_drop(post->function);
  rill_unref(post->scheduler);
  rill_release(post, sizeof *post);
}

static int post_give(rill_scheduler_t *s, struct post *post) {
  int code = 0;
  rill_scheduler_count(s, 1);
  if (__atomic_add_fetch(&s->posted, 1, __ATOMIC_RELAXED) > POSTS ||
      s->refusal != NULL)
    code = RILL_EAGAIN;
  else
    code = rill_post_job(s, &post->job);
  if (code == 0) return 0;
  __atomic_sub_fetch(&s->posted, 1, __ATOMIC_RELAXED);
  rill_scheduler_count(s, -1);
  return code;
}

static inline void post_settle(rill_scheduler_t *s) {
  if (s->driver.settle != NULL) rill_scheduler_settle(s); /* few have it */
}

int rill_post(rill_scheduler_t *s, rill_fn_t function) {
  struct post *post;
  s = rill_ref(rill_scheduler_assign(s));
  int code = post_new(s, function, &post);
  if (code == 0) {
    code = rill_scheduler_admits(s) ? post_give(s, post) : RILL_ECLOSED;
    if (code != 0) post_abandon(post);
    post_settle(s);
  }
  rill_unref(s);
  return code;
}

int rill_post_after(rill_scheduler_t *s, rill_time_t delay,
                    rill_fn_t function) {
  struct post *post;
  if (rill_scheduler_is_inside(s)) s = rill_scheduler_pick(s);
  if (s->driver.pick != NULL || !rill_scheduler_is_here(s)) {
    rill_fn_drop(function);
    return rill_scheduler_trespass(s, "rill_post_after");
  }
  int code = post_new(s, function, &post);
  if (code != 0) return code;
  rill_time_t now = rill_now(s);
  if (delay < 0) delay = 0;
  rill_time_t due = delay > RILL_TIME_NEVER - 1 - now ? RILL_TIME_NEVER - 1
                                                      : now + delay;
  code = RILL_ECLOSED;
  if (rill_scheduler_admits(s)) code = rill_schedule_at(s, &post->task, due);
  if (code != 0)
    post_abandon(post);
  else
    post_settle(s);
  return code;
}
