/* SPDX-License-Identifier: MIT */
/* Operators that ask one thing of a whole stream. Each takes all that upstream
 * has, whatever downstream's demand, and delivers one item at the end. */
#ifndef RILL_AGGREGATE_H
#define RILL_AGGREGATE_H

#include <rill/operator.h>

RILL_BEGIN

/** For rill_reduce(f, .seed = rill_int(0), .seeded = true). */
typedef struct rill_reduce_opts {
  size_t size; /**< set by the macro */
  rill_fn_t fn;
  rill_value_t seed; /**< taken over */
  bool seeded;       /**< false: the first item is the seed */
} rill_reduce_opts_t;

/**
 * Folds all items: a = f(a, item).
 *
 *     in   -1-2-3-|
 *     rill_reduce(add)
 *     out  -------(6|)
 *
 * Errors: RILL_EEMPTY when there is neither item nor seed.
 * Same as: RxPY reduce, Reactor reduce.
 */
#define rill_reduce(...)                                                      \
  rill_reduce_opts(&(const rill_reduce_opts_t){                               \
      .size = sizeof(rill_reduce_opts_t), .fn = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_reduce_opts(
    const rill_reduce_opts_t *options);

/** For rill_count(pred). */
typedef struct rill_count_opts {
  size_t size;    /**< set by the macro */
  rill_fn_t pred; /**< not set: every item counts */
} rill_count_opts_t;

/**
 * How many items there were, or for how many `pred(item)` was true.
 *
 *     in   -1-2-3-|
 *     rill_count()
 *     out  -------(3|)
 *
 *     in   -1-2-3-|
 *     rill_count(is_even)
 *     out  -------(1|)
 *
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY count, Reactor count.
 */
#define rill_count(...)                                                       \
  rill_count_opts(&(const rill_count_opts_t){                                 \
      .size = sizeof(rill_count_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_count_opts(
    const rill_count_opts_t *options);

/** For rill_sum(price). */
typedef struct rill_sum_opts {
  size_t size; /**< set by the macro */
  rill_fn_t f; /**< what is added; not set: the item itself */
} rill_sum_opts_t;

/**
 * The sum of the items, or of what `f` makes of each. Of no items it is 0.
 *
 *     in   -1-2-3-|
 *     rill_sum()
 *     out  -------(6|)
 *
 *     in   -1-2-3-|
 *     rill_sum(square)
 *     out  -------({14}|)
 *
 * Ints give an int. From the first double on it is a double, whose rounding
 * errors are made up for.
 * Errors: RILL_ERANGE when ints pass the largest one; RILL_ETYPE for anything
 * but numbers.
 * Same as: RxPY sum, Reactor MathFlux.sum.
 */
#define rill_sum(...)                                                         \
  rill_sum_opts(&(const rill_sum_opts_t){                                     \
      .size = sizeof(rill_sum_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_sum_opts(
    const rill_sum_opts_t *options);

/** For rill_to_list(.capacity = 1000). */
typedef struct rill_to_list_opts {
  size_t size;     /**< set by the macro */
  size_t capacity; /**< the most items; 0: as many as there are */
} rill_to_list_opts_t;

/**
 * All items as one list.
 *
 *     in   -1-2-3-|
 *     rill_to_list()
 *     out  -------([1,2,3]|)
 *
 * The list grows with the stream, since all of it is what was asked for; bound
 * it with `.capacity` where the stream's length is not known.
 * Errors: RILL_EOVERFLOW beyond the capacity.
 * Same as: RxPY to_list, Reactor collectList.
 */
#define rill_to_list(...)                                                     \
  rill_to_list_opts(&(const rill_to_list_opts_t){                             \
      .size = sizeof(rill_to_list_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_to_list_opts(
    const rill_to_list_opts_t *options);

/** For rill_quantiles(RILL_P(0.5, 0.95, 0.99)). */
typedef struct rill_quantiles_opts {
  size_t size;     /**< set by the macro */
  const double *p; /**< each from 0 (the least) to 1 (the greatest); copied */
  size_t count;    /**< of `p` */
} rill_quantiles_opts_t;

/** The fields `.p` and `.count` of rill_quantiles(). */
#define RILL_P(...)                                                           \
  .p = (const double[]){__VA_ARGS__},                                         \
  .count = sizeof((const double[]){__VA_ARGS__}) / sizeof(double)

/**
 * Quantiles of all items, as a list of doubles in the order of `p`.
 *
 *     in   -1-2-3-4-5-|
 *     rill_quantiles(RILL_P(0.5, 1))
 *     out  -----------([{3.0},{5.0}]|)
 *
 * The quantile p of n items is the one of rank p * n, rounded up. Of up to 512
 * items it is exact. Of more it differs from that item by at most 1/256 of it
 * (0.4 %), whatever the items and their number; the least and the greatest
 * stay exact.
 *
 * Memory: 4 KB, then 32 KB and 1 KB for each power of two that the items
 * span (from a microsecond to an hour: 32), at the very most 4 MB.
 * Errors: RILL_EEMPTY without items; RILL_ETYPE for anything but numbers;
 * RILL_ERANGE for a NaN.
 */
#define rill_quantiles(...)                                                   \
  rill_quantiles_opts(&(const rill_quantiles_opts_t){                         \
      .size = sizeof(rill_quantiles_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_quantiles_opts(
    const rill_quantiles_opts_t *options);

RILL_END

#endif
