/* SPDX-License-Identifier: MIT */
/* W8: buffers and windows of 100 items, and the sum of each. */
#include "bench.h"
#include "work.h"

#include <stdlib.h>

enum { SIZE = 100 };

static int64_t (*volatile the_triple)(int64_t, void *) = work_triple;
static int64_t (*volatile the_add)(int64_t, int64_t, void *) = work_add;
static void (*volatile the_observe)(int64_t, void *) = work_observe;
static int64_t (*volatile the_sum)(const int64_t *, size_t,
                                   void *) = work_buffer_sum;

/* --- Buffers: a list each, which whoever gets it may keep ----------------- */

static int64_t buffers_by_hand(int64_t items) {
  int64_t (*sum_of)(const int64_t *, size_t, void *) = the_sum;
  void (*observe)(int64_t, void *) = the_observe;
  int64_t total = 0, *buffer = malloc(SIZE * sizeof *buffer);
  size_t count = 0;
  for (int64_t i = 0; i < items; i++) {
    buffer[count++] = i;
    if (count < SIZE) continue;
    observe(sum_of(buffer, count, NULL), &total);
    free(buffer);
    buffer = malloc(SIZE * sizeof *buffer);
    count = 0;
  }
  free(buffer);
  return total;
}

static int64_t buffers_inlined(int64_t items) {
  int64_t total = 0, buffer[SIZE];
  size_t count = 0;
  for (int64_t i = 0; i < items; i++) {
    buffer[count++] = i;
    if (count < SIZE) continue;
    for (size_t k = 0; k < SIZE; k++) total += buffer[k];
    count = 0;
  }
  return total;
}

static rill_observable_t *sums(rill_observable_t *flow) {
  return rill_pipe(flow, rill_buffer_with_count(SIZE),
                   rill_map(rill_call(work_buffer_sum_value)));
}

static int64_t buffers(int64_t items) {
  return work_sum(sums(rill_range(0, items)));
}

/* --- Windows: summed as they come ----------------------------------------- */

static int64_t windows_by_hand(int64_t items) {
  int64_t (*add)(int64_t, int64_t, void *) = the_add;
  void (*observe)(int64_t, void *) = the_observe;
  int64_t total = 0, sum = 0;
  size_t count = 0;
  for (int64_t i = 0; i < items; i++) {
    sum = add(sum, i, NULL);
    if (++count < SIZE) continue;
    observe(sum, &total);
    sum = 0;
    count = 0;
  }
  return total;
}

static int64_t windows_inlined(int64_t items) {
  int64_t total = 0, sum = 0;
  size_t count = 0;
  for (int64_t i = 0; i < items; i++) {
    sum += i;
    __asm__ volatile("" : "+r"(sum)); /* a loop, not a formula */
    if (++count < SIZE) continue;
    total += sum;
    sum = 0;
    count = 0;
  }
  return total;
}

static rill_value_t sum_by_callback(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)),
                rill_reduce(rill_call(work_add_value), .seed = rill_int(0),
                            .seeded = true)));
}

static rill_value_t sum_of(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)), rill_sum()));
}

static rill_observable_t *windows_of(rill_observable_t *flow, rill_fn_t sum) {
  return rill_pipe(flow, rill_window_with_count(SIZE), rill_flat_map(sum));
}

static int64_t windows(int64_t items) {
  return work_sum(windows_of(rill_range(0, items), rill_call(sum_by_callback)));
}

static int64_t windows_sum(int64_t items) {
  return work_sum(windows_of(rill_range(0, items), rill_call(sum_of)));
}

/* --- The same behind a callback for each item ----------------------------- */

static int64_t mapped_buffers_by_hand(int64_t items) {
  int64_t (*triple)(int64_t, void *) = the_triple;
  int64_t (*sum_of_buffer)(const int64_t *, size_t, void *) = the_sum;
  void (*observe)(int64_t, void *) = the_observe;
  int64_t total = 0, *buffer = malloc(SIZE * sizeof *buffer);
  size_t count = 0;
  for (int64_t i = 0; i < items; i++) {
    buffer[count++] = triple(i, NULL);
    if (count < SIZE) continue;
    observe(sum_of_buffer(buffer, count, NULL), &total);
    free(buffer);
    buffer = malloc(SIZE * sizeof *buffer);
    count = 0;
  }
  free(buffer);
  return total;
}

RILL_MAP_FN(triple, int64_t, int64_t, x) { return 3 * x + 1; }

static rill_observable_t *mapped(rill_fn_t map, int64_t items) {
  return rill_pipe(rill_range(0, items), rill_map(map));
}

static int64_t mapped_buffers(int64_t items) {
  return work_sum(sums(mapped(rill_call(work_triple_value), items)));
}

static int64_t mapped_buffers_kernels(int64_t items) {
  return work_sum(sums(mapped(triple, items)));
}

static int64_t mapped_windows(int64_t items) {
  return work_sum(windows_of(mapped(rill_call(work_triple_value), items),
                             rill_call(sum_by_callback)));
}

static int64_t mapped_windows_kernels(int64_t items) {
  return work_sum(windows_of(mapped(triple, items), rill_call(sum_of)));
}

static const bench_way_t in_buffers[] = {
    {.name = "C, callbacks", .run = buffers_by_hand},
    {.name = "C, inlined", .run = buffers_inlined},
    {.name = "rill", .run = buffers, .at_most = 1.1},
};

static const bench_way_t in_windows[] = {
    {.name = "C, callbacks", .run = windows_by_hand},
    {.name = "C, inlined", .run = windows_inlined},
    {.name = "rill, callbacks", .run = windows, .at_most = 1.3},
    {.name = "rill, rill_sum", .run = windows_sum, .at_most = 1.3},
};

static const bench_way_t behind_map[] = {
    {.name = "C, callbacks", .run = mapped_buffers_by_hand},
    {.name = "rill, a buffer", .run = mapped_buffers},
    {.name = "rill, a buffer, kernel", .run = mapped_buffers_kernels},
    {.name = "rill, a window", .run = mapped_windows},
    {.name = "rill, a window, kernel", .run = mapped_windows_kernels},
};

static const bench_job_t jobs[] = {
    BENCH_JOB("buffer_with_count", 10000000, in_buffers),
    BENCH_JOB("window_with_count", 10000000, in_windows),
    BENCH_JOB("behind_a_map", 10000000, behind_map),
};

int main(int argc, char **argv) {
  return bench_main(argc, argv, jobs, sizeof jobs / sizeof jobs[0]);
}
