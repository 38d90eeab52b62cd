/* SPDX-License-Identifier: MIT */
/* pick: looks for one item. */
#include "shared/pick.h"

#include "core/dropped.h"
#include "shared/items.h"
#include "shared/predicate.h"

rill_error_t *rill_pick_check(const void *params) {
  const rill_pick_params_t *p = params;
  if (p->index < 0)
    return rill_refuse("index is %lld (must be >= 0)", (long long) p->index);
  rill_error_t *error = rill_check_item(p->instead, "value");
  if (error != NULL) return error;
  return p->needs_pred ? rill_predicate1_check(&p->pred)
                       : rill_predicate_check(&p->pred);
}

void rill_pick_forget(void *params) {
  rill_pick_params_t *p = params;
  rill_fn_drop(p->pred);
  rill_value_unref(p->instead);
}

/* --- Known as soon as it comes -------------------------------------------- */

rill_step_t rill_pick_first(rill_stage_t *stage, rill_value_t *item) {
  const rill_pick_params_t *p = rill_params(stage);
  rill_value_t found = rill_predicate_ask(stage, &p->pred, *item);
  return rill_predicate_choose(found, item, RILL_LAST, RILL_DROP);
}

rill_step_t rill_pick_at(rill_stage_t *stage, rill_value_t *item) {
  const rill_pick_params_t *p = rill_params(stage);
  rill_pick_t *pick = rill_state(stage);
  (void) item;
  return pick->count++ == p->index ? RILL_LAST : RILL_DROP;
}

/* --- Known at the end ----------------------------------------------------- */

static void pick_keep(rill_stage_t *stage, rill_value_t item) {
  rill_pick_t *pick = rill_state(stage);
  rill_value_t before = pick->item;
  pick->item = rill_value_ref(item);
  pick->count++;
  if (pick->held) rill_tell(stage, before);
  pick->held = true;
  rill_value_unref(before);
}

/* Whether the item is one of those that are looked for, and not let go; or the
 * stage fails, or was cancelled meanwhile. */
static bool pick_holds(rill_stage_t *stage, rill_value_t item) {
  const rill_pick_params_t *p = rill_params(stage);
  rill_value_t answer = rill_predicate_ask(stage, &p->pred, item);
  bool holds = rill_as_bool(answer) && !stage->closed;
  if (!holds) rill_tell(stage, item);
  if (answer.kind == RILL_ERROR) rill_emit_failure(stage, answer);
  return holds;
}

size_t rill_pick_last(rill_stage_t *stage, const rill_value_t *items,
                      size_t count) {
  const rill_pick_params_t *p = rill_params(stage);
  bool any = !rill_fn_is_set(p->pred) && !rill_is_told(stage);
  for (size_t i = any && count > 0 ? count - 1 : 0;
       i < count && !stage->closed; i++)
    if (pick_holds(stage, items[i])) pick_keep(stage, items[i]);
  return count;
}

static void pick_second(rill_stage_t *stage, rill_value_t item) {
  char text[80];
  rill_value_format(item, text, sizeof text);
  rill_tell(stage, item);
  rill_emit_error(stage,
                  rill_error_new(RILL_ERANGE,
                                 "rill_%s: a second item came: %s (there must "
                                 "be one only)",
                                 stage->ops->name, text));
}

size_t rill_pick_only(rill_stage_t *stage, const rill_value_t *items,
                      size_t count) {
  rill_pick_t *pick = rill_state(stage);
  for (size_t i = 0; i < count && !stage->closed; i++) {
    if (!pick_holds(stage, items[i])) continue;
    if (pick->count > 0)
      pick_second(stage, items[i]);
    else
      pick_keep(stage, items[i]);
  }
  return count;
}

/* --- Ends ----------------------------------------------------------------- */

static rill_error_t *pick_missing(const rill_stage_t *stage) {
  const rill_pick_params_t *p = rill_params(stage);
  const rill_pick_t *pick = rill_state(stage);
  if (stage->ops->step == rill_pick_at)
    return rill_error_new(RILL_ERANGE,
                          "rill_%s: index is %lld, and the stream ended after "
                          "%lld items",
                          stage->ops->name, (long long) p->index,
                          (long long) pick->count);
  return rill_error_new(RILL_EEMPTY,
                        "rill_%s: the stream ended without an item%s",
                        stage->ops->name,
                        rill_fn_is_set(p->pred) ? " that pred holds for" : "");
}

void rill_pick_none(rill_stage_t *stage) {
  const rill_pick_params_t *p = rill_params(stage);
  if (p->has_instead)
    rill_total_set(stage, rill_value_ref(p->instead));
  else
    rill_emit_error(stage, pick_missing(stage));
}

void rill_pick_complete(rill_stage_t *stage) {
  rill_pick_t *pick = rill_state(stage);
  if (pick->count == 0) {
    rill_pick_none(stage);
    return;
  }
  rill_value_t item = pick->item;
  pick->item = rill_none();
  pick->held = false;
  rill_total_set(stage, item);
}

void rill_pick_release(rill_stage_t *stage) {
  rill_pick_t *pick = rill_state(stage);
  if (pick->held) rill_tell(stage, pick->item);
  rill_value_unref(pick->item);
  rill_total_release(stage);
}
