/* SPDX-License-Identifier: MIT */
/* For tests of streams: marble texts as sources, a recorder that draws what
 * happened as one. With rill_virtual_scheduler_new() no time passes.
 *
 * One character is one tick, which is rill_time_t 1; spaces are ignored.
 *
 *     -        nothing on this tick
 *     1 a      an item: the int 1, the string "a" or what `a` was given as
 *     {10}     an item: an int, a double, true, false or none; else a string
 *              of this text. {"10"} is the string.
 *     [1,20,a] an item: a list; digits are whole numbers here. [] is empty
 *     |        complete
 *     #        error
 *     (ab|)    all on the tick of `(`
 *     ^        subscription: this column is tick 0
 *     !        cancel
 *     @40:     what follows is on tick 40, where text is longer than time
 *
 * Every character of an item or a group takes a tick, so that rows can be
 * compared column by column:
 *
 *     -1---------2------|
 *     -(11)------(22)---|
 */
#ifndef RILL_TEST_H
#define RILL_TEST_H

#include <rill/object.h>
#include <rill/observable.h>
#include <rill/scheduler.h>
#include <rill/subscription.h>

RILL_BEGIN

/** For rill_from_marbles("-a-|", .values = map). */
typedef struct rill_marbles_opts {
  size_t size;         /**< set by the macro */
  const char *text;
  rill_value_t values; /**< a map from letters to values; taken over. "#" is
                            the error of `#`, which else is RILL_EFOREIGN */
} rill_marbles_opts_t;

/**
 * A cold source: plays the text from each subscription on.
 *
 *     rill_from_marbles("-1-(2|)")
 *     out  -1-(2|)
 *
 * Demand: what nobody has asked for waits, in its order, and so do the end or
 * the error behind it. The text is the bound of that queue.
 * Errors: a text that does not parse, naming the column.
 * Same as: RxPY from_marbles, RxJS cold.
 */
#define rill_from_marbles(...)                                                \
  rill_from_marbles_opts(&(const rill_marbles_opts_t){                        \
      .size = sizeof(rill_marbles_opts_t), .text = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_from_marbles_opts(
    const rill_marbles_opts_t *options);

/**
 * A hot source: plays the text once, on `clock`, from this call on, whoever
 * listens. A subscriber gets what comes after it. The column of `^` is now:
 * what stands before it has passed.
 *
 * Demand: as of rill_from_marbles(), for each subscriber.
 * Runs on: `clock`. Call it on its thread.
 * Same as: RxPY hot, RxJS hot.
 */
#define rill_hot_from_marbles(clock, ...)                                     \
  rill_hot_from_marbles_opts((clock), &(const rill_marbles_opts_t){           \
      .size = sizeof(rill_marbles_opts_t), .text = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_hot_from_marbles_opts(
    rill_scheduler_t *clock, const rill_marbles_opts_t *options);

/** What happened. */
typedef enum rill_mark {
  RILL_MARK_NEXT,
  RILL_MARK_ERROR,
  RILL_MARK_COMPLETE,
  RILL_MARK_SUBSCRIBE,
  RILL_MARK_CANCEL
} rill_mark_t;
typedef struct rill_message {
  rill_time_t at;     /**< since the subscription */
  rill_mark_t mark;
  rill_value_t value; /**< the item, the error, or RILL_NONE */
} rill_message_t;

/** An observer that writes down all it gets. */
typedef struct rill_recorder rill_recorder_t;
RILL_API extern const rill_type_t rill_recorder_type;

/** For rill_recorder_new(clock, observable, .demand = 1, .again = 1). */
typedef struct rill_recorder_opts {
  size_t size;                   /**< set by the macro */
  rill_observable_t *observable; /**< taken over */
  int64_t demand;  /**< asked for at the start: 0 unbounded, < 0 nothing */
  int64_t again;   /**< asked for from inside of each item */
  size_t cancel_after; /**< cancels from inside of this item; 0: never */
  const char *site;    /**< set by the macro */
} rill_recorder_opts_t;

/** Subscribes a recorder on `clock`. NULL without memory. */
#define rill_recorder_new(clock, ...)                                          \
 rill_recorder_opts((clock), &(const rill_recorder_opts_t){                    \
                                 .size = sizeof(rill_recorder_opts_t),         \
                                 .site = RILL_SITE,                            \
                                 .observable = __VA_ARGS__})
RILL_API RILL_OWNED rill_recorder_t *
rill_recorder_opts(rill_scheduler_t *clock,
                   const rill_recorder_opts_t *options);
/** Its run, borrowed: for rill_cancel(). NULL once it is over. */
RILL_API rill_subscription_t *rill_recorder_subscription(
    const rill_recorder_t *recorder);
/** rill_request() for its run; so it knows what was asked for. */
RILL_API void rill_recorder_request(rill_recorder_t *recorder, int64_t count);
/** When it was subscribed, on the clock. */
RILL_API rill_time_t rill_recorder_started(const rill_recorder_t *recorder);
RILL_API size_t rill_recorder_count(const rill_recorder_t *recorder);
/** The message at `index`; its value is borrowed. All zero past the end. */
RILL_API rill_message_t rill_recorder_at(const rill_recorder_t *recorder,
                                         size_t index);
/** The rule of the stream protocol that was broken, as text: an item beyond
 * demand, a signal after the end. NULL if none was. */
RILL_API const char *rill_recorder_broken(const rill_recorder_t *recorder);
/** What happened as marbles, like snprintf. `values` (borrowed) names values
 * as for rill_from_marbles(); RILL_NONE names none. */
RILL_API size_t rill_recorder_draw(const rill_recorder_t *recorder,
                                   rill_value_t values, char *text,
                                   size_t size);

RILL_END

#endif
