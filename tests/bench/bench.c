/* SPDX-License-Identifier: MIT */
/* The benchmark loop. */
#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sys/resource.h>

enum { ROUNDS = 7, WAYS = 16 };

/* Nanoseconds an item of one round. */
typedef struct bench_time { double cpu, wall; } bench_time_t;

typedef struct bench_figures {
  double cpu[ROUNDS], wall[ROUNDS], ratio[ROUNDS];
  double net[ROUNDS]; /* the same ratio, without the way behind it */
} bench_figures_t;

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

static bench_time_t time_one(const bench_way_t *way, int64_t items) {
  double wall = seconds(CLOCK_MONOTONIC);
  double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  way->run(items);
  cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  wall = seconds(CLOCK_MONOTONIC) - wall;
  return (bench_time_t){cpu * 1e9 / (double) items,
                        wall * 1e9 / (double) items};
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double median(double *figures) {
  qsort(figures, ROUNDS, sizeof *figures, by_size);
  return figures[ROUNDS / 2];
}

/* All ways in turn. A ratio is to the first way of the same round, so that a
 * machine that slows down slows both. */
static void measure(const bench_way_t *ways, size_t count, int64_t items,
                    bench_figures_t *figures) {
  for (size_t round = 0; round < ROUNDS; round++) {
    for (size_t w = 0; w < count; w++) {
      bench_time_t t = time_one(&ways[w], items);
      figures[w].cpu[round] = t.cpu;
      figures[w].wall[round] = t.wall;
      figures[w].ratio[round] = t.cpu / figures[0].cpu[round];
    }
    for (size_t w = 0; w + 1 < count; w++)
      figures[w].net[round] =
          figures[w].ratio[round] - figures[w + 1].ratio[round];
  }
}

static void print_verdict(const char *kind, double figure, double limit) {
  if (limit <= 0) return;
  printf("  %s %g %s", kind, limit, figure <= limit ? "holds" : "MISSED");
}

static int check_results(const bench_job_t *job) {
  int64_t expected = job->ways[0].run(job->items);
  int wrong = 0;
  for (size_t w = 1; w < job->count; w++) {
    if (job->ways[w].run(job->items) == expected) continue;
    fprintf(stderr, "%s, %s: wrong result\n", job->workload,
            job->ways[w].name);
    wrong++;
  }
  return wrong;
}

static void print_lines(const bench_job_t *job, bench_figures_t *figures) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("workload,peer,items,ns_per_item,median_of,rss_kb\n");
  for (size_t w = 0; w < job->count; w++)
    printf("%s,\"%s\",%" PRId64 ",%.2f,%d,%ld\n", job->workload,
           job->ways[w].name, job->items, median(figures[w].cpu), ROUNDS,
           usage.ru_maxrss);
}

static void print_verdicts(const bench_job_t *job, size_t w,
                           bench_figures_t *figures) {
  const bench_way_t *way = &job->ways[w];
  double cpu = median(figures[w].cpu);
  print_verdict("ratio", median(figures[w].ratio), way->at_most);
  if (w == 0) return;
  print_verdict("ns", cpu, job->at_most_ns);
  print_verdict("ns", cpu, way->at_most_ns);
  print_verdict("by clock",
                median(figures[w].wall) / median(figures[w - 1].wall),
                way->at_most_by_clock);
  if (way->net_at_most <= 0) return;
  double net = median(figures[w].net);
  printf("  without the next %.2f,", net);
  print_verdict("ratio", net, way->net_at_most);
}

static void print_table(const bench_job_t *job, bench_figures_t *figures) {
  printf("\n%-28s %10s %10s %8s  %s\n", job->workload, "ns/item", "by clock",
         "ratio", "limit");
  for (size_t w = 0; w < job->count; w++) {
    printf("%-28s %10.2f %10.2f %8.2f", job->ways[w].name,
           median(figures[w].cpu), median(figures[w].wall),
           median(figures[w].ratio));
    print_verdicts(job, w, figures);
    printf("\n");
  }
  printf("\n");
  fflush(stdout);
}

int bench_run_job(const bench_job_t *job) {
  bench_figures_t figures[WAYS];
  if (job->count > WAYS) return 1;
  int wrong = check_results(job);
  measure(job->ways, job->count, job->items, figures);
  print_lines(job, figures);
  print_table(job, figures);
  return wrong;
}

int bench_run(const char *workload, int64_t items, const bench_way_t *ways,
              size_t count) {
  return bench_run_job(&(bench_job_t){workload, items, ways, count, 0});
}

/* --- One way, once: for counting instructions ----------------------------- */

__attribute__((noinline)) int64_t bench_once(const bench_way_t *way,
                                             int64_t items) {
  return way->run(items);
}

static int list(const bench_job_t *jobs, size_t count) {
  for (size_t j = 0; j < count; j++)
    for (size_t w = 0; w < jobs[j].count; w++)
      printf("%s\t%s\n", jobs[j].workload, jobs[j].ways[w].name);
  return 0;
}

static int once(const bench_job_t *jobs, size_t count, char **args) {
  for (size_t j = 0; j < count; j++)
    for (size_t w = 0; w < jobs[j].count; w++)
      if (strcmp(jobs[j].workload, args[0]) == 0 &&
          strcmp(jobs[j].ways[w].name, args[1]) == 0) {
        printf("%" PRId64 "\n",
               bench_once(&jobs[j].ways[w], strtoll(args[2], NULL, 10)));
        return 0;
      }
  fprintf(stderr, "no way %s of %s\n", args[1], args[0]);
  return 1;
}

int bench_main(int argc, char **argv, const bench_job_t *jobs, size_t count) {
  int wrong = 0;
  if (argc == 2 && strcmp(argv[1], "--list") == 0) return list(jobs, count);
  if (argc == 5 && strcmp(argv[1], "--once") == 0)
    return once(jobs, count, argv + 2);
  if (argc > 1) {
    fprintf(stderr, "usage: %s [--list | --once WORKLOAD WAY N]\n", argv[0]);
    return 2;
  }
  for (size_t j = 0; j < count; j++) wrong += bench_run_job(&jobs[j]);
  return wrong;
}
