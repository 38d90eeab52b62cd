/* SPDX-License-Identifier: MIT */
/* dropped: tells of items that are let go. */
#include "core/dropped.h"

void rill_scheduler_on_dropped(rill_scheduler_t *s, rill_dropped_fn hook,
                               void *context) {
  s->dropped_context = context;
  s->dropped = hook;
}

void rill_tell_as(const rill_teller_t *teller, const rill_value_t *items,
                  size_t count) {
  const rill_scheduler_t *s = teller->scheduler;
  rill_dropped_t dropped = {
      .size = sizeof dropped,
      .stage = teller->name,
      .position = teller->position,
      .site = teller->site,
  };
  for (size_t i = 0; i < count && teller->told; i++) {
    rill_dropped_fn hook = rill_scheduler_hears(&s);
    if (hook == NULL) return; /* it was taken away */
    dropped.item = items[i];
    hook(&dropped, s->dropped_context);
  }
}

void rill_tell_of(const rill_stage_t *stage, const rill_value_t *items,
                  size_t count) {
  const rill_teller_t teller = rill_teller_of(stage);
  rill_tell_as(&teller, items, count);
}

void rill_let_go_all(const rill_stage_t *stage, rill_ring_t *ring) {
  rill_ring_t old = *ring;
  *ring = (rill_ring_t){0};
  if (rill_is_told(stage))
    for (size_t i = 0; i < old.count; i++)
      rill_tell(stage, rill_ring_at(&old, i));
  rill_ring_clear(&old);
}

size_t rill_emit_held_by(const rill_stage_t *holder, rill_stage_t *stage,
                         const rill_value_t *items, size_t count) {
  if (!rill_is_told(holder)) return rill_emit(stage, items, count);
  size_t used = 0, i = 0;
  while (i < count && !stage->closed) used += rill_emit_one(stage, items[i++]);
  rill_tell_of(holder, items + i, count - i);
  return used;
}
