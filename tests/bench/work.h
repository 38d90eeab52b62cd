/* SPDX-License-Identifier: MIT */
/* The callbacks of the benchmarks, in a translation unit of their own: what a
 * library can know of a user's code. */
#ifndef RILL_BENCH_WORK_H
#define RILL_BENCH_WORK_H

#include <rill.h>

/* As hand-written C would have them. */
int64_t work_triple(int64_t x, void *context);
bool work_is_even(int64_t x, void *context);
int64_t work_add(int64_t sum, int64_t x, void *context);

/* As Rill takes them. */
rill_value_t work_triple_value(rill_value_t x, void *context);
rill_value_t work_is_even_value(rill_value_t x, void *context);
rill_value_t work_add_value(rill_value_t sum, rill_value_t x, void *context);

#endif
