/* SPDX-License-Identifier: MIT */
/* W1, pipeline: range, map, filter, fold over 10^7 integers. */
#include "bench.h"
#include "work.h"

/* The callbacks of hand-written C are found at run time, as a library's. */
static int64_t (*volatile the_triple)(int64_t, void *) = work_triple;
static bool (*volatile the_is_even)(int64_t, void *) = work_is_even;
static int64_t (*volatile the_add)(int64_t, int64_t, void *) = work_add;

static int64_t hand_written(int64_t items) {
  int64_t (*triple)(int64_t, void *) = the_triple;
  bool (*is_even)(int64_t, void *) = the_is_even;
  int64_t (*add)(int64_t, int64_t, void *) = the_add;
  int64_t sum = 0;
  for (int64_t i = 0; i < items; i++) {
    int64_t x = triple(i, NULL);
    if (is_even(x, NULL)) sum = add(sum, x, NULL);
  }
  return sum;
}

static int64_t inlined(int64_t items) {
  int64_t sum = 0;
  for (int64_t i = 0; i < items; i++) {
    int64_t x = 3 * i + 1;
    if (x % 2 == 0) sum += x;
    __asm__ volatile("" : "+r"(sum)); /* a loop, not a formula */
  }
  return sum;
}

RILL_MAP_FN(triple, int64_t, int64_t, x) { return 3 * x + 1; }
RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

static int64_t callbacks(int64_t items) {
  return work_run(rill_pipe(rill_range(0, items),
                            rill_map(rill_call(work_triple_value)),
                            rill_filter(rill_call(work_is_even_value)),
                            rill_reduce(rill_call(work_add_value),
                                        .seed = rill_int(0), .seeded = true)));
}

static int64_t kernels(int64_t items) {
  return work_run(
      rill_pipe(rill_range(0, items), rill_map(triple), rill_filter(is_even),
                rill_reduce(add, .seed = rill_int(0), .seeded = true)));
}

int main(int argc, char **argv) {
  const bench_way_t ways[] = {
      {.name = "C, callbacks", .run = hand_written},
      {.name = "C, inlined", .run = inlined},
      {.name = "rill, callbacks", .run = callbacks, .at_most = 1.1},
      {.name = "rill, kernels", .run = kernels, .at_most = 0.35},
  };
  const bench_job_t jobs[] = {BENCH_JOB("pipeline", 10000000, ways)};
  return bench_main(argc, argv, jobs, 1);
}
