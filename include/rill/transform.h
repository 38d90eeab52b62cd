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
 * `f` returns an observable, a promise or a list. A list that downstream has
 * room for costs no subscription.
 * Demand: each stream is asked for `.prefetch` items, and for more as they are
 * taken; what downstream has not asked for waits in a queue per stream, and
 * those with a queue take turns. With one stream at a time nothing is asked
 * for ahead. Upstream is asked for as many items as may run.
 * Errors: the first one ends the whole at once, queued items are dropped. With
 * `.delay_error` it comes after all else; if there are more of them, they go to
 * the scheduler's unhandled hook.
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
 * `f` returns an observable, a promise or a list.
 * Demand: asks each stream for what downstream wants and for nothing ahead.
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
 * `f` returns an observable, a promise or a list. Called from inside of `next`,
 * a switch takes place before the next item goes down.
 * Demand: takes all that upstream has; asks the stream that counts for what
 * downstream wants.
 * Errors: one of upstream or of the stream that counts ends it at once.
 * Same as: RxPY switch_map, Reactor switchMap.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_switch_map(rill_fn_t f);

/**
 * The items are streams (or promises, or lists): runs up to `max_concurrent`
 * of them at once. RILL_UNBOUNDED: all; 1: one after another.
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

/** For rill_expand(f, .max_concurrent = 4). */
typedef struct rill_expand_opts {
  size_t size;            /**< set by the macro */
  rill_fn_t fn;           /**< item to observable, promise or list */
  int64_t max_concurrent; /**< streams at once; 0: 16 */
  int64_t capacity;       /**< items that may wait for their streams; 0: 256 */
} rill_expand_opts_t;

/**
 * Passes on each item, and all that its stream leads to: what the stream that
 * `f` makes of an item emits is treated like an item itself, and so on, level
 * by level. For trees, directories, pages of results.
 *
 *     in   -1-----|
 *     rill_expand(rill_call(double_below_5))
 *     out  -(1248)|
 *
 * `f` returns an observable, a promise or a list; one without items ends that
 * branch. With .max_concurrent = 1 the order is strictly that of the levels.
 * More streams than half of .capacity do not run at once.
 * Demand: upstream and the streams wait while `.capacity` items do.
 * Errors: the first one, at once; RILL_EOVERFLOW when `.capacity` items wait
 * for their streams, and none can run since all that run have more.
 * Same as: RxPY expand, Reactor expand.
 */
#define rill_expand(...)                                                      \
  rill_expand_opts(&(const rill_expand_opts_t){                               \
      .size = sizeof(rill_expand_opts_t), .fn = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_expand_opts(
    const rill_expand_opts_t *options);

/** For rill_group_by(key, .element = value_of). */
typedef struct rill_group_by_opts {
  size_t size;        /**< set by the macro */
  rill_fn_t key;      /**< item to key, any value */
  rill_fn_t element;  /**< item to what the group emits; not set: the item */
  int64_t max_groups; /**< groups open at once; 0: 4096 */
  int64_t capacity;   /**< items that may wait in each group; 0: 256 */
} rill_group_by_opts_t;

/**
 * Each item goes to the stream of its key; the items are these streams, each as
 * soon as its key comes up.
 *
 *     in   -1-2-3-4-|
 *     rill_compose(rill_group_by(is_even), rill_merge_all(2))
 *     out  -1-2-3-4-|
 *
 * A group is an observable: give it to rill_flat_map() or rill_from_value(),
 * and ask for its key by rill_group_key(). It can be subscribed once, on the
 * scheduler of the stream that it comes from, and completes or fails with that
 * stream. When a group is cancelled, the next item of its key opens a new one.
 * When the stream of groups is cancelled, groups that have a subscriber go on.
 * Demand: what a group's subscriber has not asked for waits in its queue; when
 * one group has `.capacity` items, upstream waits. So subscribe to all groups:
 * after rill_group_by() comes rill_flat_map() with .max_concurrent for as many
 * as there are.
 * Errors: RILL_EOVERFLOW for more than `.max_groups`; a failure that `key` or
 * `.element` returns. They overtake what is queued. A second subscriber of a
 * group gets RILL_EALREADY, one on another scheduler RILL_EWRONGTHREAD, one
 * that comes after the stream of groups was cancelled RILL_ECANCELED.
 * Same as: RxPY group_by, Reactor groupBy.
 */
#define rill_group_by(...)                                                    \
  rill_group_by_opts(&(const rill_group_by_opts_t){                           \
      .size = sizeof(rill_group_by_opts_t), .key = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_group_by_opts(
    const rill_group_by_opts_t *options);
/** The key of a group, borrowed from it; RILL_NONE if it is none. */
RILL_API rill_value_t rill_group_key(rill_value_t group);

RILL_END

#endif
