/* SPDX-License-Identifier: MIT */
/* promises: against hand-written callbacks that do the same. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

#include <rill.h>

/* --- What a C programmer would write: a queue of jobs ------------------------- */

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

/* --- One: made, settled, handled ----------------------------------------------- */

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

/* --- A chain -------------------------------------------------------------------- */

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

/* --- All ------------------------------------------------------------------------- */

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

/* --- Uploads: ten dependent steps each, many at once ------------------------------ */

enum { STEPS = 10 };

typedef struct upload {
  job_t job;
  int step;
  int64_t id;
} upload_t;

static void upload_step(job_t *job, int64_t value) {
  upload_t *u = (upload_t *) (void *) job;
  if (++u->step <= STEPS) {
    job_post(&u->job, value + u->step);
    return;
  }
  sum += value;
  free(u);
}

static int64_t uploads_by_callbacks(int64_t items) {
  sum = 0;
  for (int64_t i = 0; i < items; i++) {
    upload_t *u = malloc(sizeof *u);
    *u = (upload_t){{upload_step, NULL, 0}, 1, i};
    job_post(&u->job, i + 1);
  }
  jobs_run();
  return sum;
}

/* A step that answers on a later turn, as what the callbacks post does. */
typedef struct step {
  job_t job;
  rill_deferred_t *deferred;
} step_t;

static void step_answers(job_t *job, int64_t value) {
  step_t *step = (step_t *) (void *) job;
  rill_deferred_resolve(step->deferred, rill_int(value));
  rill_unref(step->deferred);
  free(step);
}

static rill_scheduler_t *scheduler;

static rill_promise_t *fake(int64_t value) {
  step_t *step = malloc(sizeof *step);
  step->job.call = step_answers;
  step->deferred = rill_deferred_new(scheduler);
  rill_promise_t *p = rill_deferred_promise(step->deferred);
  job_post(&step->job, value);
  return p;
}

#define UPLOAD_STEP(n)                                                        \
  static rill_value_t step_##n(rill_value_t v, void *context) {               \
    (void) context;                                                           \
    return rill_object(fake(rill_as_int(v) + n));                             \
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

static rill_promise_t *upload(int64_t id) {
  static const rill_call1_fn steps[] = {step_2, step_3, step_4, step_5,
                                        step_6, step_7, step_8, step_9,
                                        step_10};
  rill_promise_t *p = fake(id + 1);
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    p = rill_then(p, rill_call1(steps[i], rill_borrow(NULL)), rill_no_fn());
  return rill_then(p, rill_call(add_up), rill_no_fn());
}

static int64_t uploads_of_promises(int64_t items) {
  scheduler = rill_virtual_scheduler_new();
  sum = 0;
  for (int64_t i = 0; i < items; i++) rill_unref(upload(i));
  while (jobs != NULL) {
    jobs_run();
    rill_virtual_run(scheduler);
  }
  rill_scheduler_close(scheduler);
  return sum;
}

int main(void) {
  const bench_way_t one[] = {{"C, callbacks", one_by_callbacks, 0},
                             {"rill, resolved", one_resolved, 0},
                             {"rill, deferred", one_deferred, 0}};
  const bench_way_t chain[] = {{"C, callbacks", chain_by_callbacks, 0},
                               {"rill", chain_of_thens, 0}};
  const bench_way_t all[] = {{"C, callbacks", all_by_callbacks, 0},
                             {"rill", all_of_promises, 0}};
  const bench_way_t uploads[] = {{"C, callbacks", uploads_by_callbacks, 0},
                                 {"rill", uploads_of_promises, 2}};
  return bench_run("then", 1000000, one, 3) +
         bench_run("chain", 1000000, chain, 2) +
         bench_run("all", 100000, all, 2) +
         bench_run("doxbee", 10000, uploads, 2);
}
