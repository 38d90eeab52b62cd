/* SPDX-License-Identifier: MIT */
/* The loop itself as a source: descriptors that are ready, and the phases of
 * each of its iterations. All need a scheduler of rill_uv_scheduler_new(), and
 * are active only while there is demand: without it they do not keep the loop
 * alive. rill_scheduler_shutdown() completes them. */
#ifndef RILL_LOOP_H
#define RILL_LOOP_H

#include <rill/observable.h>

RILL_BEGIN

/** What a descriptor may be ready for; several together. */
typedef enum rill_poll {
  RILL_POLL_READABLE = 1,
  RILL_POLL_WRITABLE = 2,
  RILL_POLL_DISCONNECT = 4, /**< the other end has closed */
  RILL_POLL_PRIORITIZED = 8 /**< urgent data */
} rill_poll_t;

/**
 * What `fd` is ready for, out of `events`, as an int of rill_poll_t bits: for
 * descriptors of other libraries. Those of sockets, pipes and devices can be
 * polled; the descriptor becomes non-blocking, stays the caller's, and must be
 * open until the run has ended.
 *
 * It is level-triggered: while it is ready and there is demand, an item comes
 * with each iteration of the loop, until it was read or written. So ask for
 * one, do that, and ask for the next.
 *
 * Demand: the descriptor is watched only while there is demand.
 * Errors: libuv's code and "poll 7: …": UV_EBADF when it is not open, UV_EPERM
 * for a file, UV_EEXIST while another run on the same loop watches it.
 * Same as: libuv uv_poll_start.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_poll_fd(int fd,
                                                               int events);

/**
 * 0, 1, 2…: one for each iteration of the loop, while there is demand. Each
 * phase has one: rill_idle() before the loop looks for events, which it then
 * does not wait for; rill_prepare() right before it waits; rill_check() right
 * after it. With demand without end, rill_idle() keeps a processor busy; that
 * is for work in small pieces, between which the loop does all else.
 *
 * Demand: one item for each iteration, none is kept.
 * Same as: libuv uv_idle_start, uv_prepare_start, uv_check_start.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_idle(void);
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_prepare(void);
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_check(void);

RILL_END

#endif
