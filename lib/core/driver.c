/* SPDX-License-Identifier: MIT */
/* The stage driver: how items, ends and demand travel along a chain. */
#include "core/driver.h"

#include "base/value.h"

/* --- Ends ----------------------------------------------------------------- */

void rill_signal_end(rill_stage_t *stage, rill_error_t *error) {
  if (stage->closed) {
    if (error != NULL)
      rill_scheduler_unhandled(stage->chain->scheduler, error);
    rill_unref(error);
  } else if (error != NULL) {
    if (stage->ops->error != NULL)
      stage->ops->error(stage, error);
    else
      rill_emit_end(stage, error);
  } else if (stage->ops->complete != NULL) {
    stage->ops->complete(stage);
  } else {
    rill_emit_end(stage, NULL);
  }
}

void rill_emit_end(rill_stage_t *stage, rill_error_t *error) {
  if (!stage->closed) {
    rill_close_from(stage);
    stage = stage->down;
  }
  rill_signal_end(stage, error);
}

void rill_emit_complete(rill_stage_t *stage) {
  if (!stage->closed) rill_emit_end(stage, NULL);
}

static const char *stage_site(const rill_stage_t *stage) {
  const rill_observable_t *o = stage->chain->observable;
  for (size_t i = 0; i < o->count; i++)
    if (o->stages[i].position == stage->index && o->stages[i].site != NULL)
      return o->stages[i].site;
  return stage->chain->site;
}

void rill_emit_error(rill_stage_t *stage, rill_error_t *error) {
  error = rill_error_place(error, stage_site(stage), (int) stage->index,
                           stage->ops->name);
  rill_emit_end(stage, error);
}

void rill_emit_failure(rill_stage_t *stage, rill_value_t failure) {
  rill_emit_error(stage, rill_as_error(failure));
}

/* --- Demand --------------------------------------------------------------- */

void rill_ask(rill_stage_t *stage, int64_t count) {
  for (stage = stage->up; stage != NULL && !stage->closed; stage = stage->up) {
    if (stage->ops->request == NULL) continue;
    stage->ops->request(stage, count);
    return;
  }
}

/* --- Items: a row of steps, one item at a time ---------------------------- */

/* With a sum that need not be counted, the short way will do. */
static void fold_choose(rill_stage_t *stage) {
  struct rill_fold_state *fold = rill_state(stage);
  if (stage->ops->code == RILL_CODE_FOLD && stage->code != RILL_CODE_DEAF)
    stage->code = fold->accumulator.kind < RILL_OBJECT
                      ? RILL_CODE_FOLD
                      : RILL_CODE_FOLD_COUNTED;
}

void rill_fold_counted(rill_stage_t *stage, rill_value_t sum) {
  struct rill_fold_state *fold = rill_state(stage);
  if (sum.kind == RILL_ERROR) {
    rill_emit_failure(stage, sum);
    return;
  }
  rill_value_unref(fold->accumulator);
  fold->accumulator = sum;
  fold_choose(stage);
}

static rill_step_t step_fold(rill_stage_t *stage, rill_value_t item) {
  struct rill_fold_state *fold = rill_state(stage);
  if (!fold->seeded) {
    fold->seeded = true;
    fold->accumulator = rill_value_ref(item);
    fold_choose(stage);
    return RILL_DROP;
  }
  rill_fold_counted(stage, fold->call(fold->accumulator, item, fold->context));
  return RILL_DROP;
}

rill_value_t rill_not_bool(rill_stage_t *stage, rill_value_t answer) {
  if (answer.kind == RILL_ERROR) return answer;
  rill_value_t wrong = rill_wrong_kind(stage->ops->name, "bool", answer);
  rill_value_unref(answer);
  return wrong;
}

static rill_step_t step_filter(rill_stage_t *stage, rill_value_t *item) {
  struct rill_call_state *filter = rill_state(stage);
  rill_value_t keep = filter->call(*item, filter->context);
  if (keep.kind == RILL_BOOL) return keep.as.i != 0 ? RILL_PASS : RILL_DROP;
  *item = rill_not_bool(stage, keep);
  return RILL_FAIL;
}

static inline rill_step_t run_step(rill_stage_t *s, rill_value_t *item) {
  if (s->code == RILL_CODE_FILTER) return step_filter(s, item);
  if (s->ops->step != NULL) return s->ops->step(s, item);
  step_fold(s, *item);
  if (s->code != RILL_CODE_SCAN) return RILL_DROP;
  const struct rill_fold_state *fold = rill_state(s);
  *item = rill_value_ref(fold->accumulator);
  return RILL_SWAP;
}

rill_step_t rill_take_step(rill_stage_t *stage, rill_value_t *item) {
  return run_step(stage, item);
}

/* A sink may find that the stage it works for has ended: then what feeds it
 * has, too, or a synchronous source would go on for nobody. The sink itself
 * is left to the stage's release, which knows it. */
static size_t called_next(rill_stage_t *stage, size_t used) {
  if (stage->down == NULL && stage->chain->parent != NULL &&
      rill_run_parent(stage)->closed)
    rill_close_upstream(stage);
  return used;
}

size_t rill_call_next(rill_stage_t *stage, const rill_value_t *items,
                      size_t count) {
  return called_next(stage, stage->ops->next(stage, items, count));
}

static __attribute__((noinline)) size_t call_one_else(rill_stage_t *stage,
                                                      rill_value_t item) {
  if (stage->ops->next_one == NULL) return rill_call_next(stage, &item, 1);
  return called_next(stage, stage->ops->next_one(stage, item));
}

size_t rill_call_one(rill_stage_t *stage, rill_value_t item) {
  bool plain = stage->down != NULL || stage->chain->parent == NULL;
  if (rill_likely(plain && stage->ops->next_one != NULL))
    return stage->ops->next_one(stage, item);
  return call_one_else(stage, item);
}

void rill_finish_row(rill_stage_t *last) {
  if (last != NULL && !last->down->closed) rill_signal_end(last->down, NULL);
}

/* Apart, so that nobody else has an item in memory: written as two words, it
 * cannot be read as one at once. */
static __attribute__((noinline)) size_t run_watched_one(rill_stage_t *s,
                                                        rill_value_t item) {
  return rill_run_watched(s, &item, 1);
}

/* What a step says of an item goes for what is held for it, too. */
static inline rill_step_t run_other(rill_stage_t *s, rill_value_t *item,
                                    rill_value_t *held) {
  rill_value_t given = *item;
  rill_step_t step = run_step(s, &given);
  if (step != RILL_SWAP && step != RILL_FAIL) return step;
  rill_value_unref(*held);
  *item = given;
  *held = step == RILL_SWAP ? given : rill_none();
  return step;
}

size_t rill_run_item(rill_stage_t *s, rill_value_t item, rill_value_t held) {
  rill_stage_t *last = NULL;
  size_t used = 0;
  for (;; s = s->down) {
    rill_step_t step;
    if (s->code == RILL_CODE_MAP) {
      struct rill_call_state *map = rill_state(s);
      item = map->call(item, map->context);
      rill_value_unref(held);
      held = item;
      if (rill_likely(item.kind != RILL_ERROR && !s->closed)) continue;
      if (item.kind != RILL_ERROR) break;
      held = rill_none();
      step = RILL_FAIL;
    } else if (s->code == RILL_CODE_OBSERVE) {
      struct rill_observe_state *observe = rill_state(s);
      observe->next(item, observe->context);
      used = 1;
      break;
    } else if (s->code == RILL_CODE_DEAF) {
      break;
    } else if (s->code == RILL_CODE_NEXT) {
      used = rill_call_one(s, item);
      break;
    } else if (rill_unlikely(s->code == RILL_CODE_WATCHED)) {
      used = run_watched_one(s, item);
      break;
    } else {
      step = run_other(s, &item, &held);
    }
    if (step == RILL_PASS && !s->closed) continue;
    if (step == RILL_FAIL) rill_emit_failure(s, item);
    if (s->closed || step == RILL_DROP) break;
    if (step == RILL_SWAP) continue;
    rill_close_from(s);
    last = s;
    if (step == RILL_STOP) break;
  }
  rill_value_unref(held);
  rill_finish_row(last);
  return used;
}

size_t rill_run_stepped(rill_stage_t *s, rill_step_t step,
                        rill_value_t item) {
  rill_value_t held = step == RILL_SWAP ? item : rill_none();
  if (step == RILL_FAIL) rill_emit_failure(s, item);
  if (s->closed || step == RILL_DROP) {
    rill_value_unref(held);
    return 0;
  }
  bool ends = step == RILL_LAST || step == RILL_STOP;
  if (ends) rill_close_from(s);
  size_t used = step == RILL_STOP ? 0 : rill_run_item(s->down, item, held);
  if (ends) rill_finish_row(s);
  return used;
}

size_t rill_deliver(rill_stage_t *stage, const rill_value_t *items,
                    size_t count) {
  if (stage->code == RILL_CODE_NEXT)
    return rill_call_next(stage, items, count);
  if (stage->code == RILL_CODE_OBSERVE) {
    struct rill_observe_state *observe = rill_state(stage);
    size_t i = 0;
    while (i < count && stage->code == RILL_CODE_OBSERVE)
      observe->next(items[i++], observe->context);
    return i;
  }
  if (rill_unlikely(stage->code == RILL_CODE_WATCHED))
    return rill_run_watched(stage, items, count);
  return rill_run_steps(stage, items, count);
}

/* Those that take nothing but items. */
static size_t deliver_boxed(rill_stage_t *stage, int64_t first, size_t count) {
  rill_value_t items[RILL_BATCH];
  rill_values_count(items, first, count);
  return rill_deliver(stage, items, count);
}

size_t rill_deliver_ints(rill_stage_t *stage, int64_t first, size_t count) {
  if (stage->code == RILL_CODE_NEXT && stage->ops->next_ints != NULL)
    return called_next(stage, stage->ops->next_ints(stage, first, count));
  if (stage->code != RILL_CODE_NEXT && stage->code != RILL_CODE_WATCHED)
    return rill_run_steps_ints(stage, first, count);
  return deliver_boxed(stage, first, count);
}

/* --- Emitting ------------------------------------------------------------- */

enum { FEW = 4 }; /* items that are not worth a batch */

static __attribute__((noinline)) size_t emit_many(rill_stage_t *stage,
                                                  const rill_value_t *items,
                                                  size_t count) {
  rill_stage_t *down = stage->down;
  if (down->kernels == 0 || count < FEW)
    return rill_deliver(down, items, count);
  size_t used = 0;
  while (count > 0 && !stage->closed) {
    size_t n = count < RILL_BATCH ? count : RILL_BATCH;
    used += rill_run_kernels(down, items, 0, n);
    items += n;
    count -= n;
  }
  return used;
}

size_t rill_emit(rill_stage_t *stage, const rill_value_t *items,
                 size_t count) {
  if (rill_unlikely(stage->closed)) return count;
  if (count != 1) return emit_many(stage, items, count);
  rill_stage_t *down = stage->down;
  if (items->kind < RILL_OBJECT && down->code < RILL_CODE_DEAF)
    return rill_run_own_item(down, *items);
  return rill_run_item(down, *items, rill_none());
}

size_t rill_emit_ints(rill_stage_t *stage, int64_t first, size_t count) {
  if (rill_unlikely(stage->closed)) return count;
  rill_stage_t *down = stage->down;
  size_t used = 0;
  while (count > 0 && !stage->closed) {
    size_t n = count < RILL_BATCH ? count : RILL_BATCH;
    if (down->kernels == 0 || n < FEW)
      used += rill_deliver_ints(down, first, n);
    else
      used += rill_run_kernels(down, NULL, first, n);
    first = rill_int_after(first, n);
    count -= n;
  }
  return used;
}
