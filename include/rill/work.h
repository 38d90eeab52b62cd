/* SPDX-License-Identifier: MIT */
/* Work on libuv's threads. There are four of them for everything, unless
 * UV_THREADPOOL_SIZE says otherwise: for much work, see
 * rill_pool_scheduler_new(). */
#ifndef RILL_WORK_H
#define RILL_WORK_H

#include <rill/fn.h>
#include <rill/promise.h>

RILL_BEGIN

/**
 * Calls `f` (arity 0) on another thread, and makes a promise of what it
 * returns: a value, or a failure.
 *
 *     rill_promise_t *sum =
 *         rill_offload(loop, rill_call_with(checksum, rill_own(data, free)));
 *     rill_unref(rill_then(sum, rill_call(show), rill_no_fn()));
 *
 * Cancelled before it has begun, `f` is not called; after that it is, and its
 * result is dropped. Its context is dropped once in any case, on the loop's
 * thread. The scheduler must be a uv one.
 */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_offload(
    rill_scheduler_t *scheduler, rill_fn_t f);

/** A promise of `length` bytes of the system's best randomness. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_random(
    rill_scheduler_t *scheduler, int64_t length);

RILL_END

#endif
