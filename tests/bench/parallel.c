/* SPDX-License-Identifier: MIT */
/* parallel: a body of 10 µs for each item, on one worker and on two. */
#include "bench.h"

#include <rill.h>
#include <uv.h>

/* About 10 µs in which the processor does nothing else. */
static __attribute__((noinline)) int64_t grind(int64_t x) {
  uint64_t n = (uint64_t) x;
  for (int i = 0; i < 8000; i++)
    n = n * 6364136223846793005u + 1442695040888963407u;
  return (int64_t) (n >> 40);
}

static rill_value_t grind_value(rill_value_t x, void *context) {
  (void) context;
  return rill_int(grind(rill_as_int(x)));
}

static int64_t plain(int64_t items) {
  int64_t sum = 0;
  for (int64_t i = 0; i < items; i++) sum += grind(i);
  return sum;
}

static int64_t on_workers(int64_t items, unsigned workers, bool ordered) {
  uv_loop_t uv;
  uv_loop_init(&uv);
  rill_scheduler_t *loop = rill_uv_scheduler_new(&uv);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = workers);
  rill_value_t sum = rill_run(
      rill_pipe(rill_range(0, items),
                rill_parallel(workers,
                              RILL_OPERATORS(rill_map(rill_call(grind_value))),
                              .scheduler = pool, .ordered = ordered),
                rill_sum()),
      .scheduler = loop);
  int64_t result = rill_as_int(sum);
  rill_value_unref(sum);
  rill_scheduler_close(pool);
  rill_scheduler_close(loop);
  uv_run(&uv, UV_RUN_DEFAULT);
  uv_loop_close(&uv);
  return result;
}

static int64_t one_worker(int64_t items) { return on_workers(items, 1, false); }

static int64_t two_workers(int64_t items) {
  return on_workers(items, 2, false);
}

static int64_t two_in_order(int64_t items) {
  return on_workers(items, 2, true);
}

static const bench_way_t ways[] = {
    {.name = "C, a loop", .run = plain},
    {.name = "rill, one worker", .run = one_worker},
    {.name = "rill, two workers",
     .run = two_workers,
     .at_most_by_clock = 1 / 1.7},
    {.name = "rill, two, in order", .run = two_in_order},
};

int main(int argc, char **argv) {
  const bench_job_t job = BENCH_JOB("parallel", 30000, ways);
  return bench_main(argc, argv, &job, 1);
}
