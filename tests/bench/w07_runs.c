/* SPDX-License-Identifier: MIT */
/* W7, runs: just | map | filter | take is subscribed, run and released. */
#include "bench.h"
#include "work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

static void add_up(rill_value_t v, void *context) {
  *(int64_t *) context += rill_as_int(v);
}

/* What C does who wants it to live on its own: a block, three calls. */
static int64_t (*volatile the_triple)(int64_t, void *) = work_triple;
static bool (*volatile the_is_even)(int64_t, void *) = work_is_even;

static int64_t hand_written(int64_t items) {
  int64_t sum = 0;
  for (int64_t i = 0; i < items; i++) {
    struct run {
      int64_t value;
    } *run = malloc(sizeof *run);
    __asm__ volatile("" : "+r"(run));
    run->value = the_triple(1, NULL);
    if (the_is_even(run->value, NULL)) sum += run->value;
    free(run);
  }
  return sum;
}

static rill_observable_t *one(void) {
  return rill_pipe(rill_just(rill_int(1)),
                   rill_map(rill_call(work_triple_value)),
                   rill_filter(rill_call(work_is_even_value)), rill_take(1));
}

static void subscribed(rill_subscription_t *run, void *context) {
  (void) context;
  rill_request(run, RILL_UNBOUNDED);
}

static int64_t run_on(rill_scheduler_t *s, int64_t items,
                      void (*hand)(rill_subscription_t *, void *)) {
  rill_observable_t *flow = one();
  int64_t sum = 0;
  for (int64_t i = 0; i < items; i++) {
    rill_observable_t *again = rill_ref(flow);
    rill_unref(rill_subscribe(s, again, .next = add_up, .subscribed = hand,
                              .context = &sum));
  }
  rill_unref(flow);
  rill_scheduler_close(s);
  return sum;
}

static int64_t runs(int64_t items) {
  return run_on(rill_virtual_scheduler_new(), items, NULL);
}

/* What might be cancelled, or asked for less, has a block of its own. */
static int64_t runs_with_a_hand(int64_t items) {
  return run_on(rill_virtual_scheduler_new(), items, subscribed);
}

static int64_t runs_on_uv(int64_t items) {
  uv_loop_t loop;
  uv_loop_init(&loop);
  int64_t sum = run_on(rill_uv_scheduler_new(&loop), items, NULL);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop);
  return sum;
}

/* --- How often it allocates ----------------------------------------------- */

static size_t allocations;

static void *counting_allocate(size_t size, void *context) {
  (void) context;
  allocations++;
  return malloc(size);
}

static void counting_release(void *memory, void *context) {
  (void) context;
  free(memory);
}

static void count_allocations(void) {
  const rill_allocator_t counting = {counting_allocate, counting_release, NULL};
  rill_set_allocator(&counting);
  rill_scheduler_t *s = rill_virtual_scheduler_new();
  rill_observable_t *flow = one();
  int64_t sum = 0;
  allocations = 0;
  rill_unref(rill_subscribe(s, flow, .next = add_up, .context = &sum));
  size_t seen = allocations;
  rill_scheduler_close(s);
  rill_set_allocator(NULL);
  printf("allocations a run: %zu (at most 1) %s\n", seen,
         seen <= 1 ? "holds" : "MISSED");
}

int main(int argc, char **argv) {
  const bench_way_t ways[] = {
      {.name = "C, malloc and callbacks", .run = hand_written},
      {.name = "rill", .run = runs, .at_most_ns = 45},
      {.name = "rill, on a uv loop", .run = runs_on_uv, .at_most_ns = 45},
      {.name = "rill, with .subscribed", .run = runs_with_a_hand},
  };
  const bench_job_t jobs[] = {BENCH_JOB("runs", 1000000, ways)};
  if (argc == 1) count_allocations();
  return bench_main(argc, argv, jobs, 1);
}
