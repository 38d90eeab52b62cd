/* SPDX-License-Identifier: MIT */
/* promises: against hand-written callbacks that do the same. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

#include <rill.h>

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

int main(int argc, char **argv) {
  static const bench_way_t one[] = {
      {.name = "C, callbacks", .run = one_by_callbacks},
      {.name = "rill, resolved", .run = one_resolved},
      {.name = "rill, deferred", .run = one_deferred}};
  static const bench_way_t chain[] = {
      {.name = "C, callbacks", .run = chain_by_callbacks},
      {.name = "rill", .run = chain_of_thens}};
  static const bench_way_t all[] = {
      {.name = "C, callbacks", .run = all_by_callbacks},
      {.name = "rill", .run = all_of_promises}};
  static const bench_job_t workloads[] = {
      BENCH_JOB_WITHIN(40, "then", 1000000, one),
      BENCH_JOB_WITHIN(60, "chain", 1000000, chain),
      BENCH_JOB_WITHIN(100, "all", 100000, all)};
  return bench_main(argc, argv, workloads,
                    sizeof workloads / sizeof *workloads);
}
