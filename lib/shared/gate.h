/* SPDX-License-Identifier: MIT */
/* What switch_on_first hands out. */
#ifndef RILL_SHARED_GATE_H
#define RILL_SHARED_GATE_H

#include "core/operator.h"

/* Between the stage and the stream of its items, which is handed out: either
 * may go at any time. */
typedef struct rill_gate {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_stage_t *stage;  /* NULL: has gone */
  rill_stage_t *reader; /* of who subscribed; NULL: not yet, or gone */
  rill_value_t first;
  rill_error_t *error;
  bool waits; /* the first item has not been taken */
  bool taken, over, emitting;
} rill_gate_t;

/** With one handle, and an item that waits; NULL without memory. */
rill_gate_t *rill_gate_new(rill_stage_t *stage, rill_value_t first);
/** The stream of all items, for one subscriber. */
rill_value_t rill_gate_items(rill_gate_t *gate);
/** `stage`, which has left it, lets go of the first item if it still waits. */
void rill_gate_let_go(const rill_stage_t *stage, rill_gate_t *gate);
/** Passes on what there is for the reader: the first item, the end, or the
 * demand for the others. An error overtakes. */
void rill_gate_settle(rill_gate_t *gate);

#endif
