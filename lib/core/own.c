/* SPDX-License-Identifier: MIT */
/* own: rows of the stage driver that begin with a scan or a step of an
 * operator's own, and maps whose repeated integers are dropped, as long as
 * nobody has to count what goes along. They are kept out of the loops of
 * steps.c, which they would take registers from. */
#include "core/driver.h"

/* --- Scans ---------------------------------------------------------------- */

/* Whether a scan has a sum that need not be counted. */
static inline bool is_plain(const rill_stage_t *s) {
  const struct rill_fold_state *scan = rill_state(s);
  return scan->seeded && scan->accumulator.kind < RILL_OBJECT;
}

/* A sum that has to be counted, or is a failure. */
static __attribute__((noinline)) size_t run_counted(rill_stage_t *s,
                                                    rill_value_t sum) {
  struct rill_fold_state *scan = rill_state(s);
  rill_fold_counted(s, sum);
  if (s->code == RILL_CODE_DEAF) return 0;
  rill_value_t held = rill_value_ref(scan->accumulator);
  return rill_run_item(s->down, held, held);
}

static bool is_observed(const rill_stage_t *s) {
  return s->code == RILL_CODE_SCAN && s->down->code == RILL_CODE_OBSERVE &&
         is_plain(s);
}

/* One whose sums are observed at once: the sum stays in registers, or each call
 * would wait for the last one's to come back from memory. */
static inline __attribute__((always_inline)) size_t
run_observed(rill_stage_t *s, const rill_value_t *items, int64_t from,
             size_t count) {
  struct rill_fold_state *scan = rill_state(s);
  const struct rill_observe_state *observe = rill_state(s->down);
  const rill_call2_fn call = scan->call;
  void *const context = scan->context;
  rill_value_t sum = scan->accumulator, got;
  size_t i = 0;
  while (i < count && s->code == RILL_CODE_SCAN) {
    got = call(sum, rill_item_at(items, from, i), context);
    if (rill_unlikely(got.kind >= RILL_OBJECT || s->code != RILL_CODE_SCAN))
      goto other;
    sum = got;
    i++;
    observe->next(sum, observe->context);
  }
  scan->accumulator = sum;
  return i;
other: /* counted, failed, or cancelled from inside of the call */
  scan->accumulator = sum;
  size_t used = i + run_counted(s, got);
  for (i++; i < count; i++)
    used += rill_run_item(s, rill_item_at(items, from, i), rill_none());
  return used;
}

/* What a step has let pass, to what takes it there. */
static inline __attribute__((always_inline)) size_t run_end(rill_stage_t *s,
                                                            rill_value_t item) {
  if (s->code == RILL_CODE_OBSERVE) {
    const struct rill_observe_state *observe = rill_state(s);
    observe->next(item, observe->context);
    return 1;
  }
  if (s->code != RILL_CODE_FOLD) return rill_run_rest(s, item);
  rill_fold_one(s, item);
  return 0;
}

/* --- Maps whose repeated integers are dropped ----------------------------- */

/* The integer before stays in a register. */
static inline __attribute__((always_inline)) size_t
run_changed(rill_stage_t *s, const rill_value_t *items, int64_t from,
            size_t count, size_t *taken) {
  const struct rill_call_state *map = rill_state(s);
  const rill_call1_fn call = map->call;
  void *const context = map->context;
  struct rill_last_state *before = rill_state(s->down);
  rill_stage_t *const end = s->down->down;
  const rill_chain_t *chain = s->chain;
  int64_t last = before->last.as.i;
  size_t used = 0, i = *taken;
  while (i < count) {
    rill_value_t got = call(rill_item_at(items, from, i++), context);
    if (rill_unlikely(got.kind != RILL_INT || chain->dirty)) {
      used += rill_run_mapped(s, got);
      break;
    }
    if (got.as.i == last) continue;
    before->last.as.i = last = got.as.i;
    used += run_end(end, rill_int(last));
    if (rill_unlikely(chain->dirty)) break;
  }
  *taken = i;
  return used;
}

size_t rill_run_changed(rill_stage_t *s, const rill_value_t *items,
                        int64_t from, size_t count, size_t *taken) {
  const struct rill_last_state *before = rill_state(s->down);
  size_t used = 0;
  *taken = 0;
  if (before->last.kind != RILL_INT && count > 0) /* the first integer? */
    used = rill_run_item(s, rill_item_at(items, from, (*taken)++), rill_none());
  if (before->last.kind != RILL_INT || s->chain->dirty) return used;
  return used + (items != NULL ? run_changed(s, items, 0, count, taken)
                               : run_changed(s, NULL, from, count, taken));
}

/* --- Any such row --------------------------------------------------------- */

static inline __attribute__((always_inline)) size_t run_one(rill_stage_t *s,
                                                            rill_value_t item) {
  for (; rill_is_own(s); s = s->down) {
    if (s->code == RILL_CODE_SCAN) {
      struct rill_fold_state *scan = rill_state(s);
      if (rill_unlikely(!is_plain(s))) break;
      item = scan->call(scan->accumulator, item, scan->context);
      if (rill_unlikely(item.kind >= RILL_OBJECT)) return run_counted(s, item);
      scan->accumulator = item;
      continue;
    }
    rill_step_t step = s->ops->step(s, &item);
    if (step == RILL_DROP) return 0;
    if (rill_unlikely(s->closed || step > RILL_SWAP ||
                      (step == RILL_SWAP && item.kind >= RILL_OBJECT)))
      return rill_run_stepped(s, step, item);
  }
  return run_end(s, item);
}

size_t rill_run_own_item(rill_stage_t *s, rill_value_t item) {
  return run_one(s, item);
}

size_t rill_run_own(rill_stage_t *first, const rill_value_t *items,
                    int64_t from, size_t count) {
  if (is_observed(first))
    return items != NULL ? run_observed(first, items, 0, count)
                         : run_observed(first, NULL, from, count);
  size_t used = 0;
  for (size_t i = 0; i < count && rill_is_own(first); i++)
    used += run_one(first, items != NULL ? items[i]
                                         : rill_int(from + (int64_t) i));
  return used;
}

/* --- Pairs that are no lists yet ------------------------------------------ */

static inline __attribute__((always_inline)) size_t
run_pairs(rill_stage_t *s, const rill_value_t *left, int64_t from_left,
          const rill_value_t *right, int64_t from_right, size_t count) {
  const rill_fn_t *fn = rill_params(s);
  const rill_call2_fn call = fn->as.call2;
  void *const context = fn->context;
  size_t used = 0;
  for (size_t i = 0; i < count && s->code == RILL_CODE_STEP; i++) {
    rill_value_t got = call(rill_item_at(left, from_left, i),
                            rill_item_at(right, from_right, i), context);
    if (rill_unlikely(got.kind >= RILL_OBJECT))
      used += rill_run_stepped(
          s, got.kind == RILL_ERROR ? RILL_FAIL : RILL_SWAP, got);
    else /* closed by the call, what is below is deaf, too */
      used += run_one(s->down, got);
  }
  return used;
}

size_t rill_emit_pairs(rill_stage_t *stage, const rill_supply_t pair[2],
                       uint64_t index, size_t count) {
  const rill_value_t *left = pair[0].items, *right = pair[1].items;
  int64_t from_left = rill_int_after(pair[0].first, index);
  int64_t from_right = rill_int_after(pair[1].first, index);
  if (left == NULL && right == NULL)
    return run_pairs(stage->down, NULL, from_left, NULL, from_right, count);
  return run_pairs(stage->down, left != NULL ? left + index : NULL, from_left,
                   right != NULL ? right + index : NULL, from_right, count);
}
