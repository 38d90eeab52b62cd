/* SPDX-License-Identifier: MIT */
/* W3, flat_map and concat_map: 1000 items lead to 1000 integers each. */
#include "bench.h"
#include "work.h"

static int64_t (*volatile the_inner)(int64_t, void *) = work_inner_start;
static int64_t (*volatile the_add)(int64_t, int64_t, void *) = work_add;

static int64_t hand_written(int64_t items) {
  int64_t (*inner)(int64_t, void *) = the_inner;
  int64_t (*add)(int64_t, int64_t, void *) = the_add;
  int64_t sum = 0;
  for (int64_t i = 0; i < items / WORK_INNER; i++) {
    int64_t start = inner(i, NULL);
    for (int64_t k = 0; k < WORK_INNER; k++) sum = add(sum, start + k, NULL);
  }
  return sum;
}

static int64_t run(int64_t items, rill_operator_t *flatten) {
  return work_run(rill_pipe(rill_range(0, items / WORK_INNER), flatten,
                            rill_reduce(rill_call(work_add_value),
                                        .seed = rill_int(0), .seeded = true)));
}

static int64_t flat_map(int64_t items) {
  return run(items, rill_flat_map(rill_call(work_inner_value)));
}

static int64_t concat_map(int64_t items) {
  return run(items, rill_concat_map(rill_call(work_inner_value)));
}

/* Streams that have to be run: a stage stands behind their source. */
static rill_value_t longer_inner(rill_value_t x, void *context) {
  (void) context;
  return rill_object(rill_pipe(rill_range(7 * rill_as_int(x), WORK_INNER + 1),
                               rill_take(WORK_INNER)));
}

static int64_t flat_map_of_pipes(int64_t items) {
  return run(items, rill_flat_map(rill_call(longer_inner)));
}

int main(int argc, char **argv) {
  const bench_way_t flat_maps[] = {
      {.name = "C, callbacks", .run = hand_written},
      {.name = "rill", .run = flat_map, .at_most = 1.0},
      {.name = "rill, of range | take", .run = flat_map_of_pipes},
  };
  const bench_way_t concat_maps[] = {
      {.name = "C, callbacks", .run = hand_written},
      {.name = "rill", .run = concat_map, .at_most = 1.2},
  };
  const bench_job_t jobs[] = {
      BENCH_JOB("flat_map", 1000000, flat_maps),
      BENCH_JOB("concat_map", 1000000, concat_maps),
  };
  return bench_main(argc, argv, jobs, 2);
}
