/* SPDX-License-Identifier: MIT */
/* Operators: one stage of a stream, first-class and composable. */
#ifndef RILL_OPERATOR_H
#define RILL_OPERATOR_H

#include <rill/fn.h>
#include <rill/object.h>
#include <rill/observable.h>

RILL_BEGIN

/** An immutable description of one stage, or of several in a row. Builders
 * take it over; the same operator, referenced, may stand in many pipes. */
typedef struct rill_operator rill_operator_t;

/**
 * Builds an observable from a source and the operators it passes through.
 *
 *     rill_pipe(rill_range(1, 10), rill_map(square), rill_take(3))
 *
 * Owns: takes over the source and every operator, also when it fails. A NULL,
 * or an operator that was built from bad arguments, gives an observable that
 * fails when it is subscribed, with an error that names operator, argument,
 * call site and stage.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_pipe_array(
    rill_observable_t *source, rill_operator_t *const *operators, size_t count,
    const char *site);

/** Several operators as one: rill_compose(a, b) behaves as a, then b. Takes
 * over all of them. */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_compose_array(
    rill_operator_t *const *operators, size_t count, const char *site);

RILL_END

#define RILL_PRIVATE_STRING(x) #x
#define RILL_PRIVATE_EXPAND(x) RILL_PRIVATE_STRING(x)
/** The call site as text: "ticker.c:14". */
#define RILL_SITE __FILE__ ":" RILL_PRIVATE_EXPAND(__LINE__)

#if defined(__cplusplus)
template <class... Operators>
static inline rill_observable_t *rill_pipe(rill_observable_t *source,
                                           Operators... operators) {
  rill_operator_t *const array[] = {operators...};
  return rill_pipe_array(source, array, sizeof...(operators), "");
}
#else
# define rill_pipe(source, ...)                                               \
    rill_pipe_array((source), (rill_operator_t *const[]){__VA_ARGS__},        \
                    sizeof((rill_operator_t *const[]){__VA_ARGS__}) /         \
                        sizeof(rill_operator_t *),                            \
                    RILL_SITE)
# define rill_compose(...)                                                    \
    rill_compose_array((rill_operator_t *const[]){__VA_ARGS__},               \
                       sizeof((rill_operator_t *const[]){__VA_ARGS__}) /      \
                           sizeof(rill_operator_t *),                         \
                       RILL_SITE)
#endif

#endif
