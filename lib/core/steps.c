/* SPDX-License-Identifier: MIT */
/* steps: the common rows of the stage driver, in one loop: maps, filters, then
 * a fold or the observer, and scalars that nobody has to count. What else may
 * come goes the long way from where it came up.
 *
 * A jump taken costs more than the work between two calls, so the branches lie
 * as most rows run. A stage that was closed meanwhile is deaf, and so is found
 * without being looked for. */
#include "core/driver.h"

enum {
  MAPS = 10,    /* at the head of a row, that are laid out in a table */
  FEW_MAPS = 3, /* that are not worth a table */
  FEW_ITEMS = 8
};

/* The maps at the head of a row; the chain is dirty when one was closed. */
struct maps {
  struct {
    rill_call1_fn call;
    void *context;
    rill_stage_t *stage;
  } at[MAPS];
  unsigned count;
  rill_stage_t *after;
};

static bool maps_find(struct maps *maps, rill_stage_t *s, size_t items) {
  rill_stage_t *at = s;
  maps->count = 0;
  if (s->code != RILL_CODE_MAP || items < FEW_ITEMS || s->chain->dirty)
    return false;
  for (; maps->count < MAPS && at->code == RILL_CODE_MAP; at = at->down)
    maps->count++;
  if (maps->count < FEW_MAPS) return false;
  for (unsigned i = MAPS - maps->count; i < MAPS; i++, s = s->down) {
    struct rill_call_state *map = rill_state(s);
    maps->at[i].call = map->call;
    maps->at[i].context = map->context;
    maps->at[i].stage = s;
  }
  maps->after = s;
  return true;
}

/* What the loop does not see to: counted values, failures, closed stages. */
__attribute__((noinline)) size_t rill_run_mapped(rill_stage_t *s,
                                                 rill_value_t item) {
  if (item.kind == RILL_ERROR) {
    rill_emit_failure(s, item);
    return 0;
  }
  return rill_run_item(s->closed ? s : s->down, item, item);
}

__attribute__((noinline)) void rill_run_refused(rill_stage_t *s,
                                                rill_value_t keep) {
  rill_emit_failure(s, rill_not_bool(s, keep));
}

size_t rill_run_rest(rill_stage_t *s, rill_value_t item) {
  if (s->code == RILL_CODE_NEXT) return rill_call_one(s, item);
  if (s->code == RILL_CODE_DEAF) return 0;
  return rill_run_item(s, item, rill_none());
}

/* A fold alone: its sum stays in registers, or each call would wait for the
 * last one's to come back from memory. */
static inline __attribute__((always_inline)) void
run_fold(rill_stage_t *s, const rill_value_t *items, int64_t from,
         size_t count) {
  struct rill_fold_state *fold = rill_state(s);
  const rill_call2_fn call = fold->call;
  uint32_t kind = fold->accumulator.kind; /* in registers */
  int64_t word = fold->accumulator.as.i;
  rill_value_t got;
  size_t i = 0;
#define SUM ((rill_value_t){kind, 0, {.i = word}})
#pragma GCC unroll 4
  for (; i < count; i++) {
    got = call(SUM, rill_item_at(items, from, i), fold->context);
    if (rill_unlikely(got.kind >= RILL_OBJECT || s->code != RILL_CODE_FOLD))
      goto other;
    kind = got.kind;
    word = got.as.i;
  }
  fold->accumulator = SUM;
#undef SUM
  return;
other: /* counted, failed, or cancelled from inside of the call */
  rill_fold_counted(s, got); /* in place of one that is not counted */
  for (i++; i < count; i++)
    rill_run_item(s, rill_item_at(items, from, i), rill_none());
}

/* --- Rows of maps --------------------------------------------------------- */

/* One item that the table has done with. */
static inline __attribute__((always_inline)) size_t
run_after(rill_stage_t *s, rill_value_t item) {
  if (rill_unlikely(s->code != RILL_CODE_FOLD)) return rill_run_rest(s, item);
  rill_fold_one(s, item);
  return 0;
}

/* Returns how many it has taken, before the chain became dirty. */
static inline __attribute__((always_inline)) size_t
run_maps(const struct maps *maps, const rill_chain_t *chain,
         const rill_value_t *items, int64_t from, size_t count, size_t *used) {
  for (size_t i = 0; i < count; i++) {
    uint32_t kind = rill_item_at(items, from, i).kind; /* in registers */
    int64_t word = rill_item_at(items, from, i).as.i;
    unsigned left;
    rill_value_t got;
#define ITEM ((rill_value_t){kind, 0, {.i = word}})
#define MAP(n)                                                                 \
 case MAPS - (n):                                                              \
  got = maps->at[n].call(ITEM, maps->at[n].context);                           \
  kind = got.kind;                                                             \
  word = got.as.i;                                                             \
  if (rill_unlikely(kind >= RILL_OBJECT || chain->dirty)) {                    \
   left = n;                                                                   \
   goto left;                                                                  \
  }                                                                            \
  __attribute__((fallthrough));
    switch (maps->count) {
      MAP(0)
      MAP(1)
      MAP(2)
      MAP(3)
      MAP(4)
      MAP(5)
      MAP(6)
      MAP(7)
      MAP(8)
      MAP(9)
    default:
      break;
    }
    *used += run_after(maps->after, ITEM);
    if (rill_unlikely(chain->dirty)) return i + 1;
    continue;
  left:
    *used += rill_run_mapped(maps->at[left].stage, got);
    if (chain->dirty) return i + 1;
#undef MAP
#undef ITEM
  }
  return count;
}

/* --- Any row of the common steps ------------------------------------------ */

static inline __attribute__((always_inline)) size_t
run_row(rill_stage_t *first, const rill_value_t *items, int64_t from,
        size_t count) {
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t kind = rill_item_at(items, from, i).kind; /* in registers */
    int64_t word = rill_item_at(items, from, i).as.i;
    rill_stage_t *s = first;
    rill_value_t got;
#define ITEM ((rill_value_t){kind, 0, {.i = word}})
    while (s->code >= RILL_CODE_FILTER) {
      if (rill_likely(s->code == RILL_CODE_MAP)) {
        struct rill_call_state *map = rill_state(s);
        got = map->call(ITEM, map->context);
        kind = got.kind;
        word = got.as.i;
        if (rill_unlikely(kind >= RILL_OBJECT)) goto mapped;
        s = s->down;
        if (rill_unlikely(s->code != RILL_CODE_FILTER)) continue;
      }
      struct rill_call_state *filter = rill_state(s);
      got = filter->call(ITEM, filter->context);
      if (rill_unlikely(got.kind != RILL_BOOL)) goto refused;
      if (got.as.i == 0) goto next;
      s = s->down;
    }
    if (rill_likely(s->code == RILL_CODE_FOLD)) {
      struct rill_fold_state *fold = rill_state(s);
      got = fold->call(fold->accumulator, ITEM, fold->context);
      if (rill_likely(got.kind < RILL_OBJECT))
        fold->accumulator = got;
      else
        rill_fold_counted(s, got);
    } else if (s->code == RILL_CODE_OBSERVE) {
      struct rill_observe_state *observe = rill_state(s);
      used++;
      observe->next(ITEM, observe->context);
    } else {
      used += s->code == RILL_CODE_NEXT ? rill_call_one(s, ITEM)
              : rill_is_own(s)          ? rill_run_own_item(s, ITEM)
                                        : rill_run_rest(s, ITEM);
      if (first->closed) break;
    }
  next:
    continue;
  mapped:
    used += rill_run_mapped(s, got);
    continue;
  refused:
    rill_run_refused(s, got);
#undef ITEM
  }
  return used;
}

/* --- Both, for items of an array and for integers ------------------------- */

__attribute__((noinline)) size_t
rill_run_steps(rill_stage_t *stage, const rill_value_t *items, size_t count) {
  struct maps maps;
  size_t used = 0, done = 0;
  if (stage->code == RILL_CODE_FOLD) {
    run_fold(stage, items, 0, count);
    return 0;
  }
  if (rill_is_own(stage)) return rill_run_own(stage, items, 0, count);
  if (rill_is_changed(stage))
    used = rill_run_changed(stage, items, 0, count, &done);
  else if (rill_is_filtered(stage))
    used = rill_run_filtered(stage, items, 0, count, &done);
  else if (maps_find(&maps, stage, count))
    done = run_maps(&maps, stage->chain, items, 0, count, &used);
  return used + run_row(stage, items + done, 0, count - done);
}

__attribute__((noinline)) size_t
rill_run_steps_ints(rill_stage_t *stage, int64_t first, size_t count) {
  struct maps maps;
  size_t used = 0, done = 0;
  if (stage->code == RILL_CODE_FOLD) {
    run_fold(stage, NULL, first, count);
    return 0;
  }
  if (rill_is_own(stage)) return rill_run_own(stage, NULL, first, count);
  if (rill_is_changed(stage))
    used = rill_run_changed(stage, NULL, first, count, &done);
  else if (rill_is_filtered(stage))
    used = rill_run_filtered(stage, NULL, first, count, &done);
  else if (maps_find(&maps, stage, count))
    done = run_maps(&maps, stage->chain, NULL, first, count, &used);
  return used + run_row(stage, NULL, rill_int_after(first, done), count - done);
}
