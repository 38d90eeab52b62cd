/* SPDX-License-Identifier: MIT */
/* W2, maps: ten functions in a row over 10^7 integers, and their sum. */
#include "bench.h"
#include "work.h"

typedef int64_t (*step_t)(int64_t, void *);

/* The callbacks of hand-written C are found at run time, as a library's. */
#define THE(n) static volatile step_t the_step_##n = work_step_##n;
THE(0)
THE(1)
THE(2)
THE(3)
THE(4)
THE(5)
THE(6)
THE(7)
THE(8)
THE(9)
static int64_t (*volatile the_add)(int64_t, int64_t, void *) = work_add;

/* A chain of stages, as a library in C without ours would keep it. */
typedef struct stage {
  step_t call;
  void *context;
} stage_t;

static int64_t in_a_table(int64_t items) {
  stage_t stages[WORK_STEPS];
  int64_t (*add)(int64_t, int64_t, void *) = the_add;
  int64_t sum = 0;
  for (int k = 0; k < WORK_STEPS; k++)
    stages[k] = (stage_t){work_steps[k], NULL};
  __asm__ volatile("" : : "r"(stages) : "memory"); /* known at run time */
  for (int64_t i = 0; i < items; i++) {
    int64_t x = i;
    for (int k = 0; k < WORK_STEPS; k++)
      x = stages[k].call(x, stages[k].context);
    sum = add(sum, x, NULL);
  }
  return sum;
}

static int64_t hand_written(int64_t items) {
  step_t s0 = the_step_0, s1 = the_step_1, s2 = the_step_2, s3 = the_step_3,
         s4 = the_step_4, s5 = the_step_5, s6 = the_step_6, s7 = the_step_7,
         s8 = the_step_8, s9 = the_step_9;
  int64_t (*add)(int64_t, int64_t, void *) = the_add;
  int64_t sum = 0;
  for (int64_t i = 0; i < items; i++) {
    int64_t x = s0(i, NULL);
    x = s1(x, NULL);
    x = s2(x, NULL);
    x = s3(x, NULL);
    x = s4(x, NULL);
    x = s5(x, NULL);
    x = s6(x, NULL);
    x = s7(x, NULL);
    x = s8(x, NULL);
    sum = add(sum, s9(x, NULL), NULL);
  }
  return sum;
}

static void (*volatile the_nothing)(void) = work_nothing;

/* What calling takes: all is inlined, and then as many functions are called,
 * which do nothing. */
static int64_t calls_alone(int64_t items) {
  void (*call)(void) = the_nothing;
  int64_t sum = 0;
  for (int64_t i = 0; i < items; i++) {
    call();
    int64_t x = i ^ 1;
    call();
    x += 2;
    call();
    x ^= 3;
    call();
    x += 4;
    call();
    x ^= 5;
    call();
    x += 6;
    call();
    x ^= 7;
    call();
    x += 8;
    call();
    x ^= 9;
    call();
    sum += x;
    call();
  }
  return sum;
}

RILL_MAP_FN(kernel_0, int64_t, int64_t, x) { return x + 0; }
RILL_MAP_FN(kernel_1, int64_t, int64_t, x) { return x ^ 1; }
RILL_MAP_FN(kernel_2, int64_t, int64_t, x) { return x + 2; }
RILL_MAP_FN(kernel_3, int64_t, int64_t, x) { return x ^ 3; }
RILL_MAP_FN(kernel_4, int64_t, int64_t, x) { return x + 4; }
RILL_MAP_FN(kernel_5, int64_t, int64_t, x) { return x ^ 5; }
RILL_MAP_FN(kernel_6, int64_t, int64_t, x) { return x + 6; }
RILL_MAP_FN(kernel_7, int64_t, int64_t, x) { return x ^ 7; }
RILL_MAP_FN(kernel_8, int64_t, int64_t, x) { return x + 8; }
RILL_MAP_FN(kernel_9, int64_t, int64_t, x) { return x ^ 9; }
RILL_FOLD_FN(add, int64_t, int64_t, sum, x) { return sum + x; }

static int64_t run(int64_t items, const rill_fn_t *steps, rill_fn_t sum) {
  rill_observable_t *flow = rill_range(0, items);
  for (int k = 0; k < WORK_STEPS; k++)
    flow = rill_pipe(flow, rill_map(steps[k]));
  return work_run(
      rill_pipe(flow, rill_reduce(sum, .seed = rill_int(0), .seeded = true)));
}

static int64_t callbacks(int64_t items) {
  rill_fn_t steps[WORK_STEPS];
  for (int k = 0; k < WORK_STEPS; k++)
    steps[k] = rill_call(work_step_values[k]);
  return run(items, steps, rill_call(work_add_value));
}

static int64_t kernels(int64_t items) {
  const rill_fn_t steps[] = {kernel_0, kernel_1, kernel_2, kernel_3, kernel_4,
                             kernel_5, kernel_6, kernel_7, kernel_8, kernel_9};
  return run(items, steps, add);
}

int main(int argc, char **argv) {
  const bench_way_t ways[] = {
      {.name = "C, callbacks", .run = hand_written},
      {.name = "C, callbacks in a table", .run = in_a_table},
      {.name = "C, calls of nothing", .run = calls_alone},
      {.name = "rill, callbacks", .run = callbacks, .at_most = 0.8},
      {.name = "rill, kernels", .run = kernels, .at_most = 0.15},
  };
  const bench_job_t jobs[] = {BENCH_JOB("maps", 10000000, ways)};
  return bench_main(argc, argv, jobs, 1);
}
