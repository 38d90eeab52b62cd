/* SPDX-License-Identifier: MIT */
/* W8: group_by with few keys and the count of each, and with a key for every
 * item. */
#include "bench.h"
#include "work.h"

#include <stdlib.h>

static int64_t (*volatile the_key)(int64_t, void *) = work_key_of_100;
static int64_t (*volatile the_count)(int64_t, int64_t, void *) = work_count;
static void (*volatile the_observe)(int64_t, void *) = work_observe;

/* --- By hand: a hash table from keys to counts ---------------------------- */

typedef struct group {
  int64_t key, count; /* 0: free */
} group_t;

typedef struct groups {
  group_t *slots;
  unsigned bits;
  size_t count;
} groups_t;

static group_t *groups_at(const groups_t *groups, int64_t key) {
  size_t mask = ((size_t) 1 << groups->bits) - 1;
  size_t i = (uint64_t) key * 0x9e3779b97f4a7c15u >> (64 - groups->bits);
  while (groups->slots[i].count != 0 && groups->slots[i].key != key)
    i = (i + 1) & mask;
  return &groups->slots[i];
}

static void groups_grow(groups_t *groups) {
  groups_t more = {NULL, groups->bits == 0 ? 4 : groups->bits + 1,
                   groups->count};
  more.slots = calloc((size_t) 1 << more.bits, sizeof *more.slots);
  if (groups->slots != NULL)
    for (size_t i = 0; i < (size_t) 1 << groups->bits; i++)
      if (groups->slots[i].count != 0)
        *groups_at(&more, groups->slots[i].key) = groups->slots[i];
  free(groups->slots);
  *groups = more;
}

static group_t *groups_find(groups_t *groups, int64_t key) {
  if (groups->slots == NULL || groups->count == (size_t) 1
                                                    << (groups->bits - 1))
    groups_grow(groups);
  group_t *group = groups_at(groups, key);
  if (group->count == 0) {
    group->key = key;
    groups->count++;
  }
  return group;
}

static int64_t squares_of(groups_t *groups) {
  int64_t sum = 0;
  for (size_t i = 0; i < (size_t) 1 << groups->bits; i++)
    sum += groups->slots[i].count * groups->slots[i].count;
  free(groups->slots);
  return sum;
}

static int64_t few_by_hand(int64_t items) {
  int64_t (*key)(int64_t, void *) = the_key;
  int64_t (*count)(int64_t, int64_t, void *) = the_count;
  groups_t groups = {NULL, 0, 0};
  for (int64_t i = 0; i < items; i++) {
    group_t *group = groups_find(&groups, key(i, NULL));
    group->count = count(group->count, i, NULL);
  }
  return squares_of(&groups);
}

static int64_t few_inlined(int64_t items) {
  groups_t groups = {NULL, 0, 0};
  for (int64_t i = 0; i < items; i++) groups_find(&groups, i % 100)->count++;
  return squares_of(&groups);
}

static int64_t many_by_hand(int64_t items) {
  void (*observe)(int64_t, void *) = the_observe;
  groups_t groups = {NULL, 0, 0};
  int64_t sum = 0;
  for (int64_t i = 0; i < items; i++) {
    group_t *group = groups_find(&groups, i);
    if (group->count == 0) observe(1, &sum);
    group->count++;
  }
  free(groups.slots);
  return sum;
}

/* --- Rill ----------------------------------------------------------------- */

RILL_MAP_FN(key_of_100, int64_t, int64_t, x) { return x % 100; }
RILL_MAP_FN(identity, int64_t, int64_t, x) { return x; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

static rill_value_t count_of(rill_value_t group, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(group)), rill_count()));
}

static int64_t few_with(rill_fn_t key, int64_t items) {
  return work_sum(
      rill_pipe(rill_range(0, items), rill_group_by(key),
                rill_flat_map(rill_call(count_of), .max_concurrent = 100),
                rill_map(square)));
}

static int64_t few(int64_t items) {
  return few_with(rill_call(work_key_of_100_value), items);
}

static int64_t few_kernel(int64_t items) { return few_with(key_of_100, items); }

static int64_t many_with(rill_fn_t key, int64_t items) {
  return work_sum(rill_pipe(rill_range(0, items),
                            rill_group_by(key, .max_groups = items),
                            rill_count()));
}

static int64_t many(int64_t items) {
  return many_with(rill_call(work_identity_value), items);
}

static int64_t many_kernel(int64_t items) { return many_with(identity, items); }

static int64_t many_counted(int64_t items) {
  return work_sum(rill_pipe(
      rill_range(0, items), rill_group_by(identity, .max_groups = items),
      rill_flat_map(rill_call(count_of), .max_concurrent = items)));
}

static const bench_way_t few_keys[] = {
    {.name = "C, callbacks", .run = few_by_hand},
    {.name = "C, inlined", .run = few_inlined},
    {.name = "rill, callbacks", .run = few, .at_most = 2},
    {.name = "rill, kernel", .run = few_kernel, .at_most = 2},
};

static const bench_way_t many_keys[] = {
    {.name = "C, a hash table", .run = many_by_hand},
    {.name = "rill, callbacks", .run = many},
    {.name = "rill, kernel", .run = many_kernel},
};

/* What a group costs that somebody has. */
static const bench_way_t many_groups[] = {
    {.name = "C, a hash table", .run = many_by_hand},
    {.name = "rill, each counted", .run = many_counted},
};

static const bench_job_t jobs[] = {
    BENCH_JOB("group_by_100_keys", 10000000, few_keys),
    BENCH_JOB_WITHIN(100, "group_by_distinct_keys", 1000000, many_keys),
    BENCH_JOB("count_of_distinct_keys", 1000000, many_groups),
};

int main(int argc, char **argv) {
  return bench_main(argc, argv, jobs, sizeof jobs / sizeof jobs[0]);
}
