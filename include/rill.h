/* SPDX-License-Identifier: MIT */
/*
 * Rill: reactive streams and promises for C, on libuv.
 *
 * The rules of use, on one screen:
 *
 *  1. Builders consume their handles, also when they fail: who takes an
 *     observable, operator, promise or function takes over that reference.
 *     rill_ref(x) makes a second handle; take it in a statement of its own.
 *  2. Builders never return NULL. What was wrong comes as an error when the
 *     stream is subscribed, with operator, argument, call site and stage.
 *  3. Items are borrowed for the length of a call; who keeps one takes
 *     rill_value_ref(). A callback returns a value that it owns.
 *  4. A callback fails by returning rill_fail(rill_error_new(code, "…")).
 *  5. Nothing runs until it is subscribed; each run is complete by itself.
 *  6. next* then at most one of error and complete; nothing after cancel.
 *     Items flow only within demand: rill_request(), or all by default.
 *  7. A run lives on one scheduler and calls back on its thread. Any thread
 *     may call rill_post, rill_request, rill_cancel, rill_subject_post,
 *     rill_deferred_* and the counts; all else belongs to that thread.
 *  8. Every queue has a bound and an answer to "full".
 */
#ifndef RILL_H
#define RILL_H

#include <rill/aggregate.h>
#include <rill/api.h>
#include <rill/buffer.h>
#include <rill/bytes.h>
#include <rill/combine.h>
#include <rill/create.h>
#include <rill/error.h>
#include <rill/executor.h>
#include <rill/filter.h>
#include <rill/flow.h>
#include <rill/fn.h>
#include <rill/fs.h>
#include <rill/loop.h>
#include <rill/main.h>
#include <rill/memory.h>
#include <rill/net.h>
#include <rill/object.h>
#include <rill/observable.h>
#include <rill/operator.h>
#include <rill/process.h>
#include <rill/promise.h>
#include <rill/queue.h>
#include <rill/recover.h>
#include <rill/scheduler.h>
#include <rill/share.h>
#include <rill/signal.h>
#include <rill/subject.h>
#include <rill/subscriber.h>
#include <rill/subscription.h>
#include <rill/task.h>
#include <rill/time.h>
#include <rill/transform.h>
#include <rill/udp.h>
#include <rill/utility.h>
#include <rill/value.h>
#include <rill/version.h>
#include <rill/work.h>

#endif
