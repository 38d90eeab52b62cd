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
 *     rill_hot_from_marbles(clock, "-1-^-2-|")
 *     out  --2-|
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
  rill_time_t at;     /**< on the clock, or since the subscription */
  rill_mark_t mark;
  rill_value_t value; /**< the item, the error, or RILL_NONE */
} rill_message_t;

/* Messages, written down: {rill_on_next(210, rill_int(2)), …}. */
static inline rill_message_t rill_on_next(rill_time_t at, rill_value_t item) {
  rill_message_t message = {at, RILL_MARK_NEXT, item};
  return message;
}
static inline rill_message_t rill_on_error(rill_time_t at,
                                           rill_error_t *error) {
  rill_message_t message = {at, RILL_MARK_ERROR, rill_fail(error)};
  return message;
}
static inline rill_message_t rill_on_complete(rill_time_t at) {
  rill_message_t message = {at, RILL_MARK_COMPLETE, rill_none()};
  return message;
}

/**
 * A cold source: plays the messages, in the order of their times, from each
 * subscription on; the times count from it.
 *
 *     rill_from_messages(two_and_end, 2)
 *     out  --2-|
 *
 * Demand: as of rill_from_marbles().
 * Owns: takes over the messages' values, not the array.
 * Errors: a message that is no signal of a source.
 * Same as: RxPY create_cold_observable.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_from_messages(
    const rill_message_t *messages, size_t count);

/**
 * A hot source: plays the messages once, on `clock`, at their times on it,
 * whoever listens. Those whose time has passed are lost.
 *
 *     rill_hot_from_messages(clock, two_and_end, 2)
 *     out  --2-|
 *
 * Demand, errors, owns: as of rill_from_messages().
 * Runs on: `clock`. Call it on its thread.
 * Same as: RxPY create_hot_observable.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_hot_from_messages(
    rill_scheduler_t *clock, const rill_message_t *messages, size_t count);

/**
 * A cold source that breaks the rules, to see what others make of it: it plays
 * all messages of a tick, whatever was asked for, also after an end or a
 * cancel that has come on that tick.
 *
 *     rill_misbehaving(two_and_end, 2)
 *     out  --2-|
 *
 * Owns, errors: as of rill_from_messages().
 * Same as: Reactor TestPublisher.createNoncompliant.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_misbehaving(
    const rill_message_t *messages, size_t count);

/** Looks on, and writes down who subscribes, asks and leaves, and when. */
typedef struct rill_probe rill_probe_t;
RILL_API extern const rill_type_t rill_probe_type;
/** From when to when a run lasted, on its clock. */
typedef struct rill_lifetime {
  rill_time_t from;
  rill_time_t to; /**< RILL_TIME_NEVER: it has not ended */
} rill_lifetime_t;

/** A probe of `observable` (taken over). NULL without memory. */
RILL_API RILL_OWNED rill_probe_t *rill_probe_new(rill_observable_t *observable);
/** The same stream, and what happens to it is written down. Borrows. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_probe_observable(
    rill_probe_t *probe);
/** How often it was subscribed, */
RILL_API size_t rill_probe_subscriptions(const rill_probe_t *probe);
/** how many of these runs have not ended, */
RILL_API size_t rill_probe_running(const rill_probe_t *probe);
/** how many were cancelled before their end, */
RILL_API size_t rill_probe_canceled(const rill_probe_t *probe);
/** and how many items all of them were asked for. */
RILL_API int64_t rill_probe_requested(const rill_probe_t *probe);
/** When the run at `index` lasted. */
RILL_API rill_lifetime_t rill_probe_lifetime(const rill_probe_t *probe,
                                             size_t index);

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

/** For rill_test_start(clock, create, .disposed = 500). */
typedef struct rill_test_start_opts {
  size_t size;            /**< set by the macro */
  rill_fn_t create;       /**< f() gives the observable; taken over */
  rill_time_t created;    /**< when `create` is called, on the clock; 0: 100 */
  rill_time_t subscribed; /**< 0: 200 */
  rill_time_t disposed;   /**< when the run is cancelled; 0: 1000 */
  int64_t demand;         /**< as of rill_recorder_new() */
  int64_t again;
  const char *site;       /**< set by the macro */
} rill_test_start_opts_t;

/**
 * Makes, subscribes and cancels a stream at the given times of a virtual
 * clock, which is run up to the last of them, and gives the recorder. Sources
 * that were made before come first on each tick: a hot item at 200 is lost, one
 * at 1000 is delivered; a timer that is due at 1000 is not. NULL without
 * memory.
 *
 * Same as: RxPY TestScheduler.start.
 */
#define rill_test_start(clock, ...)                                            \
  rill_test_start_opts((clock), &(const rill_test_start_opts_t){               \
                                    .size = sizeof(rill_test_start_opts_t),    \
                                    .site = RILL_SITE,                         \
                                    .create = __VA_ARGS__})
RILL_API RILL_OWNED rill_recorder_t *rill_test_start_opts(
    rill_scheduler_t *clock, const rill_test_start_opts_t *options);

/** Checks a stream step by step. The first step that fails is kept as text:
 *
 *     rill_verifier_t *v = rill_verifier_new(clock, flow, .demand = 1);
 *     rill_verify_next(v, rill_int(1));
 *     rill_verify_no_event(v, RILL_SEC(1));
 *     rill_verify_request(v, 1);
 *     rill_verify_next(v, rill_int(2));
 *     rill_verify_complete(v);
 *     assert(rill_verifier_failure(v) == NULL);
 *     rill_unref(v);
 *
 * Same as: Reactor StepVerifier. */
typedef struct rill_verifier rill_verifier_t;
RILL_API extern const rill_type_t rill_verifier_type;

/** Subscribes on a virtual clock; the options are those of
 * rill_recorder_new(). NULL without memory. Dropping it cancels the run. */
#define rill_verifier_new(clock, ...)                                          \
  rill_verifier_opts((clock), &(const rill_recorder_opts_t){                   \
                                  .size = sizeof(rill_recorder_opts_t),        \
                                  .site = RILL_SITE,                           \
                                  .observable = __VA_ARGS__})
RILL_API RILL_OWNED rill_verifier_t *rill_verifier_opts(
    rill_scheduler_t *clock, const rill_recorder_opts_t *options);
/** The next signal is this item (taken over). */
RILL_API void rill_verify_next(rill_verifier_t *verifier,
                               rill_value_t expected);
/** The next signals are so many items. */
RILL_API void rill_verify_next_count(rill_verifier_t *verifier, size_t count);
/** Nothing is left, and nothing comes within `span`, which passes. */
RILL_API void rill_verify_no_event(rill_verifier_t *verifier,
                                   rill_time_t span);
/** The next signal is the completion. */
RILL_API void rill_verify_complete(rill_verifier_t *verifier);
/** The next signal is an error with this code. */
RILL_API void rill_verify_error(rill_verifier_t *verifier, int code);
/** `span` passes. */
RILL_API void rill_verify_advance(rill_verifier_t *verifier,
                                  rill_time_t span);
/** Asks for `count` more. */
RILL_API void rill_verify_request(rill_verifier_t *verifier, int64_t count);
/** Cancels. */
RILL_API void rill_verify_cancel(rill_verifier_t *verifier);
/** What was wrong first: step, tick, what was expected and what came; borrowed.
 * NULL: nothing. */
RILL_API const char *rill_verifier_failure(rill_verifier_t *verifier);

RILL_END

#endif
