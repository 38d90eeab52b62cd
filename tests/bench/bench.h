/* SPDX-License-Identifier: MIT */
/* A benchmark: several ways to do one job, interleaved, medians and ratios. */
#ifndef RILL_BENCH_H
#define RILL_BENCH_H

#include <stddef.h>
#include <stdint.h>

typedef struct bench_way {
  const char *name;
  int64_t (*run)(int64_t items); /**< the result, which all must agree on */
  double at_most; /**< times the first way; 0: no limit */
} bench_way_t;

/** Runs each way once to warm up and 7 times in turn; prints a line each, and
 * a table with ratios to the first. Returns the number of ways that gave a
 * wrong result. A ratio above its limit is said, and is no failure. */
int bench_run(const char *workload, int64_t items, const bench_way_t *ways,
              size_t count);

#endif
