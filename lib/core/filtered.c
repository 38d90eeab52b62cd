/* SPDX-License-Identifier: MIT */
/* filtered: a map, a filter and a fold in a row, and whom they call, in
 * registers, for as long as nobody has to count what goes along. */
#include "core/driver.h"

/* What is wrong with one item, which the usual way sees to. The chain is dirty
 * when a stage was closed: then those below are deaf, and find that out. */
static __attribute__((noinline)) size_t run_kept(rill_stage_t *filter,
                                                 rill_value_t keep,
                                                 rill_value_t item) {
  if (keep.kind != RILL_BOOL)
    rill_run_refused(filter, keep);
  else if (keep.as.i != 0)
    return rill_run_rest(filter->down, item);
  return 0;
}

static inline __attribute__((always_inline)) size_t
run_filtered(rill_stage_t *s, const rill_value_t *items, int64_t from,
             size_t count, size_t *taken) {
  const struct rill_call_state map = *(struct rill_call_state *) rill_state(s);
  const struct rill_call_state filter =
      *(struct rill_call_state *) rill_state(s->down);
  rill_stage_t *const end = s->down->down;
  struct rill_fold_state *fold = rill_state(end);
  const rill_call2_fn add = fold->call;
  void *const context = fold->context;
  const rill_chain_t *chain = s->chain;
  uint32_t kind = fold->accumulator.kind; /* in registers */
  int64_t word = fold->accumulator.as.i;
  rill_value_t item, got;
  size_t i = 0;
#define SUM ((rill_value_t){kind, 0, {.i = word}})
  while (i < count) {
    item = map.call(rill_item_at(items, from, i++), map.context);
    if (rill_unlikely(item.kind >= RILL_OBJECT || chain->dirty)) goto mapped;
    got = filter.call(item, filter.context);
    if (rill_unlikely(got.kind != RILL_BOOL || chain->dirty)) goto kept;
    if (got.as.i == 0) continue;
    got = add(SUM, item, context);
    if (rill_unlikely(got.kind >= RILL_OBJECT || chain->dirty)) goto added;
    kind = got.kind;
    word = got.as.i;
  }
  fold->accumulator = SUM;
  *taken = i;
  return 0;
mapped:
  fold->accumulator = SUM;
  *taken = i;
  return rill_run_mapped(s, item);
kept:
  fold->accumulator = SUM;
  *taken = i;
  return run_kept(s->down, got, item);
added: /* it is the sum now, or the failure */
  *taken = i;
  rill_fold_counted(end, got);
  return 0;
#undef SUM
}

RILL_LOOP size_t rill_run_filtered(rill_stage_t *s, const rill_value_t *items,
                                   int64_t from, size_t count, size_t *taken) {
  return items != NULL ? run_filtered(s, items, 0, count, taken)
                       : run_filtered(s, NULL, from, count, taken);
}
