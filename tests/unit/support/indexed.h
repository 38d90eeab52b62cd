/* SPDX-License-Identifier: MIT */
/* Functions of an item and its index. */
#ifndef RILL_TESTS_SUPPORT_INDEXED_H
#define RILL_TESTS_SUPPORT_INDEXED_H

#include "support/probe.h"

static inline rill_value_t is_early(rill_value_t item, rill_value_t index,
                                    void *context) {
  (void) item;
  (void) context;
  return rill_bool(rill_as_int(index) < 2);
}

/* No bool. */
static inline rill_value_t sum(rill_value_t item, rill_value_t index,
                               void *context) {
  (void) context;
  return rill_int(rill_as_int(item) + rill_as_int(index));
}

/* Cancels the run of a probe. */
static inline rill_value_t cancels(rill_value_t item, rill_value_t index,
                                   void *context) {
  (void) item;
  (void) index;
  rill_cancel(((probe_t *) context)->subscription);
  return rill_bool(true);
}

#endif
