/* SPDX-License-Identifier: MIT */
/* pieces: lists that end where the items say so. */
#include "shared/lists.h"

/* All that is held, as one list. */
static void pieces_emit(rill_stage_t *stage, size_t *used) {
  rill_pieces_t *pieces = rill_state(stage);
  size_t count = pieces->held.count;
  rill_value_t list = rill_buffer_cut(&pieces->held, count, count);
  if (list.kind == RILL_ERROR) {
    rill_emit_failure(stage, list);
    return;
  }
  size_t taken = rill_emit_own(stage, list);
  rill_demand_use(&pieces->demand, taken);
  *used += taken;
}

static void pieces_fail(rill_stage_t *stage, rill_value_t item,
                        rill_error_t *error) {
  rill_emit_error(stage, error);
  rill_tell(stage, item);
}

static void pieces_overflow(rill_stage_t *stage, rill_value_t item,
                            int64_t capacity) {
  pieces_fail(stage, item,
              rill_error_new(RILL_EOVERFLOW,
                             "rill_%s: capacity is %lld, and the list has one "
                             "more item (raise .capacity, or end lists sooner)",
                             stage->ops->name, (long long) capacity));
}

static void pieces_take(rill_stage_t *stage, rill_value_t item, size_t *used) {
  const rill_bounds_params_t *p = rill_params(stage);
  const rill_cut_kind_t *kind = p->kind->cut;
  rill_pieces_t *pieces = rill_state(stage);
  rill_value_t here = kind->here(&pieces->cut, &p->fn, item, stage->ops->name);
  bool cut = here.kind == RILL_BOOL && rill_as_bool(here);
  if (stage->closed)
    rill_value_unref(here);
  else if (here.kind == RILL_ERROR)
    rill_emit_failure(stage, here);
  else if (cut && !kind->after && pieces->held.count > 0)
    pieces_emit(stage, used);
  if (stage->closed) {
    rill_tell(stage, item);
    return;
  }
  if ((int64_t) pieces->held.count >= p->capacity)
    pieces_overflow(stage, item, p->capacity);
  else if (!rill_buffer_push(&pieces->held, item))
    pieces_fail(stage, item, rill_error_no_memory());
  else if (cut && kind->after)
    pieces_emit(stage, used);
}

/* An item ends one list at most, so items that are asked for like lists are
 * never too many; those that end none use no demand up. */
size_t rill_pieces_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count) {
  size_t used = 0;
  for (size_t i = 0; i < count && !stage->closed; i++)
    pieces_take(stage, items[i], &used);
  return used;
}

/* The last list, when it is asked for. */
static void pieces_finish(rill_stage_t *stage) {
  rill_pieces_t *pieces = rill_state(stage);
  size_t used = 0;
  if (pieces->held.count > 0 && pieces->demand == 0) return;
  if (pieces->held.count > 0) pieces_emit(stage, &used);
  rill_emit_complete(stage);
}

void rill_pieces_complete(rill_stage_t *stage) {
  ((rill_pieces_t *) rill_state(stage))->done = true;
  pieces_finish(stage);
}

void rill_pieces_request(rill_stage_t *stage, int64_t count) {
  rill_pieces_t *pieces = rill_state(stage);
  rill_demand_add(&pieces->demand, count);
  if (!pieces->done)
    rill_ask(stage, count);
  else if (pieces->held.count > 0)
    pieces_finish(stage);
}

void rill_pieces_release(rill_stage_t *stage) {
  rill_pieces_t *pieces = rill_state(stage);
  rill_cut_release(&pieces->cut);
  rill_let_go_buffer(stage, &pieces->held);
}
