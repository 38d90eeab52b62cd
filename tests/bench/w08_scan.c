/* SPDX-License-Identifier: MIT */
/* W8: scan, each sum to a callback. */
#include "bench.h"
#include "work.h"

static int64_t (*volatile the_add)(int64_t, int64_t, void *) = work_add;
static void (*volatile the_observe)(int64_t, void *) = work_observe;

static int64_t by_hand(int64_t items) {
  int64_t (*add)(int64_t, int64_t, void *) = the_add;
  void (*observe)(int64_t, void *) = the_observe;
  int64_t total = 0, sum = 0;
  for (int64_t i = 0; i < items; i++) {
    sum = add(sum, i, NULL);
    observe(sum, &total);
  }
  return total;
}

static int64_t inlined(int64_t items) {
  int64_t total = 0, sum = 0;
  for (int64_t i = 0; i < items; i++) {
    sum += i;
    total += sum;
    __asm__ volatile("" : "+r"(total)); /* a loop, not a formula */
  }
  return total;
}

RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

static int64_t run(rill_fn_t scan, rill_fn_t total, int64_t items) {
  rill_observable_t *flow =
      rill_pipe(rill_range(0, items),
                rill_scan(scan, .seed = rill_int(0), .seeded = true));
  if (rill_fn_is_set(total))
    flow = rill_pipe(flow,
                     rill_reduce(total, .seed = rill_int(0), .seeded = true));
  return work_sum(flow);
}

static int64_t callbacks(int64_t items) {
  return run(rill_call(work_add_value), rill_no_fn(), items);
}

static int64_t kernels(int64_t items) { return run(add, add, items); }

static const bench_way_t ways[] = {
    {.name = "C, callbacks", .run = by_hand},
    {.name = "C, inlined", .run = inlined},
    {.name = "rill, callbacks", .run = callbacks, .at_most = 1.2},
    {.name = "rill, kernels", .run = kernels, .at_most = 0.6},
};

static const bench_job_t jobs[] = {
    BENCH_JOB("scan", 10000000, ways),
};

int main(int argc, char **argv) {
  return bench_main(argc, argv, jobs, sizeof jobs / sizeof jobs[0]);
}
