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

RILL_END

#endif
