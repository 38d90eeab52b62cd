/* SPDX-License-Identifier: MIT */
/* W8: distinct over integers that all differ, and distinct_until_changed. */
#include "bench.h"
#include "work.h"

#include <stdlib.h>

static int64_t (*volatile the_quarter)(int64_t, void *) = work_quarter;
static void (*volatile the_observe)(int64_t, void *) = work_observe;

RILL_MAP_FN(quarter, int64_t, int64_t, x) { return x / 4; }

/* --- distinct ------------------------------------------------------------- */

/* Open addressing, at most half full; 0 is free. */
typedef struct set {
  int64_t *slots;
  unsigned bits;
  size_t count;
} set_t;

static bool set_put(set_t *set, int64_t x) {
  size_t mask = ((size_t) 1 << set->bits) - 1;
  size_t i = (uint64_t) x * 0x9e3779b97f4a7c15u >> (64 - set->bits);
  for (; set->slots[i] != 0; i = (i + 1) & mask)
    if (set->slots[i] == x) return false;
  set->slots[i] = x;
  return true;
}

static void set_grow(set_t *set) {
  set_t more = {NULL, set->bits == 0 ? 4 : set->bits + 1, set->count};
  more.slots = calloc((size_t) 1 << more.bits, sizeof *more.slots);
  if (set->slots != NULL)
    for (size_t i = 0; i < (size_t) 1 << set->bits; i++)
      if (set->slots[i] != 0) set_put(&more, set->slots[i]);
  free(set->slots);
  *set = more;
}

static bool set_add(set_t *set, int64_t x) {
  if (set->slots == NULL || set->count == (size_t) 1 << (set->bits - 1))
    set_grow(set);
  bool added = set_put(set, x);
  set->count += added;
  return added;
}

static int64_t distinct_by_hand(int64_t items) {
  void (*observe)(int64_t, void *) = the_observe;
  set_t set = {NULL, 0, 0};
  int64_t sum = 0;
  for (int64_t i = 1; i <= items; i++)
    if (set_add(&set, i)) observe(i, &sum);
  free(set.slots);
  return sum;
}

static int64_t distinct(int64_t items) {
  return work_sum(rill_pipe(rill_range(1, items), rill_distinct()));
}

static int64_t distinct_by_key(int64_t items) {
  return work_sum(rill_pipe(rill_range(1, items),
                            rill_distinct(rill_call(work_identity_value))));
}

/* --- distinct_until_changed ----------------------------------------------- */

static int64_t changed_by_hand(int64_t items) {
  int64_t (*map)(int64_t, void *) = the_quarter;
  void (*observe)(int64_t, void *) = the_observe;
  int64_t sum = 0, last = 0;
  bool any = false;
  for (int64_t i = 0; i < items; i++) {
    int64_t x = map(i, NULL);
    if (any && x == last) continue;
    any = true;
    last = x;
    observe(x, &sum);
  }
  return sum;
}

static int64_t changed_inlined(int64_t items) {
  int64_t sum = 0, last = -1;
  for (int64_t i = 0; i < items; i++) {
    int64_t x = i / 4;
    __asm__ volatile("" : "+r"(sum)); /* a loop, not a formula */
    if (x == last) continue;
    last = x;
    sum += x;
  }
  return sum;
}

static int64_t changed(int64_t items) {
  return work_sum(rill_pipe(rill_range(0, items),
                            rill_map(rill_call(work_quarter_value)),
                            rill_distinct_until_changed()));
}

static int64_t changed_kernels(int64_t items) {
  return work_sum(rill_pipe(rill_range(0, items), rill_map(quarter),
                            rill_distinct_until_changed()));
}

static const bench_way_t all[] = {
    {.name = "C, a hash set", .run = distinct_by_hand},
    {.name = "rill", .run = distinct},
    {.name = "rill, by a key", .run = distinct_by_key},
};

static const bench_way_t until[] = {
    {.name = "C, callbacks", .run = changed_by_hand},
    {.name = "C, inlined", .run = changed_inlined},
    {.name = "rill, callbacks", .run = changed, .at_most = 1.1},
    {.name = "rill, kernels", .run = changed_kernels},
};

static const bench_job_t jobs[] = {
    BENCH_JOB_WITHIN(100, "distinct", 1000000, all),
    BENCH_JOB("distinct_until_changed", 10000000, until),
};

int main(int argc, char **argv) {
  return bench_main(argc, argv, jobs, sizeof jobs / sizeof jobs[0]);
}
