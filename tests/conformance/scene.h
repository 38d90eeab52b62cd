/* SPDX-License-Identifier: MIT */
/* Recorded runs, rebuilt from the public API and run again: what the parts of
 * the runner share. */
#ifndef RILL_TESTS_CONFORMANCE_SCENE_H
#define RILL_TESTS_CONFORMANCE_SCENE_H

#include <jansson.h>
#include <rill.h>
#include <rill/test.h>

/** One case on its clock. */
typedef struct scene {
  json_t *json; /* borrowed */
  rill_scheduler_t *clock;
  rill_probe_t **sources;
  size_t count;
  rill_time_t created, subscribed, disposed;
  char trouble[256]; /* why the case cannot be built; empty: it can */
} scene_t;

void scene_trouble(scene_t *scene, const char *format, ...)
    RILL_PRINTF(2, 3);

/* --- values.c ------------------------------------------------------------- */

/** What a JSON value stands for, owned. */
rill_value_t value_of(scene_t *scene, const json_t *json);
/** Whether a value is what was recorded; errors count by their names. */
bool value_is(rill_value_t value, rill_value_t recorded);
/** Whether an error, or one of its causes, is the one of that name. */
bool error_is(const rill_error_t *error, const char *name);
/** The content of {"key": content}, or NULL. */
json_t *tagged(const json_t *json, const char *key);

/* --- sources.c ------------------------------------------------------------ */

/** Makes all sources. */
void sources_make(scene_t *scene);
/** The source of that number, owned. */
rill_observable_t *source_at(scene_t *scene, size_t index);

/* --- callbacks.c ---------------------------------------------------------- */

/** A callback by its name. The scene must outlive it. */
rill_fn_t callback_of(scene_t *scene, const char *name, unsigned arity);

/* --- expressions.c -------------------------------------------------------- */

/** Computes a formula over x, a, y and i; owned. `*known` tells whether it is
 * one. */
struct formula { rill_value_t x, a, y, i; };
rill_value_t formula_compute(const char *text, const struct formula *given,
                             bool *known);

/* --- build.c -------------------------------------------------------------- */

/** The arguments of a creation or an operator. */
typedef struct arguments {
  scene_t *scene;
  const json_t *places, *names;
  const char *of;
  rill_observable_t *on; /* what it is applied to; owned, or NULL */
  size_t used;           /* how many of the named ones were asked for */
} arguments_t;

/** The argument at a place, or of one of the names, which are parted by `|`;
 * NULL: not given. */
const json_t *argument(arguments_t *a, size_t place, const char *names);
/** The same as what it stands for; the fallback (taken over) if not given. */
rill_value_t argument_value(arguments_t *a, size_t place, const char *names,
                            rill_value_t fallback);
int64_t argument_int(arguments_t *a, size_t place, const char *names,
                     int64_t fallback);
bool argument_bool(arguments_t *a, size_t place, const char *names);
/** A span in ticks; of an absolute time the span from the subscription on. */
rill_time_t argument_span(arguments_t *a, size_t place, const char *names,
                          rill_time_t fallback);
bool argument_is_absolute(const json_t *json, rill_time_t *at);
/** A function, or none. */
rill_fn_t argument_fn(arguments_t *a, size_t place, const char *names,
                      unsigned arity);
/** A stream (a list is one too), or NULL. */
rill_observable_t *argument_stream(arguments_t *a, size_t place,
                                   const char *names);
/** All streams from a place on; the caller drops the array by free(). */
rill_observable_t **argument_streams(arguments_t *a, size_t place,
                                     size_t *count);

/** The observable of an expression, owned. */
rill_observable_t *expression_build(scene_t *scene, const json_t *json);

/* --- creations.c, operators.c --------------------------------------------- */

typedef rill_observable_t *(*builder_fn)(arguments_t *a);
typedef struct builder {
  const char *name;
  builder_fn build;
} builder_t;
/** How a creation, and how an operator on `a->on`, is built; NULL: unknown. */
builder_fn creation_named(const char *name);
builder_fn operator_named(const char *name);

/* --- deviations.c --------------------------------------------------------- */

/** Why a case is not reproduced, or NULL: it must be. */
const char *deviation(const char *id);

#endif
