/* SPDX-License-Identifier: MIT */
/* Producers for rill_create() that push later. */
#ifndef RILL_TESTS_SOURCES_HELD_H
#define RILL_TESTS_SOURCES_HELD_H

#include <rill.h>

#include "support/probe.h"

/* The emitter of the latest run. */
static rill_emitter_t *held;

static inline rill_value_t keep(rill_value_t value, void *context) {
  (void) context;
  rill_unref(held);
  held = rill_ref(rill_emitter_of(value));
  return rill_none();
}

static inline void forget(void) {
  rill_unref(held);
  held = NULL;
}

static inline void push(int64_t from, int64_t to) {
  for (; from <= to; from++) rill_emitter_next(held, rill_int(from));
}

#endif
