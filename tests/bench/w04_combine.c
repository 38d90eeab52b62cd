/* SPDX-License-Identifier: MIT */
/* W4, combine: merge of 4 streams, zip of 2, concat of 1000. */
#include "bench.h"
#include "work.h"

enum { MERGED = 4, CONCATENATED = 1000 };

static int64_t (*volatile the_add)(int64_t, int64_t, void *) = work_add;
static int64_t (*volatile the_multiply)(int64_t, int64_t,
                                        void *) = work_multiply;

static rill_operator_t *sum(void) {
  return rill_reduce(rill_call(work_add_value), .seed = rill_int(0),
                     .seeded = true);
}

/* `count` runs of integers, one after another: what comes of streams that have
 * all they emit, side by side or not. */
static int64_t in_a_row(int64_t items, int64_t count) {
  int64_t (*add)(int64_t, int64_t, void *) = the_add;
  int64_t sum = 0;
  for (int64_t k = 0; k < count; k++)
    for (int64_t i = 0; i < items / count; i++) sum = add(sum, k + i, NULL);
  return sum;
}

static void streams(rill_observable_t **sources, int64_t items, int64_t count) {
  for (int64_t k = 0; k < count; k++) sources[k] = rill_range(k, items / count);
}

static int64_t merge_by_hand(int64_t items) { return in_a_row(items, MERGED); }

static int64_t merge(int64_t items) {
  rill_observable_t *sources[MERGED];
  streams(sources, items, MERGED);
  return work_run(rill_pipe(rill_merge_of(sources, MERGED, NULL), sum()));
}

static int64_t concat_by_hand(int64_t items) {
  return in_a_row(items, CONCATENATED);
}

static int64_t concat(int64_t items) {
  rill_observable_t *sources[CONCATENATED];
  streams(sources, items, CONCATENATED);
  return work_run(
      rill_pipe(rill_concat_of(sources, CONCATENATED, NULL), sum()));
}

static int64_t zip_by_hand(int64_t items) {
  int64_t (*add)(int64_t, int64_t, void *) = the_add;
  int64_t (*multiply)(int64_t, int64_t, void *) = the_multiply;
  int64_t sum = 0;
  for (int64_t i = 0; i < items; i++)
    sum = add(sum, multiply(i, i + 3, NULL), NULL);
  return sum;
}

static int64_t zip(int64_t items) {
  rill_observable_t *other = rill_range(3, items);
  return work_run(rill_pipe(rill_range(0, items), rill_zip(other),
                            rill_starmap(rill_call(work_multiply_value)),
                            sum()));
}

int main(int argc, char **argv) {
  const bench_way_t merges[] = {
      {.name = "C, callbacks", .run = merge_by_hand},
      {.name = "rill", .run = merge, .at_most = 1.2},
  };
  const bench_way_t zips[] = {
      {.name = "C, callbacks", .run = zip_by_hand},
      {.name = "rill", .run = zip, .at_most = 2},
  };
  const bench_way_t concats[] = {
      {.name = "C, callbacks", .run = concat_by_hand},
      {.name = "rill", .run = concat, .at_most = 1.2},
  };
  const bench_job_t jobs[] = {
      BENCH_JOB("merge", 1000000, merges),
      BENCH_JOB("zip", 1000000, zips),
      BENCH_JOB("concat", 1000000, concats),
  };
  return bench_main(argc, argv, jobs, 3);
}
