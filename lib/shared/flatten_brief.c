/* SPDX-License-Identifier: MIT */
/* flatten: inner streams whose items are there. They need no run; a row of
 * operators that is over at once needs a brief one. */
#include "core/chain.h"
#include "shared/flatten_inner.h"

/* Items that go on so, though no other has its turn. */
enum { IN_PLACE = 16 * RILL_BATCH };

/* --- Brief runs ----------------------------------------------------------- */

static size_t brief_take(rill_stage_t *sink, const rill_supply_t *from) {
  rill_stage_t *stage = rill_run_parent(sink);
  rill_flatten_t *f = rill_state(stage);
  if (!stage->closed && !f->failed)
    return rill_flatten_emit(stage, f, from, 0, (size_t) from->count);
  rill_run_cancel(sink);
  return (size_t) from->count;
}

static size_t brief_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  return brief_take(sink, &(rill_supply_t){.items = items, .count = count});
}

static size_t brief_next_ints(rill_stage_t *sink, int64_t first, size_t count) {
  return brief_take(sink, &(rill_supply_t){.first = first, .count = count});
}

/* Who begins such a run looks after what has come up meanwhile. */
static void brief_complete(rill_stage_t *sink) {
  rill_flatten_ended(rill_run_parent(sink), rill_state(sink));
}

static const rill_stage_ops_t brief_ops = {
    .name = "inner",
    .state_size = sizeof(rill_flatten_inner_t),
    .next = brief_next,
    .next_ints = brief_next_ints,
    .complete = brief_complete,
    .error = rill_flatten_inner_error,
    .release = rill_flatten_inner_release,
};

/* --- In place of a run ---------------------------------------------------- */

/* Up to how many items go on in place, whatever becomes of them; -1: they must
 * take their turn. */
static int64_t flatten_room(const rill_stage_t *stage) {
  const rill_flatten_params_t *p = rill_params(stage);
  const rill_flatten_t *f = rill_state(stage);
  if (p->folds || (p->ordered && f->inners != NULL)) return -1;
  if (f->emitting || f->ready != NULL) return -1;
  return f->demand < IN_PLACE ? f->demand : IN_PLACE;
}

static void flatten_place(rill_stage_t *stage, const rill_supply_t *from) {
  rill_flatten_t *f = rill_state(stage);
  f->owed++;
  for (uint64_t at = 0; at < from->count && !stage->closed;) {
    uint64_t n = from->count - at;
    if (n > RILL_BATCH) n = RILL_BATCH;
    rill_flatten_emit(stage, f, from, at, (size_t) n);
    at += n;
  }
}

bool rill_flatten_in_place(rill_stage_t *stage, const rill_supply_t *from) {
  int64_t room = flatten_room(stage);
  if (room < 0 || from->count > (uint64_t) room) return false;
  flatten_place(stage, from);
  return true;
}

/* It is among the others meanwhile, and has its turn. Apart, so that nobody
 * else has such a block on the stack. */
static __attribute__((noinline)) void
flatten_brief(rill_stage_t *stage, rill_observable_t *observable,
              const rill_supply_t *items) {
  rill_brief_t brief;
  rill_stage_t *sink = rill_brief_new(&brief, rill_stage_scheduler(stage),
                                      observable, &brief_ops, stage);
  rill_flatten_link(rill_state(stage), rill_state(sink));
  rill_brief_run(&brief, items);
}

/* What a row makes of them must never wait: what others send meanwhile may use
 * up any demand but an unbounded one. */
bool rill_flatten_now(rill_stage_t *stage, rill_observable_t *o) {
  const rill_flatten_t *f = rill_state(stage);
  rill_supply_t items;
  bool alone = o->count == 1;
  if (!rill_observable_lends(o)) return false;
  int64_t room = flatten_room(stage);
  if (room < 0) return false;
  if (!alone && (f->demand != RILL_UNBOUNDED ||
                 !rill_fits_brief(rill_stage_scheduler(stage), o, &brief_ops)))
    return false;
  if (!rill_observable_lend(o, stage, (uint64_t) room, &items)) return false;
  if (alone)
    flatten_place(stage, &items);
  else
    flatten_brief(stage, o, &items);
  return true;
}
