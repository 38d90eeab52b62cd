/* SPDX-License-Identifier: MIT */
/* Subjects: observables that one can push into. */
#ifndef RILL_SUBJECT_H
#define RILL_SUBJECT_H

#include <rill/fn.h>
#include <rill/operator.h>
#include <rill/scheduler.h>

RILL_BEGIN

/** What is pushed into it goes to all who are subscribed at the time; who
 * comes after the end hears the end. It lives on one scheduler: all calls but
 * rill_subject_post() belong to its thread. Subscribers elsewhere get a
 * border. All functions take NULL for a subject that could not be made. */
typedef struct rill_subject rill_subject_t;
RILL_API extern const rill_type_t rill_subject_type;

/** For rill_subject_new(loop, .capacity = 16). */
typedef struct rill_subject_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; must not be NULL */
  int64_t capacity; /**< how far the slowest subscriber may be behind, and how
                         many posts may wait; 0: 256 */
} rill_subject_opts_t;

/** A new subject; drop it with rill_unref(). NULL without memory, without a
 * scheduler, or for a negative capacity. */
#define rill_subject_new(...)                                                 \
  rill_subject_opts(&(const rill_subject_opts_t){                             \
      .size = sizeof(rill_subject_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED rill_subject_t *rill_subject_opts(
    const rill_subject_opts_t *options);

/** The stream of what is pushed. Borrows the subject. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_subject_observable(
    rill_subject_t *subject);

/** Pushes an item, borrowed, to every subscriber or to none. 0; RILL_EAGAIN
 * when a subscriber is `capacity` items behind; RILL_ECLOSED after the end;
 * RILL_EINVAL for an error value; RILL_ENOMEM; RILL_EWRONGTHREAD. From inside
 * of another push it waits for its turn. */
RILL_API int rill_subject_next(rill_subject_t *subject, rill_value_t item);
/** Ends with an error, taken over; it overtakes what subscribers have not
 * asked for. 0, RILL_ECLOSED after the end, RILL_EWRONGTHREAD. */
RILL_API int rill_subject_error(rill_subject_t *subject, rill_error_t *error);
/** Completes; subscribers first get what they are behind. As above. */
RILL_API int rill_subject_complete(rill_subject_t *subject);
RILL_API bool rill_subject_has_observers(const rill_subject_t *subject);
/** Calls `f()` whenever there is room again after RILL_EAGAIN. Replaces the
 * function set before; taken over. */
RILL_API void rill_subject_on_ready(rill_subject_t *subject, rill_fn_t f);

/** Pushes from any thread, later and in order; the item is borrowed. 0;
 * RILL_EAGAIN when `capacity` posts wait already; RILL_ECLOSED after the end
 * or when the scheduler is closed; RILL_EINVAL; RILL_ENOMEM. */
RILL_API int rill_subject_post(rill_subject_t *subject, rill_value_t item);

RILL_END

#endif
