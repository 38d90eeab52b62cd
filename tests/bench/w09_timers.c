/* SPDX-License-Identifier: MIT */
/* W9, timers: many are pending, half of them are cancelled, the rest fire. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

#include <rill.h>
#include <uv.h>

#include "core/scheduler.h"

enum { SPAN_MS = 500 }; /* due times lie in it, at random */

static int64_t fired;

/* The same due times for all: milliseconds from 1 on. */
static uint32_t next_due(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return 1 + (*seed >> 8) % SPAN_MS;
}

/* --- uv_timer_t ----------------------------------------------------------- */

static void on_uv_timer(uv_timer_t *timer) {
  (void) timer;
  fired++;
}

static int64_t uv_timers(int64_t items) {
  uv_loop_t loop;
  uint32_t seed = 1;
  uv_timer_t *timers = malloc((size_t) items * sizeof *timers);
  uv_loop_init(&loop);
  fired = 0;
  for (int64_t i = 0; i < items; i++) {
    uv_timer_init(&loop, &timers[i]);
    uv_timer_start(&timers[i], on_uv_timer, next_due(&seed), 0);
  }
  for (int64_t i = 0; i < items; i += 2) uv_timer_stop(&timers[i]);
  uv_run(&loop, UV_RUN_DEFAULT);
  for (int64_t i = 0; i < items; i++)
    uv_close((uv_handle_t *) &timers[i], NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  free(timers);
  return fired;
}

/* --- What the operators of the library set -------------------------------- */

_Static_assert(sizeof(rill_task_t) <= 64, "64 bytes a timer");

static void on_task(rill_task_t *task, int status) {
  (void) task;
  if (status == 0) fired++;
}

static int64_t run_tasks(rill_scheduler_t *s, int64_t items,
                         rill_task_t *tasks) {
  uint32_t seed = 1;
  rill_time_t now = rill_now(s);
  fired = 0;
  for (int64_t i = 0; i < items; i++) {
    tasks[i] = (rill_task_t){.run = on_task};
    rill_schedule_at(s, &tasks[i], now + RILL_MS(next_due(&seed)));
  }
  for (int64_t i = 0; i < items; i += 2) rill_unschedule(s, &tasks[i]);
  return 0;
}

static int64_t tasks(int64_t items) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  rill_scheduler_t *s = rill_uv_scheduler_new(&loop);
  rill_task_t *tasks = malloc((size_t) items * sizeof *tasks);
  run_tasks(s, items, tasks);
  uv_run(&loop, UV_RUN_DEFAULT);
  rill_scheduler_close(s);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  free(tasks);
  return fired;
}

/* --- The public way: rill_timer(), each a run that can be cancelled ------- */

static void on_item(rill_value_t v, void *context) {
  (void) v;
  (void) context;
  fired++;
}

static int64_t observables(int64_t items) {
  uv_loop_t loop;
  uint32_t seed = 1;
  uv_loop_init(&loop);
  rill_scheduler_t *s = rill_uv_scheduler_new(&loop);
  rill_subscription_t **runs = malloc((size_t) items * sizeof *runs);
  fired = 0;
  for (int64_t i = 0; i < items; i++)
    runs[i] = rill_subscribe(s, rill_timer(RILL_MS(next_due(&seed))),
                             .next = on_item);
  for (int64_t i = 0; i < items; i++) {
    if (i % 2 == 0) rill_cancel(runs[i]);
    rill_unref(runs[i]);
  }
  uv_run(&loop, UV_RUN_DEFAULT);
  rill_scheduler_close(s);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  free(runs);
  return fired;
}

int main(int argc, char **argv) {
  const bench_way_t ways[] = {
      {.name = "uv_timer_t", .run = uv_timers},
      {.name = "rill, tasks", .run = tasks, .at_most = 0.5},
      {.name = "rill, rill_timer()", .run = observables},
  };
  const bench_job_t jobs[] = {
      BENCH_JOB("timers 10^5", 100000, ways),
      BENCH_JOB("timers 10^6", 1000000, ways),
  };
  if (argc == 1)
    printf("bytes a timer: rill_task_t %zu (at most 64) %s, uv_timer_t %zu\n",
           sizeof(rill_task_t), sizeof(rill_task_t) <= 64 ? "holds" : "MISSED",
           sizeof(uv_timer_t));
  return bench_main(argc, argv, jobs, 2);
}
