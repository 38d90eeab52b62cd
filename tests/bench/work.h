/* SPDX-License-Identifier: MIT */
/* The callbacks of the benchmarks, in a translation unit of their own: what a
 * library can know of a user's code. */
#ifndef RILL_BENCH_WORK_H
#define RILL_BENCH_WORK_H

#include <rill.h>

/** Runs `flow` (taken over) to its end; the last item, an int. */
int64_t work_run(rill_observable_t *flow);
/** The same; the sum of all items. */
int64_t work_sum(rill_observable_t *flow);

/* As hand-written C would have them. */
int64_t work_triple(int64_t x, void *context);
bool work_is_even(int64_t x, void *context);
int64_t work_add(int64_t sum, int64_t x, void *context);

/* As Rill takes them. */
rill_value_t work_triple_value(rill_value_t x, void *context);
rill_value_t work_is_even_value(rill_value_t x, void *context);
rill_value_t work_add_value(rill_value_t sum, rill_value_t x, void *context);

/* For groups, buffers and windows. */
int64_t work_key_of_100(int64_t x, void *context);
int64_t work_quarter(int64_t x, void *context);
int64_t work_count(int64_t count, int64_t x, void *context);
int64_t work_buffer_sum(const int64_t *items, size_t count, void *context);
void work_observe(int64_t x, void *sum);
rill_value_t work_key_of_100_value(rill_value_t x, void *context);
rill_value_t work_quarter_value(rill_value_t x, void *context);
rill_value_t work_identity_value(rill_value_t x, void *context);
rill_value_t work_buffer_sum_value(rill_value_t list, void *context);
void work_observe_value(rill_value_t x, void *sum);

/* Ten steps, each of them another function: x + 0, x ^ 1, x + 2, … */
enum { WORK_STEPS = 10 };
void work_nothing(void);
int64_t work_step_0(int64_t x, void *context);
int64_t work_step_1(int64_t x, void *context);
int64_t work_step_2(int64_t x, void *context);
int64_t work_step_3(int64_t x, void *context);
int64_t work_step_4(int64_t x, void *context);
int64_t work_step_5(int64_t x, void *context);
int64_t work_step_6(int64_t x, void *context);
int64_t work_step_7(int64_t x, void *context);
int64_t work_step_8(int64_t x, void *context);
int64_t work_step_9(int64_t x, void *context);
extern int64_t (*const work_steps[WORK_STEPS])(int64_t x, void *context);
extern const rill_call1_fn work_step_values[WORK_STEPS];

/* The stream of an item: WORK_INNER integers. */
enum { WORK_INNER = 1000 };
int64_t work_inner_start(int64_t x, void *context);
rill_value_t work_inner_value(rill_value_t x, void *context);

int64_t work_multiply(int64_t a, int64_t b, void *context);
rill_value_t work_multiply_value(rill_value_t a, rill_value_t b,
                                 void *context);

#endif
