/* SPDX-License-Identifier: MIT */
/* Streams of files in tests: an observer that keeps what it hears. */
#ifndef RILL_TESTS_IO_HEAR_H
#define RILL_TESTS_IO_HEAR_H

#include "io.h"

#include <rill/main.h>

typedef struct hear {
  char text[4096]; /* of all items, one after another; up to here */
  size_t length;   /* of all */
  int items, ends, releases;
  int code; /* of the error */
  char error[512];
  int cancel_at; /* cancels inside of the n-th item */
  int64_t again; /* asks for so many inside of each item */
  void (*next)(rill_value_t item, struct hear *hear);
  rill_subscription_t *run; /* owned until hear_end() */
} hear_t;

static inline void hear_next(rill_value_t item, void *context) {
  hear_t *hear = context;
  size_t length;
  const char *data = rill_as_bytes(item, &length);
  for (size_t i = 0; i < length && hear->length + i < sizeof hear->text - 1;
       i++)
    hear->text[hear->length + i] = data[i];
  hear->length += length;
  hear->items++;
  if (hear->next != NULL) hear->next(item, hear);
  if (hear->items == hear->cancel_at) rill_cancel(hear->run);
  if (hear->again > 0) rill_request(hear->run, hear->again);
}

static inline void hear_error(rill_error_t *error, void *context) {
  hear_t *hear = context;
  hear->ends++;
  hear->code = rill_error_code(error);
  snprintf(hear->error, sizeof hear->error, "%s", rill_error_message(error));
}

static inline void hear_complete(void *context) {
  ((hear_t *) context)->ends++;
}

static inline void hear_release(void *context) {
  ((hear_t *) context)->releases++;
}

static inline void hear_subscribed(rill_subscription_t *run, void *context) {
  ((hear_t *) context)->run = rill_ref(run);
}

/* Takes over the observable; `demand` 0 asks for nothing. */
static inline void hear_begin(hear_t *hear, rill_observable_t *observable,
                              int64_t demand) {
  rill_unref(rill_subscribe(
      loop_, observable, .next = hear_next, .error = hear_error,
      .complete = hear_complete, .release = hear_release,
      .subscribed = hear_subscribed, .context = hear, .demand = demand));
}

/* Runs the loop until the run is over and nothing keeps it alive. */
static inline void hear_end(hear_t *hear) {
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(hear->releases, 1);
  rill_unref(hear->run);
  hear->run = NULL;
}

/* All of it, asked for at once. */
static inline void hear_all(hear_t *hear, rill_observable_t *observable) {
  hear_begin(hear, observable, RILL_UNBOUNDED);
  hear_end(hear);
}

/* Runs the loop until this is true; it must stay alive until then. */
#define run_until(condition)                                                   \
 do {                                                                          \
  while (!(condition)) ck_assert(uv_run(&uv_, UV_RUN_ONCE) || (condition));    \
 } while (0)

static inline void hear_idle(uv_idle_t *idle) { (void) idle; }

/* Something of the program's own, so that the loop goes on; until it is
 * closed. */
static inline void keep_alive(uv_idle_t *idle) {
  uv_idle_init(&uv_, idle);
  uv_idle_start(idle, hear_idle);
}

/* Runs the loop, which nothing else may keep alive, so that it hears of all
 * that has happened to files. */
static inline void let_know(void) {
  uv_idle_t idle;
  keep_alive(&idle);
  for (int i = 0; i < 3; i++) uv_run(&uv_, UV_RUN_NOWAIT);
  uv_close((uv_handle_t *) &idle, NULL);
  uv_run(&uv_, UV_RUN_NOWAIT);
}

/* The scheduler shuts down: the run completes, and nothing is left of it, which
 * takes a visit to another thread if the run `opens` a file. */
static inline void hear_shutdown(hear_t *hear, bool opens) {
  struct blocker blocker;
  block_threads(&blocker); /* so that a file cannot be closed at once */
  rill_promise_t *end = rill_scheduler_shutdown(loop_, RILL_SEC(3600));
  loop_ = NULL;
  for (int i = 0; i < 10; i++) uv_run(&uv_, UV_RUN_NOWAIT);
  bool waits = rill_promise_is_pending(end);
  let_threads_go(&blocker);
  while (rill_promise_is_pending(end))
    ck_assert(uv_run(&uv_, UV_RUN_ONCE) || !rill_promise_is_pending(end));
  while (blocker.count > 0) uv_run(&uv_, UV_RUN_ONCE);
  ck_assert_ptr_null(rill_promise_error(end));
  if (opens) ck_assert(waits);
  ck_assert_int_eq(hear->ends, 1);
  ck_assert_int_eq(hear->code, 0);
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  rill_unref(end);
  rill_unref(hear->run);
  io_remove_folder();
}

/* Fails with this code, and a text that has this in it. */
#define ck_hears_failure(observable, code_, part)                              \
 do {                                                                          \
  hear_t hear_ = {0};                                                          \
  hear_all(&hear_, observable);                                                \
  ck_assert_str_has(hear_.error, part);                                        \
  ck_assert_int_eq(hear_.code, code_);                                         \
  ck_assert_int_eq(hear_.ends, 1);                                             \
 } while (0)

/* The lowest number that is free. */
static inline int next_number(void) {
  int number = dup(0);
  close(number);
  return number;
}

static inline int open_numbers(void) {
  int count = 0;
  for (int i = 0; i < 256; i++) count += fcntl(i, F_GETFD) >= 0;
  return count;
}

/* The scheduler closes after 0, 1, … turns of the loop, each time in a fresh
 * folder: nothing is left of a run of what `make` makes there. */
static inline void hear_close_meanwhile(int most,
                                        rill_observable_t *(*make)(void) ) {
  io_open(); /* the first loop opens what all loops share */
  io_close();
  for (int turns = 0; turns < most; turns++) {
    hear_t hear = {0};
    int before = open_numbers();
    io_open();
    hear_begin(&hear, make(), RILL_UNBOUNDED);
    for (int i = 0; i < turns; i++) uv_run(&uv_, UV_RUN_ONCE);
    io_close();
    ck_assert_int_eq(hear.releases, 1);
    rill_unref(hear.run);
    ck_assert_int_eq(open_numbers(), before);
  }
}

#endif
