/* SPDX-License-Identifier: MIT */
/* Operators that choose items. */
#ifndef RILL_FILTER_H
#define RILL_FILTER_H

#include <rill/operator.h>

RILL_BEGIN

/**
 * Passes the items for which `pred(item)` is true.
 *
 *     in   -1-2-3-4-|
 *     rill_filter(is_even)
 *     out  ---2---4-|
 *
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY filter, Reactor filter.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_filter(rill_fn_t pred);

/**
 * Passes the first `count` items, then completes and cancels upstream.
 *
 *     in   -1-2-3-4-|
 *     rill_take(2)
 *     out  -1-(2|)
 *
 * count = 0 completes at once; upstream is never subscribed.
 * Demand: never asks upstream for more than `count` in total.
 * Errors: a negative count.
 * Same as: RxPY take, Reactor take.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_take(int64_t count);

/**
 * Drops the first `count` items, passes the others.
 *
 *     in   -1-2-3-4-|
 *     rill_skip(2)
 *     out  -----3-4-|
 *
 * Demand: what is dropped does not use it up.
 * Errors: a negative count.
 * Same as: RxPY skip, Reactor skip.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_skip(int64_t count);

/** For rill_take_while(pred, .inclusive = true). */
typedef struct rill_take_while_opts {
  size_t size; /**< set by the macro */
  rill_fn_t pred;
  bool inclusive; /**< the item that ends it passes too */
} rill_take_while_opts_t;

/**
 * Passes items as long as `pred(item)` is true, then completes and cancels
 * upstream.
 *
 *     in   -2-4-5-6-|
 *     rill_take_while(is_even)
 *     out  -2-4-|
 *
 *     in   -2-4-5-6-|
 *     rill_take_while(is_even, .inclusive = true)
 *     out  -2-4-(5|)
 *
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY take_while, Reactor takeWhile; inclusive: Reactor takeUntil.
 */
#define rill_take_while(...)                                                  \
  rill_take_while_opts(&(const rill_take_while_opts_t){                       \
      .size = sizeof(rill_take_while_opts_t), .pred = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_take_while_opts(
    const rill_take_while_opts_t *options);

/**
 * Passes items until `other` gives one, then completes and cancels upstream.
 *
 *     in   -1-2-3-4-|
 *     rill_take_until(rill_timer(4))
 *     out  -1-2|
 *
 * That `other` completes says nothing; its error ends the stream.
 * Demand: asks `other` for one item. It is subscribed before upstream is.
 * Same as: RxPY take_until, Reactor takeUntilOther.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_take_until(
    rill_observable_t *other);

/** For rill_distinct(by_name, .capacity = 1000). */
typedef struct rill_distinct_opts {
  size_t size;   /**< set by the macro */
  rill_fn_t key; /**< what is compared; not set: the item itself */
  /** How many keys are remembered, 0: 1,048,576. A key more, and the oldest
   * is forgotten. At most 2^30. */
  size_t capacity;
  /** How long a key is remembered, counted from the item that passed; 0: for
   * the length of the run. */
  rill_time_t ttl;
} rill_distinct_opts_t;

/**
 * Drops an item whose key has been there before.
 *
 *     in   -1-2-1-3-2-|
 *     rill_distinct()
 *     out  -1-2---3---|
 *
 * Keys are found by rill_value_hash() and rill_value_equal(): an int equals a
 * double of the same number, and NaN itself. A key costs 40 to 80 bytes on
 * top of its own size.
 * Same as: RxPY distinct, Reactor distinct.
 */
#define rill_distinct(...)                                                    \
  rill_distinct_opts(&(const rill_distinct_opts_t){                           \
      .size = sizeof(rill_distinct_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_distinct_opts(
    const rill_distinct_opts_t *options);

/** For rill_distinct_until_changed(by_name, .equal = same_name). */
typedef struct rill_distinct_until_changed_opts {
  size_t size;     /**< set by the macro */
  rill_fn_t key;   /**< what is compared; not set: the item itself */
  rill_fn_t equal; /**< of two keys; not set: rill_value_equal() */
} rill_distinct_until_changed_opts_t;

/**
 * Drops an item that equals the one before it.
 *
 *     in   -1-1-2-1-1-|
 *     rill_distinct_until_changed()
 *     out  -1---2-1---|
 *
 * Each item is compared with the last one that passed.
 * Errors: RILL_ETYPE when `equal` returns something else than a bool.
 * Same as: RxPY distinct_until_changed, Reactor distinctUntilChanged.
 */
#define rill_distinct_until_changed(...)                                      \
  rill_distinct_until_changed_opts(                                           \
      &(const rill_distinct_until_changed_opts_t){                            \
          .size = sizeof(rill_distinct_until_changed_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_distinct_until_changed_opts(
    const rill_distinct_until_changed_opts_t *options);

/** For rill_first(pred). */
typedef struct rill_first_opts {
  size_t size;    /**< set by the macro */
  rill_fn_t pred; /**< not set: every item will do */
} rill_first_opts_t;

/**
 * The first item, or the first for which `pred(item)` is true; then completes
 * and cancels upstream.
 *
 *     in   -1-2-3-|
 *     rill_first()
 *     out  -(1|)
 *
 *     in   -1-2-3-|
 *     rill_first(is_even)
 *     out  ---(2|)
 *
 * Demand: asks upstream for one item.
 * Errors: RILL_EEMPTY when there is no such item; RILL_ETYPE when `pred`
 * returns something else than a bool.
 * Same as: RxPY first, Reactor next and single.
 */
#define rill_first(...)                                                       \
  rill_first_opts(&(const rill_first_opts_t){                                 \
      .size = sizeof(rill_first_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_first_opts(
    const rill_first_opts_t *options);

/** For rill_last(pred). */
typedef struct rill_last_opts {
  size_t size;    /**< set by the macro */
  rill_fn_t pred; /**< not set: every item will do */
} rill_last_opts_t;

/**
 * The last item, or the last for which `pred(item)` is true.
 *
 *     in   -1-2-3-|
 *     rill_last()
 *     out  -------(3|)
 *
 *     in   -1-2-3-|
 *     rill_last(is_even)
 *     out  -------(2|)
 *
 * Demand: takes all that upstream has; the result waits to be asked for.
 * Errors: RILL_EEMPTY when there is no such item; RILL_ETYPE when `pred`
 * returns something else than a bool.
 * Same as: RxPY last, Reactor last.
 */
#define rill_last(...)                                                        \
  rill_last_opts(&(const rill_last_opts_t){                                   \
      .size = sizeof(rill_last_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_last_opts(
    const rill_last_opts_t *options);

RILL_END

#endif
