/* SPDX-License-Identifier: MIT */
/* The benchmark loop. */
#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <sys/resource.h>
#include <uv.h>

enum { ROUNDS = 7, WAYS = 16 };

static int by_size(const void *a, const void *b) {
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static double time_one(const bench_way_t *way, int64_t items, int64_t *result) {
  uint64_t start = uv_hrtime();
  *result = way->run(items);
  return (double) (uv_hrtime() - start) / (double) items;
}

static double median(double *times) {
  qsort(times, ROUNDS, sizeof *times, by_size);
  return times[ROUNDS / 2];
}

static void print_table(const bench_way_t *ways, const double *ns,
                        size_t count) {
  printf("\n%-28s %10s %8s  %s\n", "", "ns/item", "ratio", "limit");
  for (size_t w = 0; w < count; w++) {
    double ratio = ns[w] / ns[0];
    printf("%-28s %10.2f %8.2f", ways[w].name, ns[w], ratio);
    if (ways[w].at_most > 0)
      printf("  %.2f %s", ways[w].at_most,
             ratio <= ways[w].at_most ? "holds" : "MISSED");
    printf("\n");
  }
}

int bench_run(const char *workload, int64_t items, const bench_way_t *ways,
              size_t count) {
  double times[WAYS][ROUNDS], ns[WAYS];
  int64_t expected = ways[0].run(items), result;
  struct rusage usage;
  int wrong = 0;
  for (size_t w = 1; w < count; w++)
    if (ways[w].run(items) != expected) {
      fprintf(stderr, "%s, %s: wrong result\n", workload, ways[w].name);
      wrong++;
    }
  for (size_t round = 0; round < ROUNDS; round++)
    for (size_t w = 0; w < count; w++)
      times[w][round] = time_one(&ways[w], items, &result);
  getrusage(RUSAGE_SELF, &usage);
  printf("workload,peer,items,ns_per_item,median_of,rss_kb\n");
  for (size_t w = 0; w < count; w++) {
    ns[w] = median(times[w]);
    printf("%s,%s,%" PRId64 ",%.2f,%d,%ld\n", workload, ways[w].name, items,
           ns[w], ROUNDS, usage.ru_maxrss);
  }
  print_table(ways, ns, count);
  return wrong;
}
