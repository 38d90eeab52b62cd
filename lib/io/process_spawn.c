/* SPDX-License-Identifier: MIT */
/* spawn: starts a program, with connections for its standard streams. */
#include "base/value.h"
#include "io/process.h"
#include "shared/options.h"

#include <fcntl.h>
#include <unistd.h>

static const char *const streams[3] = {"stdin", "stdout", "stderr"};

struct spawning {
  rill_scheduler_t *scheduler;
  const char *const *argv;
  rill_spawn_opts_t options;
  rill_process_t *process;
  uv_stdio_container_t stdio[3];
};

static rill_error_t *spawn_check(const struct spawning *spawning) {
  const rill_spawn_opts_t *o = &spawning->options;
  const rill_stdio_t kinds[3] = {o->input, o->output, o->errors};
  const int fds[3] = {o->input_fd, o->output_fd, o->errors_fd};
  if (spawning->argv == NULL || spawning->argv[0] == NULL)
    return rill_refuse("rill_spawn: argv is %s (must begin with a program)",
                       spawning->argv == NULL ? "NULL" : "empty");
  if (o->grace < 0)
    return rill_refuse("rill_spawn: grace is %lld (must be >= 0)",
                       (long long) o->grace);
  for (int i = 0; i < 3; i++) {
    if ((unsigned) kinds[i] > RILL_STDIO_FD)
      return rill_refuse("rill_spawn: %s is %d (must be one of rill_stdio_t)",
                         streams[i], (int) kinds[i]);
    if (kinds[i] == RILL_STDIO_FD && fcntl(fds[i], F_GETFD) < 0)
      return rill_refuse("rill_spawn: the descriptor for %s, %d, is not open",
                         streams[i], fds[i]);
  }
  return NULL;
}

/* A pipe that is open is the child's first; false without memory. */
static bool spawn_stream(struct spawning *spawning, int i, rill_stdio_t kind,
                         int fd) {
  uv_stdio_container_t *stdio = &spawning->stdio[i];
  rill_process_t *process = spawning->process;
  stdio->flags = UV_IGNORE;
  if (kind == RILL_STDIO_NULL) return true;
  if (kind != RILL_STDIO_PIPE) {
    stdio->flags = UV_INHERIT_FD;
    stdio->data.fd = kind == RILL_STDIO_FD ? fd : i;
    return true;
  }
  process->stdio[i] = rill_connection_new(spawning->scheduler, UV_NAMED_PIPE);
  if (process->stdio[i] == NULL) return false;
  unsigned way = i == 0 ? UV_READABLE_PIPE : UV_WRITABLE_PIPE;
  stdio->flags = (uv_stdio_flags) (UV_CREATE_PIPE | way);
  stdio->data.stream = rill_connection_uv(process->stdio[i]);
  return true;
}

static bool spawn_prepare(struct spawning *spawning) {
  const rill_spawn_opts_t *o = &spawning->options;
  rill_process_t *process =
      rill_object_new_zeroed(&rill_process_type, sizeof *process);
  if (process == NULL) return false;
  spawning->process = process;
  process->running = rill_running_new(spawning->scheduler);
  if (process->running == NULL) return false;
  process->running->grace = o->grace > 0 ? o->grace : RILL_PROCESS_GRACE;
  process->running->detached = o->detached;
  return spawn_stream(spawning, 0, o->input, o->input_fd) &&
         spawn_stream(spawning, 1, o->output, o->output_fd) &&
         spawn_stream(spawning, 2, o->errors, o->errors_fd);
}

/* What libuv does not say: whether it was the folder or the program. */
static rill_error_t *spawn_error(const struct spawning *spawning, int code) {
  const char *cwd = spawning->options.cwd;
  bool folder = cwd != NULL && access(cwd, X_OK) != 0;
  return rill_error_new(code, "%s %s: %s", folder ? "chdir" : "spawn",
                        folder ? cwd : spawning->argv[0],
                        rill_error_text(code));
}

static int spawn_start(struct spawning *spawning) {
  const rill_spawn_opts_t *o = &spawning->options;
  /* libuv does not write to them. */
  uv_process_options_t options = {
      .file = spawning->argv[0],
      .args = (char **) (uintptr_t) spawning->argv,
      .env = (char **) (uintptr_t) o->env,
      .cwd = o->cwd,
      .flags = o->detached ? UV_PROCESS_DETACHED : 0,
      .stdio_count = 3,
      .stdio = spawning->stdio,
  };
  return rill_running_start(spawning->process->running, &options);
}

static void spawn_open(const struct spawning *spawning) {
  rill_process_t *process = spawning->process;
  process->started = true;
  for (int i = 0; i < 3; i++) {
    if (process->stdio[i] == NULL) continue;
    rill_value_t name = rill_stringf("%s of %s", streams[i], spawning->argv[0]);
    if (rill_is_error(name)) {
      rill_value_unref(name);
      name = rill_none();
    }
    rill_connection_open(process->stdio[i], name);
  }
}

static rill_value_t spawn(struct spawning *spawning) {
  rill_error_t *error = spawn_check(spawning);
  if (error == NULL && !spawn_prepare(spawning)) error = rill_error_no_memory();
  if (error == NULL) {
    int code = spawn_start(spawning);
    if (code == 0) {
      spawn_open(spawning);
      return rill_object(spawning->process);
    }
    error = spawn_error(spawning, code);
  }
  rill_unref(spawning->process);
  return rill_fail(error);
}

rill_value_t rill_spawn_opts(rill_scheduler_t *scheduler,
                             const char *const *argv,
                             const rill_spawn_opts_t *options) {
  RILL_OPTIONS(rill_spawn_opts_t, o, options);
  rill_promise_t *refused = rill_request_refuse(scheduler, "rill_spawn");
  if (refused != NULL) {
    rill_error_t *error = rill_ref(rill_promise_error(refused));
    rill_unref(refused);
    return rill_fail(error);
  }
  struct spawning spawning = {
      .scheduler = scheduler, .argv = argv, .options = o};
  return spawn(&spawning);
}
