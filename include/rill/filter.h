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
 * Passes the items for which `pred(item, index)` is true; the first item has
 * index 0.
 *
 *     in   -5-6-7-8-|
 *     rill_filter_indexed(rill_call(at_even_index))
 *     out  -5---7---|
 *
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY filter_indexed, Reactor index and filter.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_filter_indexed(
    rill_fn_t pred);

/**
 * Passes the values of one kind.
 *
 *     in   -1-a-2-b-|
 *     rill_of_kind(RILL_INT)
 *     out  -1---2---|
 *
 * RILL_OBJECT stands for objects of every type, and RILL_DOUBLE for doubles
 * alone.
 * Errors: a kind that no item has.
 * Same as: Reactor ofType.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_of_kind(rill_kind_t kind);

/**
 * Passes the objects of one type: strings, lists, boxes of a type of your
 * own…
 *
 *     in   -1-a-2-b-|
 *     rill_of_type(&rill_string_type)
 *     out  ---a---b-|
 *
 * Owns: `type` stays the caller's and must live as long as the operator.
 * Errors: a type that is NULL.
 * Same as: Reactor ofType.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_of_type(
    const rill_type_t *type);

/**
 * Drops all items: only the end passes.
 *
 *     in   -1-2-3-|
 *     rill_ignore_elements()
 *     out  -------|
 *
 * Demand: takes all that upstream has, whatever is asked for.
 * Same as: RxPY ignore_elements, Reactor ignoreElements.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_ignore_elements(void);

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
 * Passes the last `count` items, once upstream has completed.
 *
 *     in   -1-2-3-4-|
 *     rill_take_last(2)
 *     out  ---------(34|)
 *
 * Demand: takes all that upstream has, and holds up to `count` items; those
 * wait to be asked for.
 * Errors: a negative count. An error of upstream comes at once, without them.
 * Same as: RxPY take_last, Reactor takeLast.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_take_last(int64_t count);

/**
 * The last `count` items as one list, once upstream has completed.
 *
 *     in   -1-2-3-4-|
 *     rill_take_last_buffer(2)
 *     out  ---------([3,4]|)
 *
 * The list is shorter, or empty, if there were no more items.
 * Demand: takes all that upstream has, and holds up to `count` items; the list
 * waits to be asked for.
 * Errors: a negative count.
 * Same as: RxPY take_last_buffer, Reactor takeLast and collectList.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_take_last_buffer(
    int64_t count);

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

/**
 * Drops the last `count` items: each other one passes as soon as so many have
 * come after it.
 *
 *     in   -1-2-3-4-|
 *     rill_skip_last(2)
 *     out  -----1-2-|
 *
 * Demand: holds up to `count` items, which use none up.
 * Errors: a negative count.
 * Same as: RxPY skip_last, Reactor skipLast.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_skip_last(int64_t count);

/** For rill_slice(1, .stop = -1, .step = 2). */
typedef struct rill_slice_opts {
  size_t size;   /**< set by the macro */
  int64_t start; /**< below 0: counts from the end */
  int64_t stop;  /**< not in any more; 0: the end, below 0: counts from it */
  int64_t step;  /**< every so-many-th item, from `start` on; 0: 1 */
} rill_slice_opts_t;

/**
 * Passes the items from index `start` up to, and without, index `stop`; the
 * first item has index 0, and the last one -1.
 *
 *     in   -1-2-3-4-5-|
 *     rill_slice(1, .stop = 4, .step = 2)
 *     out  ---2---(4|)
 *
 *     in   -1-2-3-4-5-|
 *     rill_slice(1, .stop = -1)
 *     out  -----2-3-4-|
 *
 *     in   -1-2-3-4-5-|
 *     rill_slice(-1)
 *     out  -----------(5|)
 *
 * It completes, and cancels upstream, as soon as nothing more can be in.
 * Demand: asks upstream for no more than it passes; with a negative `start`
 * for all, and what passes then waits to be asked for. Holds as many items as
 * a negative end counts.
 * Errors: a negative step.
 * Same as: RxPY slice, whose slice(-1) differs.
 */
#define rill_slice(...)                                                       \
  rill_slice_opts(&(const rill_slice_opts_t){                                 \
      .size = sizeof(rill_slice_opts_t), .start = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_slice_opts(
    const rill_slice_opts_t *options);

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

/** For rill_take_while_indexed(pred, .inclusive = true). */
typedef struct rill_take_while_indexed_opts {
  size_t size; /**< set by the macro */
  rill_fn_t pred;
  bool inclusive; /**< the item that ends it passes too */
} rill_take_while_indexed_opts_t;

/**
 * Passes items as long as `pred(item, index)` is true, then completes and
 * cancels upstream; the first item has index 0.
 *
 *     in   -5-6-7-8-|
 *     rill_take_while_indexed(rill_call(is_early))
 *     out  -5-6-|
 *
 *     in   -5-6-7-8-|
 *     rill_take_while_indexed(rill_call(is_early), .inclusive = true)
 *     out  -5-6-(7|)
 *
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY take_while_indexed.
 */
#define rill_take_while_indexed(...)                                          \
  rill_take_while_indexed_opts(&(const rill_take_while_indexed_opts_t){       \
      .size = sizeof(rill_take_while_indexed_opts_t), .pred = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_take_while_indexed_opts(
    const rill_take_while_indexed_opts_t *options);

/**
 * Passes items up to the first one for which `pred(item)` is true, and that
 * one too; then completes and cancels upstream.
 *
 *     in   -1-3-4-5-|
 *     rill_take_until_value(is_even)
 *     out  -1-3-(4|)
 *
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: Reactor takeUntil.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_take_until_value(
    rill_fn_t pred);

/**
 * Drops items as long as `pred(item)` is true, then passes all.
 *
 *     in   -2-4-5-6-|
 *     rill_skip_while(is_even)
 *     out  -----5-6-|
 *
 * `pred` is not asked again after that.
 * Demand: what is dropped does not use it up.
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY skip_while, Reactor skipWhile.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_skip_while(rill_fn_t pred);

/**
 * Drops items as long as `pred(item, index)` is true, then passes all; the
 * first item has index 0.
 *
 *     in   -5-6-7-8-|
 *     rill_skip_while_indexed(rill_call(is_early))
 *     out  -----7-8-|
 *
 * Demand: what is dropped does not use it up.
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY skip_while_indexed.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_skip_while_indexed(
    rill_fn_t pred);

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

/**
 * Drops items until `other` gives one, then passes all.
 *
 *     in    -1-2-3-4-|
 *     other ----a----|
 *     rill_skip_until(other)
 *     out   -----3-4-|
 *
 * That `other` completes says nothing; its error ends the stream. If `other`
 * never gives an item, the stream completes with upstream.
 * Demand: asks `other` for one item. It is subscribed before upstream is. What
 * is dropped uses none up.
 * Same as: RxPY skip_until, which then never completes; Reactor
 * skipUntilOther.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_skip_until(
    rill_observable_t *other);

/** For rill_distinct(by_name, .capacity = 1000). */
typedef struct rill_distinct_opts {
  size_t size;   /**< set by the macro */
  rill_fn_t key; /**< what is compared; not set: the item itself */
  /** How many keys are remembered, 0: 1,048,576. A key more, and the oldest
   * is forgotten. At most 2^30. */
  int64_t capacity;
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

/** For rill_first_or_default(value, .pred = pred). */
typedef struct rill_first_or_default_opts {
  size_t size;        /**< set by the macro */
  rill_value_t value; /**< taken over */
  rill_fn_t pred;     /**< not set: every item will do */
} rill_first_or_default_opts_t;

/**
 * The first item, or the first for which `pred(item)` is true; `value` if
 * there is none.
 *
 *     in   -1-3-4-|
 *     rill_first_or_default(rill_int(0), .pred = is_even)
 *     out  -----(4|)
 *
 *     in   -1-3-5-|
 *     rill_first_or_default(rill_int(0), .pred = is_even)
 *     out  -------(0|)
 *
 * Demand: asks upstream for one item; `value` waits to be asked for.
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY first_or_default, Reactor next and defaultIfEmpty.
 */
#define rill_first_or_default(...)                                            \
  rill_first_or_default_opts(&(const rill_first_or_default_opts_t){           \
      .size = sizeof(rill_first_or_default_opts_t), .value = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_first_or_default_opts(
    const rill_first_or_default_opts_t *options);

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

/** For rill_last_or_default(value, .pred = pred). */
typedef struct rill_last_or_default_opts {
  size_t size;        /**< set by the macro */
  rill_value_t value; /**< taken over */
  rill_fn_t pred;     /**< not set: every item will do */
} rill_last_or_default_opts_t;

/**
 * The last item, or the last for which `pred(item)` is true; `value` if there
 * is none.
 *
 *     in   -1-2-3-|
 *     rill_last_or_default(rill_int(0), .pred = is_even)
 *     out  -------(2|)
 *
 *     in   -1-3-5-|
 *     rill_last_or_default(rill_int(0), .pred = is_even)
 *     out  -------(0|)
 *
 * Demand: takes all that upstream has; the result waits to be asked for.
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY last_or_default, Reactor last(default).
 */
#define rill_last_or_default(...)                                             \
  rill_last_or_default_opts(&(const rill_last_or_default_opts_t){             \
      .size = sizeof(rill_last_or_default_opts_t), .value = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_last_or_default_opts(
    const rill_last_or_default_opts_t *options);

/** For rill_single(pred). */
typedef struct rill_single_opts {
  size_t size;    /**< set by the macro */
  rill_fn_t pred; /**< not set: every item will do */
} rill_single_opts_t;

/**
 * The only item, or the only one for which `pred(item)` is true.
 *
 *     in   -1-2-3-|
 *     rill_single(is_even)
 *     out  -------(2|)
 *
 *     in   -1-2-3-|
 *     rill_single()
 *     out  ---#
 *
 * Demand: takes all that upstream has; the result waits to be asked for.
 * Errors: RILL_ERANGE at the second such item, at once; RILL_EEMPTY when
 * there is none; RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY single, Reactor single.
 */
#define rill_single(...)                                                      \
  rill_single_opts(&(const rill_single_opts_t){                               \
      .size = sizeof(rill_single_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_single_opts(
    const rill_single_opts_t *options);

/** For rill_single_or_default(value, .pred = pred). */
typedef struct rill_single_or_default_opts {
  size_t size;        /**< set by the macro */
  rill_value_t value; /**< taken over */
  rill_fn_t pred;     /**< not set: every item will do */
} rill_single_or_default_opts_t;

/**
 * The only item, or the only one for which `pred(item)` is true; `value` if
 * there is none.
 *
 *     in   -1-3-5-|
 *     rill_single_or_default(rill_int(0), .pred = is_even)
 *     out  -------(0|)
 *
 * Demand: takes all that upstream has; the result waits to be asked for.
 * Errors: RILL_ERANGE at the second such item, at once; RILL_ETYPE when `pred`
 * returns something else than a bool.
 * Same as: RxPY single_or_default, Reactor single(default).
 */
#define rill_single_or_default(...)                                           \
  rill_single_or_default_opts(&(const rill_single_or_default_opts_t){         \
      .size = sizeof(rill_single_or_default_opts_t), .value = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_single_or_default_opts(
    const rill_single_or_default_opts_t *options);

/**
 * The item at `index`, the first one having index 0; then completes and
 * cancels upstream.
 *
 *     in   -5-6-7-|
 *     rill_element_at(1)
 *     out  ---(6|)
 *
 * Demand: asks upstream for one item: what comes before uses none up.
 * Errors: a negative index; RILL_ERANGE when the stream ends before it.
 * Same as: RxPY element_at, Reactor elementAt.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_element_at(int64_t index);

/**
 * The item at `index`, the first one having index 0; `value` if the stream
 * ends before it.
 *
 *     in   -5-6-7-|
 *     rill_element_at_or_default(3, rill_int(0))
 *     out  -------(0|)
 *
 * Demand: asks upstream for one item; `value` waits to be asked for.
 * Errors: a negative index.
 * Owns: takes over `value`.
 * Same as: RxPY element_at_or_default, Reactor elementAt(index, default).
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_element_at_or_default(
    int64_t index, rill_value_t value);

/**
 * The first item for which `pred(item)` is true, or RILL_NONE if there is
 * none.
 *
 *     in   -1-3-4-|
 *     rill_find(is_even)
 *     out  -----(4|)
 *
 *     in   -1-3-5-|
 *     rill_find(is_even)
 *     out  -------({none}|)
 *
 * Demand: asks upstream for one item; RILL_NONE waits to be asked for.
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY find.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_find(rill_fn_t pred);

/**
 * The index of the first item for which `pred(item)` is true, or -1 if there
 * is none; the first item has index 0.
 *
 *     in   -1-3-4-|
 *     rill_find_index(is_even)
 *     out  -----(2|)
 *
 *     in   -1-3-5-|
 *     rill_find_index(is_even)
 *     out  -------({-1}|)
 *
 * Demand: asks upstream for one item; -1 waits to be asked for.
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: RxPY find_index.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_find_index(rill_fn_t pred);

RILL_END

#endif
