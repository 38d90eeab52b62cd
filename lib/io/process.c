/* SPDX-License-Identifier: MIT */
/* process: a program that was started, until it has ended. */
#include "io/process.h"

#include "base/value.h"

/* --- How it ended --------------------------------------------------------- */

static size_t exit_format(const void *payload, char *text, size_t size) {
  const rill_exit_t *end = payload;
  int length = end->signum != 0
                   ? snprintf(text, size, "signal %d", end->signum)
                   : snprintf(text, size, "exit %lld", (long long) end->code);
  return length > 0 ? (size_t) length : 0;
}

static bool exit_equal(const void *payload, const void *other) {
  const rill_exit_t *a = payload, *b = other;
  return a->code == b->code && a->signum == b->signum;
}

static uint64_t exit_hash(const void *payload) {
  const rill_exit_t *end = payload;
  return (uint64_t) end->code * 65 + (uint64_t) end->signum;
}

const rill_type_t rill_exit_type = {
    .name = "exit",
    .size = sizeof(rill_exit_t),
    .equal = exit_equal,
    .hash = exit_hash,
    .format = exit_format,
};

/* --- Life ----------------------------------------------------------------- */

void rill_running_unref(rill_running_t *running) {
  if (__atomic_sub_fetch(&running->count, 1, __ATOMIC_ACQ_REL) > 0) return;
  rill_unref(running->promise);
  rill_unref(running->scheduler);
  rill_release(running, sizeof *running);
}

static void running_kill(rill_task_t *task, int status) {
  rill_running_t *running = rill_container_of(task, rill_running_t, killer);
  if (status == 0 && !running->ended) uv_process_kill(&running->uv, SIGKILL);
}

static int running_stop(rill_running_t *running) {
  rill_scheduler_t *s = running->scheduler;
  if (running->stopping || running->ended) return 0;
  running->stopping = true;
  int code = uv_process_kill(&running->uv, SIGTERM);
  running->killer.run = running_kill;
  rill_schedule_at(s, &running->killer,
                   rill_time_after(rill_now(s), running->grace));
  return code == UV_ESRCH ? 0 : code;
}

static void running_settle(rill_running_t *running, rill_value_t outcome) {
  if (rill_promise_is_settled(running->promise)) {
    rill_value_unref(outcome);
    return;
  }
  rill_promise_unhook(running->promise);
  rill_promise_conclude(running->promise, outcome);
}

/* Libuv is done with it. Nobody hears of one that was left. */
static void running_closed(uv_handle_t *handle) {
  rill_running_t *running = rill_container_of(handle, rill_running_t, uv);
  rill_scheduler_t *s = rill_ref(running->scheduler);
  rill_value_t outcome = rill_none();
  if (running->ended)
    outcome = rill_box(&rill_exit_type, &running->end);
  else if (running->wanted)
    outcome = rill_promise_closed();
  rill_unlisten(&running->listener);
  rill_unschedule(s, &running->closing);
  running_settle(running, outcome);
  rill_running_unref(running);
  rill_scheduler_stir(s);
  rill_unref(s);
}

static void running_close(rill_running_t *running) {
  rill_unschedule(running->scheduler, &running->killer);
  if (!uv_is_closing((uv_handle_t *) &running->uv))
    uv_close((uv_handle_t *) &running->uv, running_closed);
}

static void on_exit_of(uv_process_t *uv, int64_t code, int signum) {
  rill_running_t *running = rill_container_of(uv, rill_running_t, uv);
  running->ended = true;
  running->end = (rill_exit_t){code, signum};
  running_close(running);
}

/* One that is killed is waited for, so that nothing of it is left. */
static void running_told(rill_listener_t *listener, int status) {
  rill_running_t *running =
      rill_container_of(listener, rill_running_t, listener);
  rill_scheduler_t *s = running->scheduler;
  if (status != 0 && running->detached) {
    running_close(running);
    return;
  }
  if (status != 0 && !running->ended) uv_process_kill(&running->uv, SIGKILL);
  if (!s->closing) rill_listen(s, listener);
}

static void running_canceled(void *context, bool canceled) {
  if (canceled) running_stop(context);
}

/* The scheduler closes before it has ended. */
static void running_abandon(rill_task_t *task, int status) {
  (void) status;
  running_settle(rill_container_of(task, rill_running_t, closing),
                 rill_promise_closed());
}

/* The last handle has gone. */
static void running_leave(rill_running_t *running) {
  if (!running->wanted && running->detached)
    running_close(running);
  else if (!running->wanted)
    running_stop(running);
}

static void running_leave_job(rill_job_t *job, int status) {
  rill_running_t *running = rill_container_of(job, rill_running_t, job);
  if (status == 0) running_leave(running);
  rill_running_unref(running);
}

rill_running_t *rill_running_new(rill_scheduler_t *scheduler) {
  rill_running_t *running = rill_allocate_zeroed(sizeof *running);
  if (running == NULL) return NULL;
  running->promise = rill_promise_new(scheduler, sizeof(rill_promise_t), 0);
  if (running->promise == NULL) {
    rill_release(running, sizeof *running);
    return NULL;
  }
  running->count = 1;
  running->scheduler = rill_ref(scheduler);
  running->closing.run = running_abandon;
  running->listener.stop = running_told;
  running->job.run = running_leave_job;
  return running;
}

static void spawn_failed(uv_handle_t *handle) {
  rill_running_unref(rill_container_of(handle, rill_running_t, uv));
}

int rill_running_start(rill_running_t *running, uv_process_options_t *options) {
  rill_scheduler_t *s = running->scheduler;
  options->exit_cb = on_exit_of;
  running->count++; /* libuv's */
  int code = uv_spawn(rill_uv_loop(s), &running->uv, options);
  if (code != 0) {
    uv_close((uv_handle_t *) &running->uv, spawn_failed);
    return code;
  }
  rill_promise_hook(running->promise, running_canceled, running);
  rill_listen(s, &running->listener);
  if (running->detached)
    uv_unref((uv_handle_t *) &running->uv);
  else
    rill_schedule_at(s, &running->closing, RILL_TIME_NEVER);
  return 0;
}

/* --- The object ----------------------------------------------------------- */

static void process_destroy(void *object) {
  rill_process_t *process = object;
  rill_running_t *running = process->running;
  for (int i = 0; i < 3; i++) rill_unref(process->stdio[i]);
  if (running == NULL) return;
  if (!process->started) {
    rill_running_unref(running);
  } else if (rill_scheduler_is_current(running->scheduler)) {
    running_leave(running);
    rill_running_unref(running);
  } else if (rill_post_job(running->scheduler, &running->job) != 0) {
    rill_running_unref(running); /* it was killed with its scheduler */
  }
}

const rill_type_t rill_process_type = {
    .name = "process",
    .destroy = process_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static rill_process_t *process_of(rill_value_t value) {
  return rill_as_object(value, &rill_process_type);
}

static rill_connection_t *process_stdio(rill_value_t value, int i) {
  rill_process_t *process = process_of(value);
  return process != NULL ? process->stdio[i] : NULL;
}

rill_connection_t *rill_process_stdin(rill_value_t process) {
  return process_stdio(process, 0);
}

rill_connection_t *rill_process_stdout(rill_value_t process) {
  return process_stdio(process, 1);
}

rill_connection_t *rill_process_stderr(rill_value_t process) {
  return process_stdio(process, 2);
}

int rill_process_pid(rill_value_t value) {
  rill_process_t *process = process_of(value);
  return process != NULL ? process->running->uv.pid : -1;
}

/* --- What can be asked of it ---------------------------------------------- */

rill_promise_t *rill_process_exit(rill_value_t value) {
  rill_process_t *process = process_of(value);
  if (process == NULL)
    return rill_promise_failed(
        NULL,
        rill_request_wrong("rill_process_exit", "process", value, "a process"));
  rill_running_t *running = process->running;
  rill_promise_t *refused =
      rill_promise_refuse(running->scheduler, "rill_process_exit");
  if (refused != NULL) return refused;
  running->wanted = true;
  return rill_ref(running->promise);
}

/* 0 and what runs, or NULL if it has ended. */
static int process_find(rill_value_t value, const char *name,
                        rill_running_t **running) {
  rill_process_t *process = process_of(value);
  if (process == NULL)
    return rill_is_error(value) ? rill_error_code(rill_as_error(value))
                                : RILL_ETYPE;
  rill_scheduler_t *s = process->running->scheduler;
  if (!rill_scheduler_is_current(s)) return rill_scheduler_trespass(s, name);
  *running = process->running->ended ? NULL : process->running;
  return 0;
}

int rill_process_stop(rill_value_t process) {
  rill_running_t *running = NULL;
  int code = process_find(process, "rill_process_stop", &running);
  return code != 0 || running == NULL ? code : running_stop(running);
}

int rill_process_kill(rill_value_t process, int signum) {
  rill_running_t *running = NULL;
  int code = process_find(process, "rill_process_kill", &running);
  if (code != 0) return code;
  return running == NULL ? UV_ESRCH : uv_process_kill(&running->uv, signum);
}
