/* SPDX-License-Identifier: MIT */
/* Operators that make something else of each item. */
#ifndef RILL_TRANSFORM_H
#define RILL_TRANSFORM_H

#include <rill/operator.h>

RILL_BEGIN

/**
 * Each item becomes `f(item)`.
 *
 *     in   -1-2-3-|
 *     rill_map(square)
 *     out  -1-4-9-|
 *
 * Errors: a failure that `f` returns ends the stream with it.
 * Same as: RxPY map, Reactor map.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_map(rill_fn_t f);

/** For rill_buffer_with_count(3, .skip = 1). */
typedef struct rill_buffer_with_count_opts {
  size_t size;   /**< set by the macro */
  int64_t count; /**< items in a list */
  int64_t skip;  /**< a list begins with every so manyth item; 0: count */
} rill_buffer_with_count_opts_t;

/**
 * Collects items into lists of `count`. With a smaller `.skip` the lists
 * overlap, with a larger one items between them are dropped.
 *
 *     in   -1-2------3-4------5-|
 *     rill_buffer_with_count(2)
 *     out  ---[1,2]----[3,4]----([5]|)
 *
 * At the end come the lists that are not full, in order.
 * Demand: a list uses up one; upstream is asked for as many items as the lists
 * that were asked for need.
 * Same as: RxPY buffer_with_count, Reactor buffer.
 */
#define rill_buffer_with_count(...)                                           \
  rill_buffer_with_count_opts(&(const rill_buffer_with_count_opts_t){         \
      .size = sizeof(rill_buffer_with_count_opts_t), .count = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_buffer_with_count_opts(
    const rill_buffer_with_count_opts_t *options);

/** For rill_buffer_with_time(RILL_SEC(1), .capacity = 10000). */
typedef struct rill_buffer_with_time_opts {
  size_t size;       /**< set by the macro */
  rill_time_t span;  /**< what a list covers */
  rill_time_t shift; /**< from the beginning of one to the next; 0: span */
  int64_t capacity;  /**< the most items held; 0: 256 */
} rill_buffer_with_time_opts_t;

/**
 * Collects what comes within each `span` into a list, which may be empty. With
 * a smaller `.shift` the lists overlap, with a larger one items between them
 * are dropped.
 *
 *     in   -1-2-----3-------|
 *     rill_buffer_with_time(5)
 *     out  -----[1,2][3]--[]([]|)
 *
 * When a list ends and another begins on one tick, the new one is opened
 * before the old one is closed. At the end come the open lists, in order.
 * Demand: a list uses up one. When a list ends and nobody has asked, it waits,
 * and those that end after it are added to it: nothing is lost. When
 * `.capacity` items are held, upstream waits.
 * Same as: RxPY buffer_with_time, Reactor buffer(Duration).
 */
#define rill_buffer_with_time(...)                                            \
  rill_buffer_with_time_opts(&(const rill_buffer_with_time_opts_t){           \
      .size = sizeof(rill_buffer_with_time_opts_t), .span = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_buffer_with_time_opts(
    const rill_buffer_with_time_opts_t *options);

/** For rill_flat_map(f, .max_concurrent = 4). */
typedef struct rill_flat_map_opts {
  size_t size;            /**< set by the macro */
  rill_fn_t fn;           /**< item to observable, promise or list */
  int64_t max_concurrent; /**< streams that run at once; 0: 16 */
  int64_t prefetch;       /**< items each may be ahead; 0: 256 */
  bool delay_error;       /**< an error waits until all have ended */
} rill_flat_map_opts_t;

/**
 * Runs the stream that each item leads to, up to `.max_concurrent` at once, and
 * passes on what they emit, as it comes.
 *
 *     in   -1--2-------|
 *     rill_flat_map(rill_call(item_and_10_times_after_3))
 *     out  -1--{10}2--{20}---|
 *
 * `f` returns an observable, a promise or a list.
 * Demand: what downstream has not asked for waits in a queue per stream;
 * upstream is asked for as many items as may run.
 * Same as: RxPY flat_map, Reactor flatMap.
 */
#define rill_flat_map(...)                                                    \
  rill_flat_map_opts(&(const rill_flat_map_opts_t){                           \
      .size = sizeof(rill_flat_map_opts_t), .fn = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_flat_map_opts(
    const rill_flat_map_opts_t *options);

/**
 * Runs the streams that the items lead to one after another, in order.
 *
 *     in   -1-2--------|
 *     rill_concat_map(rill_call(item_and_10_times_after_3))
 *     out  -1--{10}2--{20}---|
 *
 * Same as: RxPY concat_map, Reactor concatMap.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_concat_map(rill_fn_t f);

/**
 * Runs the stream that the latest item leads to; the one before is cancelled.
 *
 *     in   -1-2--------|
 *     rill_switch_map(rill_call(item_and_10_times_after_3))
 *     out  -1-2--{20}----|
 *
 * Demand: takes all that upstream has.
 * Same as: RxPY switch_map, Reactor switchMap.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_switch_map(rill_fn_t f);

/**
 * The items are streams (or promises, or lists): runs up to `max_concurrent`
 * of them at once. RILL_UNBOUNDED: all.
 *
 * Same as: RxPY merge_all, Reactor Flux.merge.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_merge_all(
    int64_t max_concurrent);

/** For rill_scan(f, .seed = rill_int(0), .seeded = true). */
typedef struct rill_scan_opts {
  size_t size; /**< set by the macro */
  rill_fn_t fn;
  rill_value_t seed; /**< taken over */
  bool seeded;       /**< false: the first item is the seed, and passes */
} rill_scan_opts_t;

/**
 * Folds the items, a = f(a, item), and passes on each sum.
 *
 *     in   -1-2-3-|
 *     rill_scan(add)
 *     out  -1-3-6-|
 *
 * Same as: RxPY scan, Reactor scan.
 */
#define rill_scan(...)                                                        \
  rill_scan_opts(&(const rill_scan_opts_t){.size = sizeof(rill_scan_opts_t),  \
                                           .fn = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_scan_opts(
    const rill_scan_opts_t *options);

/**
 * Each item becomes `f(item)`; what `f` answers with RILL_NONE is dropped.
 *
 *     in   -1-2-3-4-|
 *     rill_handle(rill_call(half_of_even))
 *     out  ---1---2-|
 *
 * Same as: Reactor handle.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_handle(rill_fn_t f);

RILL_END

#endif
