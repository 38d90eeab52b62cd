/* SPDX-License-Identifier: MIT */
/* Observables: the description of a stream. Nothing runs until subscribed. */
#ifndef RILL_OBSERVABLE_H
#define RILL_OBSERVABLE_H

#include <rill/value.h>

RILL_BEGIN

/** Immutable and without the state of any run: it may be subscribed many
 * times, at once or one after another, and each run is complete. */
typedef struct rill_observable rill_observable_t;
RILL_API extern const rill_type_t rill_observable_type;

/** Turns what a callback returned into a stream: an observable itself, a
 * promise, a list (its items), an error (fails). Takes over `value`; anything
 * else gives an observable that fails with RILL_ETYPE. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_from_value(
    rill_value_t value);

RILL_END

#endif
