/* SPDX-License-Identifier: MIT */
/* Operators that ask one thing of a whole stream. Each takes all that upstream
 * has, whatever downstream's demand, and delivers one item at the end; those
 * that may know the answer before the end take no more than they need. */
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

/** For rill_average(price). */
typedef struct rill_average_opts {
  size_t size; /**< set by the macro */
  rill_fn_t f; /**< of what; not set: the item itself */
} rill_average_opts_t;

/**
 * The mean of the items, or of what `f` makes of each, as a double.
 *
 *     in   -1-2-3-4-|
 *     rill_average()
 *     out  ---------({2.5}|)
 *
 *     in   -1-2-3-|
 *     rill_average(square)
 *     out  -------({4.666666666666667}|)
 *
 * Rounding errors are made up for, and a sum beyond the largest double or int
 * is no obstacle.
 * Errors: RILL_EEMPTY without items; RILL_ETYPE for anything but numbers.
 * Same as: RxPY average, Reactor MathFlux.averageDouble.
 */
#define rill_average(...)                                                     \
  rill_average_opts(&(const rill_average_opts_t){                             \
      .size = sizeof(rill_average_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_average_opts(
    const rill_average_opts_t *options);

/** For rill_min(.cmp = rill_call(by_length)). */
typedef struct rill_min_opts {
  size_t size;   /**< set by the macro */
  rill_fn_t cmp; /**< cmp(a, b): an int below, at or above 0; not set:
                      rill_value_compare() */
} rill_min_opts_t;

/**
 * The least item; of equal ones the first.
 *
 *     in   -2-1-3-|
 *     rill_min()
 *     out  -------(1|)
 *
 *     in   -2-1-3-|
 *     rill_min(rill_call(descending))
 *     out  -------(3|)
 *
 * Errors: RILL_EEMPTY without items; RILL_ETYPE when `.cmp` returns something
 * else than an int.
 * Same as: RxPY min, Reactor MathFlux.min.
 */
#define rill_min(...)                                                         \
  rill_min_opts(&(const rill_min_opts_t){                                     \
      .size = sizeof(rill_min_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_min_opts(
    const rill_min_opts_t *options);

/** For rill_max(.cmp = rill_call(by_length)). */
typedef struct rill_max_opts {
  size_t size;   /**< set by the macro */
  rill_fn_t cmp; /**< cmp(a, b): an int below, at or above 0; not set:
                      rill_value_compare() */
} rill_max_opts_t;

/**
 * The greatest item; of equal ones the first. A NaN is above all numbers.
 *
 *     in   -2-1-3-|
 *     rill_max()
 *     out  -------(3|)
 *
 *     in   -2-1-3-|
 *     rill_max(rill_call(descending))
 *     out  -------(1|)
 *
 * Errors: RILL_EEMPTY without items; RILL_ETYPE when `.cmp` returns something
 * else than an int.
 * Same as: RxPY max, Reactor MathFlux.max.
 */
#define rill_max(...)                                                         \
  rill_max_opts(&(const rill_max_opts_t){                                     \
      .size = sizeof(rill_max_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_max_opts(
    const rill_max_opts_t *options);

/** For rill_min_by(price, .capacity = 100). */
typedef struct rill_min_by_opts {
  size_t size;     /**< set by the macro */
  rill_fn_t key;   /**< of an item: what is compared */
  rill_fn_t cmp;   /**< cmp(a, b) of two keys: an int below, at or above 0; not
                        set: rill_value_compare() */
  int64_t capacity; /**< the most ties; 0: as many as there are */
} rill_min_by_opts_t;

/**
 * All items with the least key, as a list in the order in which they came; of
 * no items an empty one.
 *
 *     in   -1-2-3-4-|
 *     rill_min_by(is_even)
 *     out  ---------([1,3]|)
 *
 * Errors: RILL_EOVERFLOW beyond the capacity; RILL_ETYPE when `.cmp` returns
 * something else than an int.
 * Same as: RxPY min_by.
 */
#define rill_min_by(...)                                                      \
  rill_min_by_opts(&(const rill_min_by_opts_t){                               \
      .size = sizeof(rill_min_by_opts_t), .key = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_min_by_opts(
    const rill_min_by_opts_t *options);

/** For rill_max_by(price, .capacity = 100). */
typedef struct rill_max_by_opts {
  size_t size;     /**< set by the macro */
  rill_fn_t key;   /**< of an item: what is compared */
  rill_fn_t cmp;   /**< cmp(a, b) of two keys: an int below, at or above 0; not
                        set: rill_value_compare() */
  int64_t capacity; /**< the most ties; 0: as many as there are */
} rill_max_by_opts_t;

/**
 * All items with the greatest key, as a list in the order in which they came;
 * of no items an empty one.
 *
 *     in   -1-2-3-4-|
 *     rill_max_by(is_even)
 *     out  ---------([2,4]|)
 *
 * Errors: RILL_EOVERFLOW beyond the capacity; RILL_ETYPE when `.cmp` returns
 * something else than an int.
 * Same as: RxPY max_by.
 */
#define rill_max_by(...)                                                      \
  rill_max_by_opts(&(const rill_max_by_opts_t){                               \
      .size = sizeof(rill_max_by_opts_t), .key = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_max_by_opts(
    const rill_max_by_opts_t *options);

/** For rill_top(10, .cmp = rill_call(by_price)). */
typedef struct rill_top_opts {
  size_t size;   /**< set by the macro */
  int64_t n;     /**< how many */
  rill_fn_t cmp; /**< cmp(a, b): an int below, at or above 0; not set:
                      rill_value_compare() */
} rill_top_opts_t;

/**
 * The `n` greatest items, or all if there are less, as a list that begins with
 * the greatest; of equal items the earlier comes first, and stays.
 *
 *     in   -3-1-4-2-|
 *     rill_top(2)
 *     out  ---------([4,3]|)
 *
 *     in   -3-1-4-2-|
 *     rill_top(2, rill_call(descending))
 *     out  ---------([1,2]|)
 *
 * Memory: `n` items, however long the stream is.
 * Errors: a negative `n`; RILL_ETYPE when `.cmp` returns something else than an
 * int.
 */
#define rill_top(...)                                                         \
  rill_top_opts(&(const rill_top_opts_t){                                     \
      .size = sizeof(rill_top_opts_t), .n = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_top_opts(
    const rill_top_opts_t *options);

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

/** For rill_to_set(.capacity = 1000). */
typedef struct rill_to_set_opts {
  size_t size;     /**< set by the macro */
  int64_t capacity; /**< the most distinct items; 0: as many as there are */
} rill_to_set_opts_t;

/**
 * The distinct items as a map from each to true, in order of first sight.
 *
 *     in   -1-2-1-|
 *     rill_to_set()
 *     out  -------({{1: true, 2: true}}|)
 *
 * So rill_map_has() tells whether an item is in it, and sets of the same items
 * are equal, in whatever order these came.
 * Errors: RILL_EOVERFLOW beyond the capacity.
 * Same as: RxPY to_set, Reactor collect with Collectors.toSet.
 */
#define rill_to_set(...)                                                      \
  rill_to_set_opts(&(const rill_to_set_opts_t){                               \
      .size = sizeof(rill_to_set_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_to_set_opts(
    const rill_to_set_opts_t *options);

/** For rill_to_map(name, .element = price). */
typedef struct rill_to_map_opts {
  size_t size;       /**< set by the macro */
  rill_fn_t key;     /**< of an item */
  rill_fn_t element; /**< of an item: what is kept; not set: the item */
  int64_t capacity;  /**< the most keys; 0: as many as there are */
} rill_to_map_opts_t;

/**
 * A map from `key(item)` to the item, or to what `.element` makes of it, in
 * order of first sight; of items with equal keys the last one is kept.
 *
 *     in   -1-2-3-|
 *     rill_to_map(is_even)
 *     out  -------({{false: 3, true: 2}}|)
 *
 *     in   -1-2-|
 *     rill_to_map(identity, square)
 *     out  -----({{1: 1, 2: 4}}|)
 *
 * Errors: RILL_EOVERFLOW beyond the capacity.
 * Same as: RxPY to_dict, Reactor collectMap.
 */
#define rill_to_map(...)                                                      \
  rill_to_map_opts(&(const rill_to_map_opts_t){                               \
      .size = sizeof(rill_to_map_opts_t), .key = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_to_map_opts(
    const rill_to_map_opts_t *options);

/** For rill_to_multimap(name, .element = price). */
typedef struct rill_to_multimap_opts {
  size_t size;       /**< set by the macro */
  rill_fn_t key;     /**< of an item */
  rill_fn_t element; /**< of an item: what is kept; not set: the item */
  int64_t capacity;  /**< the most items; 0: as many as there are */
} rill_to_multimap_opts_t;

/**
 * A map from `key(item)` to the list of all items with that key, or of what
 * `.element` makes of them.
 *
 *     in   -1-2-3-|
 *     rill_to_multimap(is_even)
 *     out  -------({{false: [1, 3], true: [2]}}|)
 *
 * Errors: RILL_EOVERFLOW beyond the capacity.
 * Same as: Reactor collectMultimap.
 */
#define rill_to_multimap(...)                                                 \
  rill_to_multimap_opts(&(const rill_to_multimap_opts_t){                     \
      .size = sizeof(rill_to_multimap_opts_t), .key = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_to_multimap_opts(
    const rill_to_multimap_opts_t *options);

/**
 * Folds all items, a = acc(a, item), from a seed that `seed()` makes for each
 * run: so that the seed may be something that `acc` changes.
 *
 *     in   -1-2-3-|
 *     rill_collect(rill_call(no_text), rill_call(append))
 *     out  -------({"123"}|)
 *
 * Errors: a failure of `seed` or `acc`.
 * Same as: Reactor collect.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_collect(rill_fn_t seed,
                                                           rill_fn_t acc);

/** For rill_sort(.cmp = rill_call(by_price), .capacity = 1000). */
typedef struct rill_sort_opts {
  size_t size;     /**< set by the macro */
  rill_fn_t cmp;   /**< cmp(a, b): an int below, at or above 0; not set:
                        rill_value_compare() */
  int64_t capacity; /**< the most items; 0: as many as there are */
} rill_sort_opts_t;

/**
 * All items, once all have come, the least first; equal ones stay in their
 * order.
 *
 *     in   -3-1-2-|
 *     rill_sort()
 *     out  -------(123|)
 *
 *     in   -3-1-2-|
 *     rill_sort(rill_call(descending))
 *     out  -------(321|)
 *
 * Demand: takes everything, and gives out what is asked for. To know the
 * greatest few of many items, rill_top() keeps no more than those.
 * Errors: RILL_EOVERFLOW beyond the capacity; RILL_ETYPE when `.cmp` returns
 * something else than an int.
 * Same as: Reactor sort.
 */
#define rill_sort(...)                                                        \
  rill_sort_opts(&(const rill_sort_opts_t){                                   \
      .size = sizeof(rill_sort_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_sort_opts(
    const rill_sort_opts_t *options);

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

/* --- Whether -------------------------------------------------------------- */

/**
 * Whether `pred(item)` is true for every item: false at the first for which it
 * is not, true at the end.
 *
 *     in   -2-4-6-|
 *     rill_all(is_even)
 *     out  -------({true}|)
 *
 *     in   -2-3-4-|
 *     rill_all(is_even)
 *     out  ---({false}|)
 *
 * Demand: takes no item after the one that decides, which cancels upstream.
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY all, Reactor all.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_all(rill_fn_t pred);

/** For rill_some(pred). */
typedef struct rill_some_opts {
  size_t size;    /**< set by the macro */
  rill_fn_t pred; /**< not set: every item will do */
} rill_some_opts_t;

/**
 * Whether there is an item, or one for which `pred(item)` is true: true at the
 * first one, false at the end.
 *
 *     in   -1-2-3-|
 *     rill_some(is_even)
 *     out  ---({true}|)
 *
 *     in   -1-3-|
 *     rill_some(is_even)
 *     out  -----({false}|)
 *
 * Demand: takes no item after the one that decides, which cancels upstream.
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY some, Reactor any and hasElements.
 */
#define rill_some(...)                                                        \
  rill_some_opts(&(const rill_some_opts_t){                                   \
      .size = sizeof(rill_some_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_some_opts(
    const rill_some_opts_t *options);

/**
 * Whether the stream ends without an item: false at the first item.
 *
 *     in   ---|
 *     rill_is_empty()
 *     out  ---({true}|)
 *
 *     in   -1-2-|
 *     rill_is_empty()
 *     out  -({false}|)
 *
 * Demand: takes one item, which cancels upstream.
 * Same as: RxPY is_empty, Reactor hasElements, negated.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_is_empty(void);

/** For rill_contains(rill_int(3), .equal = rill_call(same_parity)). */
typedef struct rill_contains_opts {
  size_t size;        /**< set by the macro */
  rill_value_t value; /**< taken over */
  rill_fn_t equal;    /**< equal(item, value); not set: rill_value_equal() */
} rill_contains_opts_t;

/**
 * Whether `value` is among the items: true at the first that equals it, false
 * at the end.
 *
 *     in   -1-2-3-|
 *     rill_contains(rill_int(2))
 *     out  ---({true}|)
 *
 *     in   -1-2-3-|
 *     rill_contains(rill_int(4))
 *     out  -------({false}|)
 *
 * Demand: takes no item after the one that decides, which cancels upstream.
 * Errors: RILL_ETYPE when `.equal` returns something else than a bool; an
 * error as `value`.
 * Owns: takes over `value`.
 * Same as: RxPY contains, Reactor hasElement.
 */
#define rill_contains(...)                                                    \
  rill_contains_opts(&(const rill_contains_opts_t){                           \
      .size = sizeof(rill_contains_opts_t), .value = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_contains_opts(
    const rill_contains_opts_t *options);

/* --- If there is nothing -------------------------------------------------- */

/**
 * Passes the items on; if there was none, delivers `value` at the end.
 *
 *     in   ---|
 *     rill_default_if_empty(rill_int(7))
 *     out  ---(7|)
 *
 *     in   -1-2-|
 *     rill_default_if_empty(rill_int(7))
 *     out  -1-2-|
 *
 * Errors: an error as `value`: that is what rill_throw_if_empty() is for.
 * Owns: takes over `value`.
 * Same as: RxPY default_if_empty, Reactor defaultIfEmpty.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_default_if_empty(
    rill_value_t value);

/**
 * Passes the items on; if there was none, goes on with another stream.
 *
 *     in     --|
 *     other  -1-2-|
 *     rill_switch_if_empty(other)
 *     out    ---1-2-|
 *
 *     in     -3-|
 *     other  -1-2-|
 *     rill_switch_if_empty(other)
 *     out    -3-|
 *
 * Demand: what was asked of the first stream is asked of `other`.
 * Owns: takes over `other`, which is subscribed when it is needed.
 * Same as: Reactor switchIfEmpty.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_switch_if_empty(
    rill_observable_t *other);

/** For rill_throw_if_empty(rill_error_new(404, "no such page")). */
typedef struct rill_throw_if_empty_opts {
  size_t size;         /**< set by the macro */
  rill_error_t *error; /**< taken over; NULL: RILL_EEMPTY */
} rill_throw_if_empty_opts_t;

/**
 * Passes the items on; if there was none, fails at the end.
 *
 *     in   ---|
 *     rill_throw_if_empty()
 *     out  ---#
 *
 *     in   -1-2-|
 *     rill_throw_if_empty()
 *     out  -1-2-|
 *
 * Errors: `error`, or RILL_EEMPTY.
 * Owns: takes over `error`.
 * Same as: RxJS throwIfEmpty.
 */
#define rill_throw_if_empty(...)                                              \
  rill_throw_if_empty_opts(&(const rill_throw_if_empty_opts_t){               \
      .size = sizeof(rill_throw_if_empty_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_throw_if_empty_opts(
    const rill_throw_if_empty_opts_t *options);

RILL_END

#endif
