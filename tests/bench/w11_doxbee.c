/* SPDX-License-Identifier: MIT */
/* doxbee: many uploads at once, each of ten dependent steps of an asynchronous
 * API: by hand, and with promises. */
#include "bench.h"

#include <stdlib.h>

#include <rill.h>

#include <uv.h>

static int64_t sum;
static int64_t failures;

/* --- An asynchronous API, as C libraries have them ------------------------ */

/* A request on the heap, with a callback and its context; when the wait is over
 * it is called with a result and a status. */
typedef void (*store_done_fn)(void *context, int status, int64_t result);

typedef struct request {
  struct request *next;
  store_done_fn done;
  void *context;
  int64_t result;
  int status;
} request_t;

typedef struct timed {
  request_t request;
  uv_timer_t timer;
} timed_t;

/* How long an answer takes. */
static struct store {
  size_t size;
  int (*wait)(request_t *request);
  uv_loop_t loop;
  request_t *waiting, **end;
} store;

/* The answer is the argument and `step`. An error: nothing will be called. */
__attribute__((noinline)) static int
store_start(int64_t argument, int step, store_done_fn done, void *context) {
  if (argument < 0) return UV_EINVAL;
  request_t *request = malloc(store.size);
  if (request == NULL) return UV_ENOMEM;
  *request = (request_t){NULL, done, context, argument + step, 0};
  return store.wait(request);
}

/* A millisecond: a timer of the loop for each request. */
static void timed_free(uv_handle_t *timer) { free(timer->data); }

static void timed_over(uv_timer_t *timer) {
  request_t *request = timer->data;
  request->done(request->context, request->status, request->result);
  uv_close((uv_handle_t *) timer, timed_free);
}

static int timed_wait(request_t *request) {
  uv_timer_t *timer = &((timed_t *) request)->timer;
  uv_timer_init(&store.loop, timer);
  timer->data = request;
  return uv_timer_start(timer, timed_over, 1, 0);
}

static void timed_open(void) {
  store = (struct store){.size = sizeof(timed_t), .wait = timed_wait};
  uv_loop_init(&store.loop);
}

static void timed_run(void) {
  uv_run(&store.loop, UV_RUN_DEFAULT);
  uv_loop_close(&store.loop);
}

/* No time at all: a list, and the next turn. */
static int quick_wait(request_t *request) {
  *store.end = request;
  store.end = &request->next;
  return 0;
}

static void quick_open(void) {
  store = (struct store){
      .size = sizeof(request_t), .wait = quick_wait, .end = &store.waiting};
}

/* Completes what was there when the turn began. False: nothing was. */
__attribute__((noinline)) static bool quick_turn(void) {
  request_t *request = store.waiting, *next;
  bool any = request != NULL;
  store.waiting = NULL;
  store.end = &store.waiting;
  for (; request != NULL; request = next) {
    next = request->next;
    request->done(request->context, request->status, request->result);
    free(request);
  }
  return any;
}

/* --- Uploads: ten steps each, one after another; many uploads at once ----- */

/* What an upload knows: its caller waits for the sum. */
typedef struct upload {
  int64_t id, last;
  void (*done)(struct upload *upload, int status);
} upload_t;

static upload_t *upload_new(int64_t id,
                            void (*done)(upload_t *upload, int status)) {
  upload_t *upload = malloc(sizeof *upload);
  if (upload == NULL) return NULL;
  *upload = (upload_t){id, 0, done};
  return upload;
}

/* By hand: each step has its callback, which looks at the status, keeps the
 * result and starts the next one. */
static void upload_end(upload_t *upload, int status) {
  upload->done(upload, status);
  free(upload);
}

static void upload_done(upload_t *upload, int status) {
  if (status == 0)
    sum += upload->last;
  else
    failures++;
}

#define UPLOAD_CALLBACK(n, next)                                               \
 static void upload_did_##n(void *context, int status, int64_t result) {       \
  upload_t *upload = context;                                                  \
  if (status == 0) {                                                           \
   upload->last = result;                                                      \
   status = store_start(result, next, upload_did_##next, upload);              \
  }                                                                            \
  if (status != 0) upload_end(upload, status);                                 \
 }

static void upload_did_10(void *context, int status, int64_t result) {
  upload_t *upload = context;
  if (status == 0) upload->last = result;
  upload_end(upload, status);
}
UPLOAD_CALLBACK(9, 10)
UPLOAD_CALLBACK(8, 9)
UPLOAD_CALLBACK(7, 8)
UPLOAD_CALLBACK(6, 7)
UPLOAD_CALLBACK(5, 6)
UPLOAD_CALLBACK(4, 5)
UPLOAD_CALLBACK(3, 4)
UPLOAD_CALLBACK(2, 3)
UPLOAD_CALLBACK(1, 2)

static void upload_by_hand(int64_t id) {
  upload_t *upload = upload_new(id, upload_done);
  if (upload == NULL) {
    failures++;
    return;
  }
  int status = store_start(id, 1, upload_did_1, upload);
  if (status != 0) upload_end(upload, status);
}

static void uploads_by_hand(int64_t items) {
  sum = failures = 0;
  for (int64_t i = 0; i < items; i++) upload_by_hand(i);
}

static int64_t timed_by_callbacks(int64_t items) {
  timed_open();
  uploads_by_hand(items);
  timed_run();
  return sum - failures;
}

static int64_t quick_by_callbacks(int64_t items) {
  quick_open();
  uploads_by_hand(items);
  while (quick_turn()) continue;
  return sum - failures;
}

/* With promises: one function makes a promise of the API, as in
 * examples/06-promisify.c; the steps are handlers that return it. */
static rill_scheduler_t *scheduler;

static void store_settle(void *context, int status, int64_t result) {
  rill_deferred_t *deferred = context;
  if (status == 0)
    rill_deferred_resolve(deferred, rill_int(result));
  else
    rill_deferred_reject(deferred, rill_error_new(status, "the store failed"));
  rill_unref(deferred);
}

static rill_promise_t *store_promise(int64_t argument, int step) {
  rill_deferred_t *deferred = rill_deferred_new(scheduler);
  rill_promise_t *promise = rill_deferred_promise(deferred);
  int status = store_start(argument, step, store_settle, deferred);
  if (status != 0) store_settle(deferred, status, 0);
  return promise;
}

#define UPLOAD_STEP(n)                                                         \
 static rill_value_t upload_step_##n(rill_value_t result, void *context) {     \
  upload_t *upload = context;                                                  \
  upload->last = rill_as_int(result);                                          \
  return rill_object(store_promise(upload->last, n));                          \
 }
UPLOAD_STEP(2)
UPLOAD_STEP(3)
UPLOAD_STEP(4)
UPLOAD_STEP(5)
UPLOAD_STEP(6)
UPLOAD_STEP(7)
UPLOAD_STEP(8)
UPLOAD_STEP(9)
UPLOAD_STEP(10)

static rill_value_t upload_succeeds(rill_value_t result, void *context) {
  upload_t *upload = context;
  upload->last = rill_as_int(result);
  upload_end(upload, 0);
  return rill_none();
}

static rill_value_t upload_fails(rill_value_t error, void *context) {
  upload_end(context, rill_error_code(rill_as_error(error)));
  return rill_none();
}

static void upload_with_promises(int64_t id) {
  static const rill_call1_fn steps[] = {
      upload_step_2, upload_step_3, upload_step_4, upload_step_5, upload_step_6,
      upload_step_7, upload_step_8, upload_step_9, upload_step_10};
  upload_t *upload = upload_new(id, upload_done);
  if (upload == NULL) {
    failures++;
    return;
  }
  rill_context_t context = rill_borrow(upload);
  rill_promise_t *p = store_promise(id, 1);
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    p = rill_then(p, rill_call1(steps[i], context), rill_no_fn());
  rill_unref(rill_then(p, rill_call1(upload_succeeds, context),
                       rill_call1(upload_fails, context)));
}

static void uploads_with_promises(int64_t items) {
  sum = failures = 0;
  for (int64_t i = 0; i < items; i++) upload_with_promises(i);
}

static int64_t timed_with_promises(int64_t items) {
  timed_open();
  scheduler = rill_uv_scheduler_new(&store.loop);
  uploads_with_promises(items);
  uv_run(&store.loop, UV_RUN_DEFAULT);
  rill_scheduler_close(scheduler);
  timed_run();
  return sum - failures;
}

static int64_t quick_with_promises(int64_t items) {
  quick_open();
  scheduler = rill_virtual_scheduler_new();
  uploads_with_promises(items);
  while (quick_turn()) rill_virtual_run(scheduler);
  rill_scheduler_close(scheduler);
  return sum - failures;
}

static const bench_way_t timed[] = {
    {.name = "C, callbacks", .run = timed_by_callbacks},
    {.name = "rill", .run = timed_with_promises, .at_most = 2},
};

static const bench_way_t quick[] = {
    {.name = "C, callbacks", .run = quick_by_callbacks},
    {.name = "rill", .run = quick_with_promises},
};

static const bench_job_t jobs[] = {
    BENCH_JOB("doxbee", 10000, timed),
    BENCH_JOB("doxbee without waiting", 10000, quick),
};

int main(int argc, char **argv) {
  return bench_main(argc, argv, jobs, sizeof jobs / sizeof jobs[0]);
}
