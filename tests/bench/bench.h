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
  double at_most_by_clock; /**< times the way before it, by the clock; 0: no
                            * limit */
  double at_most_ns; /**< an item; 0: no limit but the job's */
  double net_at_most; /**< as `at_most`, of what is left without the way behind
                       * it; 0: no limit */
} bench_way_t;

/** One job and the ways to do it; the first one is what ratios are to. */
typedef struct bench_job {
  const char *workload;
  int64_t items;
  const bench_way_t *ways;
  size_t count;
  double at_most_ns; /**< an item, of all ways but the first; 0: no limit */
} bench_job_t;

#define BENCH_JOB(workload, items, ways)                                      \
  BENCH_JOB_WITHIN(0, workload, items, ways)
/** With a limit in nanoseconds an item. */
#define BENCH_JOB_WITHIN(ns, workload, items, ways)                           \
  { (workload), (items), (ways), sizeof(ways) / sizeof(ways)[0], (ns) }

/** Runs each way once to warm up and 7 times in turn; prints a line each, and
 * a table with ratios to the first. Nanoseconds are the processor's, of all
 * threads; the table shows those of the clock beside them. Returns the number
 * of ways that gave a wrong result. A limit that is missed is said, and is no
 * failure. */
int bench_run_job(const bench_job_t *job);
/** The same without a limit in nanoseconds. */
int bench_run(const char *workload, int64_t items, const bench_way_t *ways,
              size_t count);

/** For main(): all jobs. For tests/bench/check also
 *
 *     program --list                  workload and way in a line each
 *     program --once WORKLOAD WAY N   one way, once, for about N items
 */
int bench_main(int argc, char **argv, const bench_job_t *jobs, size_t count);

/** What --once runs, alone: nothing else in the program calls it. */
int64_t bench_once(const bench_way_t *way, int64_t items);

#endif
