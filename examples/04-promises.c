/* SPDX-License-Identifier: MIT */
/* 04: a promise is one eventual value. Handlers always run later, and what
 * they return is what the next one gets. */
#include <inttypes.h>
#include <stdio.h>

#include <rill.h>

#include <uv.h>

static rill_value_t doubled(rill_value_t x, void *context) {
  (void) context;
  return rill_int(2 * rill_as_int(x));
}

static rill_value_t refuse(rill_value_t x, void *context) {
  (void) context;
  return rill_fail(rill_error_new(42, "%" PRId64 " is too much",
                                  rill_as_int(x)));
}

static rill_value_t instead(rill_value_t error, void *context) {
  (void) context;
  printf("caught: %s\n", rill_error_message(rill_as_error(error)));
  return rill_int(0);
}

static rill_value_t print(rill_value_t x, void *context) {
  char text[64];
  rill_value_format(x, text, sizeof text);
  printf("%s: %s\n", (const char *) context, text);
  return rill_none();
}

static rill_fn_t print_as(const char *name) {
  return rill_call_with(print, rill_borrow((void *) (uintptr_t) name));
}

int main(void) {
  uv_loop_t *uv = uv_default_loop();
  rill_scheduler_t *loop = rill_uv_scheduler_new(uv);

  rill_promise_t *answer =
      rill_promise_delay(loop, RILL_MS(2), rill_int(21));
  answer = rill_then(answer, rill_call(doubled), rill_no_fn());
  rill_promise_t *shared = rill_ref(answer);
  rill_unref(rill_then(answer, print_as("the answer"), rill_no_fn()));

  shared = rill_then(shared, rill_call(refuse), rill_no_fn());
  shared = rill_promise_catch(shared, rill_call(instead));
  rill_unref(rill_then(shared, print_as("after all"), rill_no_fn()));
  printf("nothing has happened so far\n");

  uv_run(uv, UV_RUN_DEFAULT);
  rill_scheduler_close(loop);
  uv_run(uv, UV_RUN_DEFAULT);
  return uv_loop_close(uv);
}
