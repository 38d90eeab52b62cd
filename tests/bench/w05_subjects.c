/* SPDX-License-Identifier: MIT */
/* W5, subjects: an item is pushed to 1, 10 and 100 who are subscribed. */
#include "bench.h"
#include "work.h"

#include <stdlib.h>

/* --- What C does: a list of callbacks, and a loop over it ----------------- */

struct listener {
  void (*call)(int64_t x, void *context);
  void *context;
  struct listener *next;
};

static void (*volatile the_observe)(int64_t, void *) = work_observe;

/* A function of its own, as any library would have it. */
static __attribute__((noinline)) void tell(const struct listener *first,
                                           int64_t x) {
  for (const struct listener *l = first; l != NULL; l = l->next)
    l->call(x, l->context);
}

/* `items` are deliveries. */
static int64_t listeners(int64_t items, int64_t count) {
  struct listener *all = calloc((size_t) count, sizeof *all);
  int64_t sum = 0;
  for (int64_t i = 0; i < count; i++)
    all[i] = (struct listener){the_observe, &sum,
                               i + 1 < count ? &all[i + 1] : NULL};
  for (int64_t i = 0; i < items / count; i++) tell(all, i);
  free(all);
  return sum;
}

/* --- Rill ----------------------------------------------------------------- */

static int64_t subscribers(int64_t items, int64_t count) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_subject_t *subject = rill_subject_new(clock);
  int64_t sum = 0;
  for (int64_t i = 0; i < count; i++)
    rill_unref(rill_subscribe(clock, rill_subject_observable(subject),
                              .next = work_observe_value, .context = &sum));
  for (int64_t i = 0; i < items / count; i++)
    rill_subject_next(subject, rill_int(i));
  rill_subject_complete(subject);
  rill_unref(subject);
  rill_scheduler_close(clock);
  return sum;
}

static int64_t shared(int64_t items, int64_t count) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_observable_t *flow =
      rill_pipe(rill_range(0, items / count), rill_publish());
  int64_t sum = 0;
  for (int64_t i = 0; i < count; i++) {
    rill_observable_t *again = rill_ref(flow);
    rill_unref(rill_subscribe(clock, again, .next = work_observe_value,
                              .context = &sum));
  }
  rill_unref(rill_connect(clock, flow));
  rill_virtual_run(clock);
  rill_scheduler_close(clock);
  return sum;
}

#define WAYS(count)                                                            \
 static int64_t listeners_##count(int64_t items) {                             \
  return listeners(items, count);                                              \
 }                                                                             \
 static int64_t subscribers_##count(int64_t items) {                           \
  return subscribers(items, count);                                            \
 }                                                                             \
 static int64_t shared_##count(int64_t items) { return shared(items, count); }
WAYS(1)
WAYS(10)
WAYS(100)

#define JOB(count_, limit)                                                     \
 {                                                                             \
  .workload = "subject to " #count_, .items = 10000000,                        \
  .ways =                                                                      \
      (const bench_way_t[]){                                                   \
          {.name = "C, a list of callbacks", .run = listeners_##count_},       \
          {.name = "rill, subject",                                            \
           .run = subscribers_##count_,                                        \
           .at_most = limit},                                                  \
          {.name = "rill, publish", .run = shared_##count_},                   \
      },                                                                       \
  .count = 3                                                                   \
 }

int main(int argc, char **argv) {
  const bench_job_t jobs[] = {JOB(1, 1.3), JOB(10, 1.5), JOB(100, 0.85)};
  return bench_main(argc, argv, jobs, sizeof jobs / sizeof jobs[0]);
}
