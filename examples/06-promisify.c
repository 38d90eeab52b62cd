/* SPDX-License-Identifier: MIT */
/* 06: a promise of anything that calls back. Keep a deferred, the settling end,
 * where the callback finds it, and settle it there. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <rill.h>

#include <uv.h>

/* The API: uv_spawn(), which calls back when the child has ended. */
struct child {
  uv_process_t process;
  rill_deferred_t *deferred;
};

static void on_closed(uv_handle_t *handle) {
  struct child *child = handle->data;
  rill_unref(child->deferred);
  free(child);
}

static void on_exit_of_child(uv_process_t *process, int64_t status,
                             int signal) {
  struct child *child = process->data;
  if (signal == 0)
    rill_deferred_resolve(child->deferred, rill_int(status));
  else /* after a cancellation this comes too late, and is ignored */
    rill_deferred_reject(child->deferred,
                         rill_error_new(signal, "signal %d", signal));
  uv_close((uv_handle_t *) process, on_closed);
}

/* Called when the promise is cancelled before the child has ended. */
static rill_value_t stop(void *process) {
  uv_process_kill(process, SIGTERM);
  printf("stopped the child\n");
  return rill_none();
}

static rill_promise_t *run(rill_scheduler_t *loop, uv_loop_t *uv,
                           char **arguments) {
  struct child *child = calloc(1, sizeof *child);
  if (child == NULL)
    return rill_promise_reject(loop, rill_error_new(RILL_ENOMEM, "no child"));
  uv_process_options_t options = {
      .file = arguments[0], .args = arguments, .exit_cb = on_exit_of_child};
  child->process.data = child;
  child->deferred = rill_deferred_new(loop);
  rill_promise_t *promise = rill_deferred_promise(child->deferred);
  int code = uv_spawn(uv, &child->process, &options);
  if (code == 0) {
    rill_deferred_on_cancel(child->deferred,
                            rill_call_with(stop, rill_borrow(&child->process)));
  } else {
    rill_deferred_reject(
        child->deferred,
        rill_error_new(code, "%s: %s", arguments[0], rill_error_text(code)));
    uv_close((uv_handle_t *) &child->process, on_closed);
  }
  return promise;
}

static rill_value_t show(rill_value_t status, void *context) {
  (void) context;
  printf("the child's answer: %" PRId64 "\n", rill_as_int(status));
  return rill_none();
}

static rill_value_t complain(rill_value_t error, void *context) {
  (void) context;
  printf("failed: %s\n", rill_error_message(rill_as_error(error)));
  return rill_none();
}

static void print_outcome(rill_promise_t *promise) {
  rill_unref(rill_then(promise, rill_call(show), rill_call(complain)));
}

int main(void) {
  uv_loop_t *uv = uv_default_loop();
  rill_scheduler_t *loop = rill_uv_scheduler_new(uv);
  char *answers[] = {"/bin/sh", "-c", "exit 42", NULL};
  char *sleeps[] = {"/bin/sh", "-c", "exec sleep 100", NULL};
  char *nobody[] = {"/no/such/program", NULL};

  print_outcome(run(loop, uv, answers));
  print_outcome(run(loop, uv, nobody));
  rill_promise_t *sleeper = run(loop, uv, sleeps);
  print_outcome(rill_ref(sleeper));
  rill_promise_cancel(sleeper);
  rill_unref(sleeper);

  uv_run(uv, UV_RUN_DEFAULT);
  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv);
}
