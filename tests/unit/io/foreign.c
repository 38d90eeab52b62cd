/* SPDX-License-Identifier: MIT */
/* Settling from a thread that is neither the loop's nor one of libuv's. */
#include "io.h"

struct foreign {
  rill_deferred_t *deferred;
  uv_sem_t asleep;
  int timeout;
};

/* Right before the loop waits for what may come. */
static void on_prepare(uv_prepare_t *prepare) {
  struct foreign *foreign = prepare->data;
  foreign->timeout = uv_backend_timeout(&uv_);
  if (foreign->timeout == -1) uv_sem_post(&foreign->asleep);
}

static void settle(void *context) {
  struct foreign *foreign = context;
  uv_sem_wait(&foreign->asleep);
  rill_deferred_resolve(foreign->deferred, rill_string("morning"));
  rill_unref(foreign->deferred);
}

TEST(deferred, a_foreign_thread_settles_while_the_loop_sleeps) {
  struct foreign foreign = {0};
  uv_thread_t thread;
  uv_prepare_t prepare;
  io_open_loop();
  uv_sem_init(&foreign.asleep, 0);
  uv_prepare_init(&uv_, &prepare);
  prepare.data = &foreign;
  uv_prepare_start(&prepare, on_prepare);
  uv_unref((uv_handle_t *) &prepare);
  foreign.deferred = rill_deferred_new(loop_);
  rill_promise_t *promise = rill_deferred_promise(foreign.deferred);
  rill_deferred_hold(foreign.deferred);
  uv_run(&uv_, UV_RUN_NOWAIT); /* only then does it know how long it sleeps */
  uv_thread_create(&thread, settle, &foreign);
  uv_run(&uv_, UV_RUN_DEFAULT);
  uv_thread_join(&thread);
  ck_assert_int_eq(foreign.timeout, -1);
  ck_await(promise, "morning");
  uv_close((uv_handle_t *) &prepare, NULL);
  io_close_loop();
  uv_sem_destroy(&foreign.asleep);
}
