/* SPDX-License-Identifier: MIT */
/* promises: against hand-written callbacks that do the same. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

#include <rill.h>

#include <uv.h>

/* --- What a C programmer would write: a queue of jobs --------------------- */

typedef struct job {
  void (*call)(struct job *job, int64_t value);
  struct job *next;
  int64_t value;
} job_t;

static job_t *jobs, **jobs_end = &jobs;

static void job_post(job_t *job, int64_t value) {
  job->value = value;
  job->next = NULL;
  *jobs_end = job;
  jobs_end = &job->next;
}

static void jobs_run(void) {
  while (jobs != NULL) {
    job_t *job = jobs;
    jobs = job->next;
    if (jobs == NULL) jobs_end = &jobs;
    job->call(job, job->value);
  }
}

static int64_t sum;
enum { TURN = 1000 };

/* --- One: made, settled, handled ------------------------------------------ */

static void add_and_free(job_t *job, int64_t value) {
  sum += value;
  free(job);
}

static int64_t one_by_callbacks(int64_t items) {
  sum = 0;
  for (int64_t i = 0; i < items; i++) {
    job_t *job = malloc(sizeof *job);
    job->call = add_and_free;
    job_post(job, i);
    if (i % TURN == TURN - 1) jobs_run();
  }
  jobs_run();
  return sum;
}

static rill_value_t add_up(rill_value_t v, void *context) {
  (void) context;
  sum += rill_as_int(v);
  return rill_none();
}

static int64_t one_resolved(int64_t items) {
  rill_scheduler_t *s = rill_virtual_scheduler_new();
  sum = 0;
  for (int64_t i = 0; i < items; i++) {
    rill_promise_t *p = rill_promise_resolve(s, rill_int(i));
    rill_unref(rill_then(p, rill_call(add_up), rill_no_fn()));
    if (i % TURN == TURN - 1) rill_virtual_run(s);
  }
  rill_virtual_run(s);
  rill_scheduler_close(s);
  return sum;
}

static int64_t one_deferred(int64_t items) {
  rill_scheduler_t *s = rill_virtual_scheduler_new();
  sum = 0;
  for (int64_t i = 0; i < items; i++) {
    rill_deferred_t *d = rill_deferred_new(s);
    rill_unref(rill_then(rill_deferred_promise(d), rill_call(add_up),
                         rill_no_fn()));
    rill_deferred_resolve(d, rill_int(i));
    rill_unref(d);
    if (i % TURN == TURN - 1) rill_virtual_run(s);
  }
  rill_virtual_run(s);
  rill_scheduler_close(s);
  return sum;
}

/* --- A chain -------------------------------------------------------------- */

typedef struct link {
  job_t job;
  struct link *next;
} link_t;

static void link_go(job_t *job, int64_t value) {
  link_t *link = (link_t *) (void *) job;
  if (link->next != NULL)
    job_post(&link->next->job, value + 1);
  else
    sum = value + 1;
  free(link);
}

static int64_t chain_by_callbacks(int64_t items) {
  link_t *first = NULL, **end = &first;
  for (int64_t i = 0; i < items; i++) {
    link_t *link = calloc(1, sizeof *link);
    link->job.call = link_go;
    *end = link;
    end = &link->next;
  }
  job_post(&first->job, 0);
  jobs_run();
  return sum;
}

static rill_value_t plus_one(rill_value_t v, void *context) {
  (void) context;
  return rill_int(rill_as_int(v) + 1);
}

static int64_t chain_of_thens(int64_t items) {
  rill_scheduler_t *s = rill_virtual_scheduler_new();
  rill_deferred_t *d = rill_deferred_new(s);
  rill_promise_t *p = rill_deferred_promise(d);
  for (int64_t i = 0; i < items; i++)
    p = rill_then(p, rill_call(plus_one), rill_no_fn());
  rill_deferred_resolve(d, rill_int(0));
  rill_unref(d);
  rill_virtual_run(s);
  sum = rill_as_int(rill_promise_value(p));
  rill_unref(p);
  rill_scheduler_close(s);
  return sum;
}

/* --- All ------------------------------------------------------------------ */

typedef struct gather {
  int64_t left;
  int64_t *values;
} gather_t;
typedef struct entry {
  job_t job;
  gather_t *gather;
  int64_t index;
} entry_t;

static void entry_done(job_t *job, int64_t value) {
  entry_t *entry = (entry_t *) (void *) job;
  gather_t *g = entry->gather;
  g->values[entry->index] = value;
  free(entry);
  if (--g->left > 0) return;
  sum = g->values[0] + g->values[1];
}

static int64_t all_by_callbacks(int64_t items) {
  gather_t g = {items, calloc((size_t) items, sizeof(int64_t))};
  for (int64_t i = 0; i < items; i++) {
    entry_t *entry = malloc(sizeof *entry);
    *entry = (entry_t){{entry_done, NULL, 0}, &g, i};
    job_post(&entry->job, i);
  }
  jobs_run();
  free(g.values);
  return sum;
}

static int64_t all_of_promises(int64_t items) {
  rill_scheduler_t *s = rill_virtual_scheduler_new();
  rill_promise_t **promises = calloc((size_t) items, sizeof *promises);
  for (int64_t i = 0; i < items; i++)
    promises[i] = rill_promise_resolve(s, rill_int(i));
  rill_promise_t *all = rill_promise_all(s, promises, (size_t) items);
  free(promises);
  rill_virtual_run(s);
  rill_value_t list = rill_promise_value(all);
  sum = rill_as_int(rill_list_get(list, 0)) +
        rill_as_int(rill_list_get(list, 1));
  rill_unref(all);
  rill_scheduler_close(s);
  return sum;
}

/* --- An asynchronous API, as C libraries have them ------------------------ */

/* A request on the heap, with a callback and its context, waits on the loop's
 * list; a later turn completes it with a result and a status. */
typedef void (*store_done_fn)(void *context, int status, int64_t result);

typedef struct request {
  struct request *next;
  store_done_fn done;
  void *context;
  int64_t result;
  int status;
} request_t;

static request_t *requests, **requests_end = &requests;

/* The answer is the argument and `step`. An error: nothing will be called. */
__attribute__((noinline)) static int store_start(int64_t argument, int step,
                                                 store_done_fn done,
                                                 void *context) {
  if (argument < 0) return UV_EINVAL;
  request_t *request = malloc(sizeof *request);
  if (request == NULL) return UV_ENOMEM;
  *request = (request_t){NULL, done, context, argument + step, 0};
  *requests_end = request;
  requests_end = &request->next;
  return 0;
}

/* A turn of the loop: completes what was there when it began. False: nothing
 * was. */
__attribute__((noinline)) static bool store_turn(void) {
  request_t *request = requests, *next;
  bool any = request != NULL;
  requests = NULL;
  requests_end = &requests;
  for (; request != NULL; request = next) {
    next = request->next;
    request->done(request->context, request->status, request->result);
    free(request);
  }
  return any;
}

/* --- Uploads: ten steps each, one after another; many uploads at once ----- */

static int64_t failures;

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

#define UPLOAD_CALLBACK(n, next)                                              \
  static void upload_did_##n(void *context, int status, int64_t result) {     \
    upload_t *upload = context;                                               \
    if (status == 0) {                                                        \
      upload->last = result;                                                  \
      status = store_start(result, next, upload_did_##next, upload);          \
    }                                                                         \
    if (status != 0) upload_end(upload, status);                              \
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

static int64_t uploads_by_callbacks(int64_t items) {
  sum = failures = 0;
  for (int64_t i = 0; i < items; i++) upload_by_hand(i);
  while (store_turn()) continue;
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

static rill_promise_t *store(int64_t argument, int step) {
  rill_deferred_t *deferred = rill_deferred_new(scheduler);
  rill_promise_t *promise = rill_deferred_promise(deferred);
  int status = store_start(argument, step, store_settle, deferred);
  if (status != 0) store_settle(deferred, status, 0);
  return promise;
}

#define UPLOAD_STEP(n)                                                        \
  static rill_value_t upload_step_##n(rill_value_t result, void *context) {   \
    upload_t *upload = context;                                               \
    upload->last = rill_as_int(result);                                       \
    return rill_object(store(upload->last, n));                               \
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
  rill_promise_t *p = store(id, 1);
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    p = rill_then(p, rill_call1(steps[i], context), rill_no_fn());
  rill_unref(rill_then(p, rill_call1(upload_succeeds, context),
                       rill_call1(upload_fails, context)));
}

static int64_t uploads_of_promises(int64_t items) {
  scheduler = rill_virtual_scheduler_new();
  sum = failures = 0;
  for (int64_t i = 0; i < items; i++) upload_with_promises(i);
  while (store_turn()) rill_virtual_run(scheduler);
  rill_scheduler_close(scheduler);
  return sum - failures;
}

int main(int argc, char **argv) {
  static const bench_way_t one[] = {{"C, callbacks", one_by_callbacks, 0},
                                    {"rill, resolved", one_resolved, 0},
                                    {"rill, deferred", one_deferred, 0}};
  static const bench_way_t chain[] = {{"C, callbacks", chain_by_callbacks, 0},
                                      {"rill", chain_of_thens, 0}};
  static const bench_way_t all[] = {{"C, callbacks", all_by_callbacks, 0},
                                    {"rill", all_of_promises, 0}};
  static const bench_way_t uploads[] = {
      {"C, callbacks", uploads_by_callbacks, 0},
      {"rill", uploads_of_promises, 2}};
  static const bench_job_t workloads[] = {
      BENCH_JOB_WITHIN(40, "then", 1000000, one),
      BENCH_JOB_WITHIN(60, "chain", 1000000, chain),
      BENCH_JOB_WITHIN(100, "all", 100000, all),
      BENCH_JOB("doxbee", 10000, uploads)};
  return bench_main(argc, argv, workloads,
                    sizeof workloads / sizeof *workloads);
}
