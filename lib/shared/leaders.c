/* SPDX-License-Identifier: MIT */
/* leaders: the items with the least or the greatest key so far. */
#include "shared/leaders.h"

#include "shared/order.h"

rill_error_t *rill_leaders_check(const void *params) {
  const rill_leaders_params_t *p = params;
  rill_error_t *error = rill_check_fn(p->key, 1, "key");
  if (error == NULL) error = rill_check_optional_fn(p->cmp, 2, "cmp");
  return error != NULL ? error : rill_check_capacity(p->capacity);
}

void rill_leaders_forget(void *params) {
  rill_leaders_params_t *p = params;
  rill_fn_drop(p->key);
  rill_fn_drop(p->cmp);
}

/* A new key, which is taken over: those so far are beaten. */
static void leaders_restart(rill_stage_t *stage, rill_value_t key) {
  rill_leaders_t *leaders = rill_state(stage);
  rill_buffer_t *items = &leaders->items;
  rill_value_t before = leaders->key;
  leaders->key = key;
  while (items->count > 0) /* their memory is for those that follow */
    rill_let_go(stage, items->items[items->head + --items->count]);
  rill_value_unref(before);
}

static rill_error_t *leaders_add(rill_stage_t *stage, rill_value_t item) {
  const rill_leaders_params_t *p = rill_params(stage);
  rill_leaders_t *leaders = rill_state(stage);
  if (p->capacity > 0 && (int64_t) leaders->items.count == p->capacity)
    return rill_total_full(stage, p->capacity, "ties");
  return rill_buffer_push(&leaders->items, item) ? NULL
                                                 : rill_error_no_memory();
}

/* NULL, or what is wrong. */
static rill_error_t *leaders_take(rill_stage_t *stage, rill_value_t item,
                                  int direction) {
  const rill_leaders_params_t *p = rill_params(stage);
  rill_leaders_t *leaders = rill_state(stage);
  int order = direction;
  rill_value_t key = rill_invoke1(&p->key, item);
  if (key.kind == RILL_ERROR) return rill_as_error(key);
  rill_error_t *error = NULL;
  if (leaders->items.count > 0)
    error = rill_order(stage, &p->cmp, key, leaders->key, &order);
  if (error != NULL || stage->closed || order != direction)
    rill_value_unref(key);
  if (error != NULL || stage->closed) return error;
  if (order == direction) leaders_restart(stage, key);
  if (order != -direction) return leaders_add(stage, item);
  rill_tell(stage, item);
  return NULL;
}

size_t rill_leaders_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count, int direction) {
  for (size_t i = 0; i < count && !stage->closed; i++) {
    rill_error_t *error = leaders_take(stage, items[i], direction);
    if (error != NULL) rill_emit_error(stage, error);
  }
  return count;
}

void rill_leaders_complete(rill_stage_t *stage) {
  rill_leaders_t *leaders = rill_state(stage);
  size_t count = leaders->items.count;
  rill_total_set(stage, rill_buffer_cut(&leaders->items, count, count));
}

void rill_leaders_release(rill_stage_t *stage) {
  rill_leaders_t *leaders = rill_state(stage);
  rill_value_unref(leaders->key);
  rill_let_go_buffer(stage, &leaders->items);
  rill_total_release(stage);
}
