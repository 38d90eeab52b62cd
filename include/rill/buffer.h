/* SPDX-License-Identifier: MIT */
/* Operators that collect items into lists and windows. */
#ifndef RILL_BUFFER_H
#define RILL_BUFFER_H

#include <rill/operator.h>

RILL_BEGIN

/** For rill_buffer(boundaries, .capacity = 10000). */
typedef struct rill_buffer_opts {
  size_t size;                   /**< set by the macro */
  rill_observable_t *boundaries; /**< taken over */
  int64_t capacity;              /**< the most items held; 0: 256 */
} rill_buffer_opts_t;

/**
 * Collects items into lists: with each item of `boundaries` one ends, and the
 * next begins.
 *
 *     in    -1-2-3---4-----5-|
 *     other ----7-----8--------|
 *     rill_buffer(other)
 *     out   ----[1,2]-[3,4]--([5]|)
 *
 * A list may be empty. When either stream completes, the open list comes, and
 * then the end.
 * Demand: a list uses up one. When a list ends and nobody has asked, it waits,
 * and those that end after it are added to it: nothing is lost. When
 * `.capacity` items are held, upstream waits for the next boundary.
 * Errors: those of both streams, at once: what was collected is dropped.
 * Same as: RxPY buffer, Reactor buffer(Publisher).
 */
#define rill_buffer(...)                                                      \
  rill_buffer_opts(&(const rill_buffer_opts_t){                               \
      .size = sizeof(rill_buffer_opts_t), .boundaries = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_buffer_opts(
    const rill_buffer_opts_t *options);

/** For rill_buffer_when(closing, .capacity = 10000). */
typedef struct rill_buffer_when_opts {
  size_t size;       /**< set by the macro */
  rill_fn_t closing; /**< gives an observable, promise or list */
  int64_t capacity;  /**< the most items held; 0: 256 */
} rill_buffer_when_opts_t;

/**
 * Collects items into lists: the stream that `closing()` gives ends a list with
 * its first item, or by completing. Then the next list begins, and `closing` is
 * asked anew.
 *
 *     in   -1-2-----3-----|
 *     rill_buffer_when(rill_call(after_5_ticks))
 *     out  -----[1,2][3]--([]|)
 *
 * At the end comes the open list.
 * Demand: a list uses up one. When a list ends and nobody has asked, it waits,
 * and `closing` is not asked before it has gone: so long the next list goes on.
 * When `.capacity` items are held, upstream waits.
 * Errors: those of upstream, of `closing` and of its streams, at once.
 * Same as: RxPY buffer_when.
 */
#define rill_buffer_when(...)                                                 \
  rill_buffer_when_opts(&(const rill_buffer_when_opts_t){                     \
      .size = sizeof(rill_buffer_when_opts_t), .closing = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_buffer_when_opts(
    const rill_buffer_when_opts_t *options);

/** For rill_buffer_toggle(openings, closing, .max_open = 8). */
typedef struct rill_buffer_toggle_opts {
  size_t size;                 /**< set by the macro */
  rill_observable_t *openings; /**< taken over */
  rill_fn_t closing;           /**< opening to observable, promise or list */
  int64_t max_open;            /**< lists that are open at once; 0: 256 */
  int64_t capacity;            /**< the most items held; 0: 256 */
} rill_buffer_toggle_opts_t;

/**
 * Each item of `openings` begins a list; the stream that `closing(item)` gives
 * ends it with its first item, or by completing. Lists may overlap; an item
 * for which none is open is dropped.
 *
 *     in    -1-2-3-4-5-6-7---------|
 *     other --5---8----------------|
 *     rill_buffer_toggle(other, rill_call(after_so_many_ticks))
 *     out   -------[2,3,4][4,5,6,7]|
 *
 * Completes with upstream, after the lists that are open, in the order in which
 * they began; the end of `openings` ends nothing.
 * Demand: a list uses up one. When a list ends and nobody has asked, it waits,
 * and those that end after it are added to it. When `.capacity` items are held,
 * upstream waits; while `.max_open` lists are open, `openings` does.
 * Errors: those of all streams, and of `closing`, at once.
 * Same as: RxPY buffer_toggle, Reactor bufferWhen.
 */
#define rill_buffer_toggle(...)                                               \
  rill_buffer_toggle_opts(&(const rill_buffer_toggle_opts_t){                 \
      .size = sizeof(rill_buffer_toggle_opts_t), .openings = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_buffer_toggle_opts(
    const rill_buffer_toggle_opts_t *options);

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

/** For rill_buffer_with_time_or_count(RILL_SEC(1), 100). */
typedef struct rill_buffer_with_time_or_count_opts {
  size_t size;      /**< set by the macro */
  rill_time_t span; /**< how long a list is open */
  int64_t count;    /**< the most items in a list */
  int64_t capacity; /**< the most items held; 0: 256, or count if more */
} rill_buffer_with_time_or_count_opts_t;

/**
 * Collects items into lists: one ends when its `span` is over, or with its
 * `count`th item. Then the next begins.
 *
 *     in   (123)---4-------|
 *     rill_buffer_with_time_or_count(9, 3)
 *     out  [1,2,3]--[4]----([]|)
 *
 * A list may be empty. At the end comes the open list.
 * Demand: a list uses up one. When a list ends and nobody has asked, it waits,
 * and those that end after it are added to it, up to `count` items. When
 * `.capacity` items are held, upstream waits.
 * Same as: RxPY buffer_with_time_or_count, Reactor bufferTimeout.
 */
#define rill_buffer_with_time_or_count(...)                                   \
  rill_buffer_with_time_or_count_opts(                                        \
      &(const rill_buffer_with_time_or_count_opts_t){                         \
          .size = sizeof(rill_buffer_with_time_or_count_opts_t),              \
          .span = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *
rill_buffer_with_time_or_count_opts(
    const rill_buffer_with_time_or_count_opts_t *options);

/** For rill_buffer_until(pred, .capacity = 10000). */
typedef struct rill_buffer_until_opts {
  size_t size;      /**< set by the macro */
  rill_fn_t pred;   /**< whether the item is the last one of its list */
  int64_t capacity; /**< the most items in a list; 0: 256 */
} rill_buffer_until_opts_t;

/**
 * Collects items into lists; a list ends with the item for which `pred(item)`
 * is true.
 *
 *     in   -1-3-4------5-6-----7-|
 *     rill_buffer_until(is_even)
 *     out  -----[1,3,4]--[5,6]---([7]|)
 *
 * At the end comes the list that has not ended, if there is one.
 * Demand: a list uses up one; upstream is asked for as many items, as those
 * that end no list use none up.
 * Errors: RILL_EOVERFLOW for a list of more than `.capacity` items; RILL_ETYPE
 * when `pred` returns something else than a bool.
 * Same as: Reactor bufferUntil.
 */
#define rill_buffer_until(...)                                                \
  rill_buffer_until_opts(&(const rill_buffer_until_opts_t){                   \
      .size = sizeof(rill_buffer_until_opts_t), .pred = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_buffer_until_opts(
    const rill_buffer_until_opts_t *options);

/** For rill_buffer_while(pred, .capacity = 10000). */
typedef struct rill_buffer_while_opts {
  size_t size;      /**< set by the macro */
  rill_fn_t pred;   /**< whether the item goes to the list before */
  int64_t capacity; /**< the most items in a list; 0: 256 */
} rill_buffer_while_opts_t;

/**
 * Collects items into lists; a list goes on while `pred(item)` is true, and the
 * item for which it is false begins the next one.
 *
 *     in   -1-2-4------3-6-----7----|
 *     rill_buffer_while(is_even)
 *     out  ------------[1,2,4]-[3,6]([7]|)
 *
 * At the end comes the last list, if there was an item.
 * Demand, Errors: as of rill_buffer_until().
 * Same as: Reactor bufferWhile, but that drops the item that begins a list.
 */
#define rill_buffer_while(...)                                                \
  rill_buffer_while_opts(&(const rill_buffer_while_opts_t){                   \
      .size = sizeof(rill_buffer_while_opts_t), .pred = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_buffer_while_opts(
    const rill_buffer_while_opts_t *options);

/** For rill_buffer_until_changed(.key = by_day). */
typedef struct rill_buffer_until_changed_opts {
  size_t size;      /**< set by the macro */
  rill_fn_t key;    /**< what is compared; not set: the item itself */
  int64_t capacity; /**< the most items in a list; 0: 256 */
} rill_buffer_until_changed_opts_t;

/**
 * Collects items into lists of those that equal each other: a list ends before
 * an item with another key.
 *
 *     in   -1-1-2----2-1-----|
 *     rill_buffer_until_changed()
 *     out  -----[1,1]--[2,2]-([1]|)
 *
 * Keys are compared by rill_value_equal(). At the end comes the last list, if
 * there was an item.
 * Demand: a list uses up one; upstream is asked for as many items, as those
 * that end no list use none up.
 * Errors: RILL_EOVERFLOW for a list of more than `.capacity` items; a failure
 * that `key` returns.
 * Same as: Reactor bufferUntilChanged.
 */
#define rill_buffer_until_changed(...)                                        \
  rill_buffer_until_changed_opts(&(const rill_buffer_until_changed_opts_t){   \
      .size = sizeof(rill_buffer_until_changed_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_buffer_until_changed_opts(
    const rill_buffer_until_changed_opts_t *options);

/** For rill_window(boundaries, .capacity = 1000). */
typedef struct rill_window_opts {
  size_t size;                   /**< set by the macro */
  rill_observable_t *boundaries; /**< taken over */
  int64_t capacity;              /**< items that may wait in a window; 0: 256 */
} rill_window_opts_t;

/**
 * Splits the stream into windows, which are streams themselves: with each item
 * of `boundaries` one ends, and the next begins. The first is open at once.
 *
 *     in    -1-2-3---4-----5-|
 *     other ----7-----8--------|
 *     rill_compose(rill_window(other), rill_flat_map(rill_call(list_of)))
 *     out   ----[1,2]-[3,4]--([5]|)
 *
 * When either stream completes, the open window does, and then the whole.
 *
 * This holds for all windows: a window is an observable; give it to
 * rill_flat_map() or rill_from_value(). It can be subscribed once, on the
 * scheduler of the stream that it comes from, best when it comes. A window
 * whose subscriber was cancelled, or whose handle was dropped without one,
 * takes no more items and stops nobody. When the stream of windows is
 * cancelled, those that have a subscriber go on to their ends, and upstream
 * with them; no others are opened. On one tick the new window is opened before
 * the old one is closed.
 * Demand: a window uses up one. What the subscriber of a window has not asked
 * for waits in it; when one window that is kept has `.capacity` items, upstream
 * waits. While a window waits to be asked for, no other one is opened: it goes
 * on in place of those that would begin.
 * Errors: those of both streams go to the open windows too, and overtake what
 * waits. A second subscriber of a window gets RILL_EALREADY, one on another
 * scheduler RILL_EWRONGTHREAD, one that comes after the stream of windows was
 * cancelled RILL_ECANCELED.
 * Same as: RxPY window, Reactor window(Publisher).
 */
#define rill_window(...)                                                      \
  rill_window_opts(&(const rill_window_opts_t){                               \
      .size = sizeof(rill_window_opts_t), .boundaries = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_window_opts(
    const rill_window_opts_t *options);

/** For rill_window_when(closing, .capacity = 1000). */
typedef struct rill_window_when_opts {
  size_t size;       /**< set by the macro */
  rill_fn_t closing; /**< gives an observable, promise or list */
  int64_t capacity;  /**< items that may wait in a window; 0: 256 */
} rill_window_when_opts_t;

/**
 * Splits the stream into windows: the stream that `closing()` gives ends one
 * with its first item, or by completing. Then the next window begins, and
 * `closing` is asked anew.
 *
 *     in   -1-2-----3-----|
 *     rill_compose(rill_window_when(rill_call(after_5_ticks)),
 *                  rill_flat_map(rill_call(list_of)))
 *     out  -----[1,2][3]--([]|)
 *
 * Demand: a window uses up one; `closing` is asked when its window has been
 * asked for. See rill_window() for all else.
 * Errors: those of upstream, of `closing` and of its streams.
 * Same as: RxPY window_when.
 */
#define rill_window_when(...)                                                 \
  rill_window_when_opts(&(const rill_window_when_opts_t){                     \
      .size = sizeof(rill_window_when_opts_t), .closing = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_window_when_opts(
    const rill_window_when_opts_t *options);

/** For rill_window_toggle(openings, closing, .max_open = 8). */
typedef struct rill_window_toggle_opts {
  size_t size;                 /**< set by the macro */
  rill_observable_t *openings; /**< taken over */
  rill_fn_t closing;           /**< opening to observable, promise or list */
  int64_t max_open;            /**< windows that are open at once; 0: 256 */
  int64_t capacity;            /**< items that may wait in a window; 0: 256 */
} rill_window_toggle_opts_t;

/**
 * Each item of `openings` begins a window; the stream that `closing(item)`
 * gives ends it with its first item, or by completing. Windows may overlap; an
 * item for which none is open is dropped.
 *
 *     in    -1-2-3-4-5-6-7---------|
 *     other --5---8----------------|
 *     rill_compose(rill_window_toggle(other, rill_call(after_so_many_ticks)),
 *                  rill_flat_map(rill_call(list_of)))
 *     out   -------[2,3,4][4,5,6,7]|
 *
 * Completes with upstream, as the windows that are open do; the end of
 * `openings` ends nothing.
 * Demand: while `.max_open` windows are open, `openings` waits. See
 * rill_window() for all else.
 * Errors: those of all streams, and of `closing`.
 * Same as: RxPY window_toggle, Reactor windowWhen.
 */
#define rill_window_toggle(...)                                               \
  rill_window_toggle_opts(&(const rill_window_toggle_opts_t){                 \
      .size = sizeof(rill_window_toggle_opts_t), .openings = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_window_toggle_opts(
    const rill_window_toggle_opts_t *options);

/** For rill_window_with_count(3, .skip = 1). */
typedef struct rill_window_with_count_opts {
  size_t size;      /**< set by the macro */
  int64_t count;    /**< items in a window */
  int64_t skip;     /**< a window begins with every so manyth item; 0: count */
  int64_t capacity; /**< items that may wait in a window; 0: 256 */
} rill_window_with_count_opts_t;

/**
 * Splits the stream into windows of `count` items. With a smaller `.skip` they
 * overlap, with a larger one items between them are dropped.
 *
 *     in   -1-2------3-4------5-|
 *     rill_compose(rill_window_with_count(2),
 *                  rill_flat_map(rill_call(list_of)))
 *     out  ---[1,2]----[3,4]----([5]|)
 *
 * A window is opened when its first item comes, so none is empty.
 * Demand: a window uses up one; while `.capacity` windows or items wait,
 * upstream does. See rill_window() for all else.
 * Same as: RxPY window_with_count, Reactor window(int, int).
 */
#define rill_window_with_count(...)                                           \
  rill_window_with_count_opts(&(const rill_window_with_count_opts_t){         \
      .size = sizeof(rill_window_with_count_opts_t), .count = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_window_with_count_opts(
    const rill_window_with_count_opts_t *options);

/** For rill_window_with_time(RILL_SEC(1), .shift = RILL_MS(500)). */
typedef struct rill_window_with_time_opts {
  size_t size;       /**< set by the macro */
  rill_time_t span;  /**< how long a window is open */
  rill_time_t shift; /**< from the beginning of one to the next; 0: span */
  int64_t capacity;  /**< items that may wait in a window; 0: 256 */
} rill_window_with_time_opts_t;

/**
 * Splits the stream into windows, each of which is open for a `span`. With a
 * smaller `.shift` they overlap, with a larger one items between them are
 * dropped.
 *
 *     in   -1-2-----3-------|
 *     rill_compose(rill_window_with_time(5), rill_flat_map(rill_call(list_of)))
 *     out  -----[1,2][3]--[]([]|)
 *
 * See rill_window() for all else.
 * Same as: RxPY window_with_time, Reactor window(Duration).
 */
#define rill_window_with_time(...)                                            \
  rill_window_with_time_opts(&(const rill_window_with_time_opts_t){           \
      .size = sizeof(rill_window_with_time_opts_t), .span = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_window_with_time_opts(
    const rill_window_with_time_opts_t *options);

/** For rill_window_with_time_or_count(RILL_SEC(1), 100). */
typedef struct rill_window_with_time_or_count_opts {
  size_t size;      /**< set by the macro */
  rill_time_t span; /**< how long a window is open */
  int64_t count;    /**< the most items in a window */
  int64_t capacity; /**< items that may wait in a window; 0: 256 */
} rill_window_with_time_or_count_opts_t;

/**
 * Splits the stream into windows: one ends when its `span` is over, or with its
 * `count`th item. Then the next begins.
 *
 *     in   (123)---4-------|
 *     rill_compose(rill_window_with_time_or_count(9, 3),
 *                  rill_flat_map(rill_call(list_of)))
 *     out  [1,2,3]--[4]----([]|)
 *
 * Demand: a window that waits to be asked for goes on when its time is over,
 * but never beyond `count` items. See rill_window() for all else.
 * Same as: RxPY window_with_time_or_count, Reactor windowTimeout.
 */
#define rill_window_with_time_or_count(...)                                   \
  rill_window_with_time_or_count_opts(                                        \
      &(const rill_window_with_time_or_count_opts_t){                         \
          .size = sizeof(rill_window_with_time_or_count_opts_t),              \
          .span = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *
rill_window_with_time_or_count_opts(
    const rill_window_with_time_or_count_opts_t *options);

/** For rill_window_until(pred, .capacity = 1000). */
typedef struct rill_window_until_opts {
  size_t size;      /**< set by the macro */
  rill_fn_t pred;   /**< whether the item is the last one of its window */
  int64_t capacity; /**< items that may wait in a window; 0: 256 */
} rill_window_until_opts_t;

/**
 * Splits the stream into windows; one ends with the item for which `pred(item)`
 * is true.
 *
 *     in   -1-3-4------5-6-----7-|
 *     rill_compose(rill_window_until(is_even),
 *                  rill_flat_map(rill_call(list_of)))
 *     out  -----[1,3,4]--[5,6]---([7]|)
 *
 * A window is opened when its first item comes, so none is empty.
 * Demand: a window uses up one; while `.capacity` windows or items wait,
 * upstream does. See rill_window() for all else.
 * Errors: RILL_ETYPE when `pred` returns something else than a bool.
 * Same as: Reactor windowUntil.
 */
#define rill_window_until(...)                                                \
  rill_window_until_opts(&(const rill_window_until_opts_t){                   \
      .size = sizeof(rill_window_until_opts_t), .pred = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_window_until_opts(
    const rill_window_until_opts_t *options);

/** For rill_window_while(pred, .capacity = 1000). */
typedef struct rill_window_while_opts {
  size_t size;      /**< set by the macro */
  rill_fn_t pred;   /**< whether the item goes to the window before */
  int64_t capacity; /**< items that may wait in a window; 0: 256 */
} rill_window_while_opts_t;

/**
 * Splits the stream into windows; one goes on while `pred(item)` is true, and
 * the item for which it is false begins the next one.
 *
 *     in   -1-2-4------3-6-----7----|
 *     rill_compose(rill_window_while(is_even),
 *                  rill_flat_map(rill_call(list_of)))
 *     out  ------------[1,2,4]-[3,6]([7]|)
 *
 * Demand, Errors: as of rill_window_until().
 * Same as: Reactor windowWhile, but that drops the item that begins a window.
 */
#define rill_window_while(...)                                                \
  rill_window_while_opts(&(const rill_window_while_opts_t){                   \
      .size = sizeof(rill_window_while_opts_t), .pred = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_window_while_opts(
    const rill_window_while_opts_t *options);

/** For rill_window_until_changed(.key = by_day). */
typedef struct rill_window_until_changed_opts {
  size_t size;      /**< set by the macro */
  rill_fn_t key;    /**< what is compared; not set: the item itself */
  int64_t capacity; /**< items that may wait in a window; 0: 256 */
} rill_window_until_changed_opts_t;

/**
 * Splits the stream into windows of items that equal each other: one ends
 * before an item with another key.
 *
 *     in   -1-1-2----2-1-----|
 *     rill_compose(rill_window_until_changed(),
 *                  rill_flat_map(rill_call(list_of)))
 *     out  -----[1,1]--[2,2]-([1]|)
 *
 * Keys are compared by rill_value_equal(). A window is opened when its first
 * item comes, so none is empty.
 * Demand: as of rill_window_until().
 * Errors: a failure that `key` returns.
 * Same as: Reactor windowUntilChanged.
 */
#define rill_window_until_changed(...)                                        \
  rill_window_until_changed_opts(&(const rill_window_until_changed_opts_t){   \
      .size = sizeof(rill_window_until_changed_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_window_until_changed_opts(
    const rill_window_until_changed_opts_t *options);

RILL_END

#endif
