/* SPDX-License-Identifier: MIT */
/* main: a program on a loop of its own, and the two steps of its end. */
#include <stdio.h>

#include "base/memory.h"
#include "promise/promise.h"
#include "shared/options.h"

#include <uv.h>

#include <rill/main.h>
#include <rill/subscription.h>

struct program {
  struct program *next; /* among those that are left */
  uv_loop_t loop;
  uv_signal_t signals[2];
  int open; /* handles of ours */
  rill_scheduler_t *scheduler;
  rill_promise_t *end; /* of the scheduler */
  rill_time_t grace;
  int signum; /* the first one; 0: none */
  int code;
  bool awaited; /* there is a promise of the code */
  bool settled; /* it is */
  bool failed;  /* an error was printed */
};

/* --- Signals -------------------------------------------------------------- */

static void program_end(struct program *program, rill_time_t grace) {
  rill_unref(program->end);
  program->end = rill_scheduler_shutdown(rill_ref(program->scheduler), grace);
}

/* After the second one, a third has the effect that it has by default. */
static void on_signal(uv_signal_t *handle, int signum) {
  struct program *program = handle->data;
  bool first = program->signum == 0;
  if (first) program->signum = signum;
  program_end(program, first ? program->grace : 0);
  for (int i = 0; !first && i < 2; i++) uv_signal_stop(&program->signals[i]);
}

static int program_listen(struct program *program) {
  static const int signums[2] = {SIGINT, SIGTERM};
  for (int i = 0; i < 2; i++) {
    uv_signal_t *handle = &program->signals[i];
    int code = uv_signal_init(&program->loop, handle);
    if (code != 0) return code;
    program->open++;
    handle->data = program;
    uv_unref((uv_handle_t *) handle);
    code = uv_signal_start(handle, on_signal, signums[i]);
    if (code != 0) return code;
  }
  return 0;
}

/* --- The answer ----------------------------------------------------------- */

static void program_unhandled(rill_error_t *error, void *context) {
  struct program *program = context;
  rill_unhandled_print(error, NULL);
  program->failed = true;
}

static void program_answer(struct program *program, rill_value_t code) {
  program->settled = true;
  program->code = (int) rill_as_int(code);
}

static rill_value_t on_code(rill_value_t code, void *context) {
  program_answer(context, code);
  return rill_none();
}

/* An observable may be without an item; who is told to end may not finish. */
static rill_value_t on_failure(rill_value_t failure, void *context) {
  struct program *program = context;
  rill_error_t *error = rill_as_error(failure);
  int code = rill_error_code(error);
  program->settled = true;
  if (code == RILL_EEMPTY) return rill_none();
  if (program->signum != 0 && (code == RILL_ECLOSED || code == RILL_ECANCELED))
    return rill_none();
  program_unhandled(error, program);
  return rill_none();
}

static void program_begin(struct program *program, rill_value_t answer) {
  rill_promise_t *promise = rill_as_object(answer, &rill_promise_type);
  rill_observable_t *stream = rill_as_object(answer, &rill_observable_type);
  if (rill_is_error(answer)) {
    rill_value_unref(on_failure(answer, program));
    rill_value_unref(answer);
    return;
  }
  if (stream != NULL) promise = rill_to_promise(program->scheduler, stream);
  if (promise == NULL) {
    program->code = (int) rill_as_int(answer);
    rill_value_unref(answer);
    return;
  }
  program->awaited = true;
  rill_unref(rill_then(promise, rill_call_with(on_code, rill_borrow(program)),
                       rill_call_with(on_failure, rill_borrow(program))));
}

/* --- Running -------------------------------------------------------------- */

static bool program_is_over(const struct program *program) {
  if (program->end != NULL) return !rill_promise_is_pending(program->end);
  return program->settled;
}

static void program_run(struct program *program) {
  while (!program_is_over(program) && uv_run(&program->loop, UV_RUN_ONCE) != 0)
    continue;
  if (program_is_over(program) || !program->awaited) return;
  fprintf(stderr, "rill_main: nothing is left to wait for, and the program's "
                  "promise is not settled\n");
  program->failed = true;
}

static void signal_closed(uv_handle_t *handle) {
  ((struct program *) handle->data)->open--;
}

static void name_handle(uv_handle_t *handle, void *context) {
  (void) context;
  fprintf(stderr, "rill_main: a handle of the kind %s was not closed\n",
          uv_handle_type_name(uv_handle_get_type(handle)));
}

/* Handles that were not closed refer to their loop: so it stays. */
static void program_leave(struct program *program) {
  static struct program *left;
  uv_walk(&program->loop, name_handle, NULL);
  program->next = __atomic_exchange_n(&left, program, __ATOMIC_ACQ_REL);
}

static int program_code(const struct program *program) {
  if (program->signum != 0) return 128 + program->signum;
  return program->failed && program->code == 0 ? 1 : program->code;
}

static int program_close(struct program *program) {
  if (program->scheduler != NULL) {
    if (program->end == NULL) program_end(program, 0);
    while (rill_promise_is_pending(program->end))
      uv_run(&program->loop, UV_RUN_ONCE);
    rill_unref(program->end);
    rill_unref(program->scheduler);
  }
  for (int i = 0; i < program->open; i++)
    uv_close((uv_handle_t *) &program->signals[i], signal_closed);
  while (program->open > 0) uv_run(&program->loop, UV_RUN_ONCE);
  int code = program_code(program);
  if (uv_loop_close(&program->loop) != 0)
    program_leave(program);
  else
    rill_release(program, sizeof *program);
  return code;
}

/* 0, or what was wrong; then what was begun is there to be closed. */
static int program_open(struct program *program) {
  program->scheduler = rill_uv_scheduler_new(&program->loop);
  if (program->scheduler == NULL) return RILL_ENOMEM;
  rill_scheduler_on_unhandled(program->scheduler, program_unhandled, program);
  return program_listen(program);
}

static int refuse(const char *text) {
  fprintf(stderr, "rill_main: %s\n", text);
  return 1;
}

int rill_main_opts(rill_main_fn fn, int argc, char **argv,
                   const rill_main_opts_t *options) {
  RILL_OPTIONS(rill_main_opts_t, o, options);
  if (fn == NULL) return refuse("fn is NULL");
  if (o.grace < 0) return refuse("grace is negative");
  struct program *program = rill_allocate_zeroed(sizeof *program);
  if (program == NULL) return refuse(rill_error_text(RILL_ENOMEM));
  program->grace = o.grace > 0 ? o.grace : RILL_SEC(10);
  int code = uv_loop_init(&program->loop);
  if (code != 0) {
    rill_release(program, sizeof *program);
    return refuse(rill_error_text(code));
  }
  code = program_open(program);
  if (code == 0) {
    program_begin(program, fn(program->scheduler, argc, argv));
    program_run(program);
  } else {
    program->failed = true;
    refuse(rill_error_text(code));
  }
  return program_close(program);
}
