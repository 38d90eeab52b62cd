/* SPDX-License-Identifier: MIT */
/* top: the greatest items, as a list that begins with the greatest. */
#include "core/dropped.h"
#include "shared/options.h"
#include "shared/order.h"
#include "shared/total.h"

#include <rill/aggregate.h>

struct top_params {
  int64_t n;
  rill_fn_t cmp;
};

struct entry {
  rill_value_t item;
  uint64_t number; /* of equal items the earlier is the greater */
};

/* A heap: the least of them is the first, so that it can be replaced. */
struct top {
  rill_result_t result;
  struct entry *entries;
  size_t count, room;
  uint64_t seen;
};

static rill_error_t *top_check(const void *params) {
  const struct top_params *p = params;
  if (p->n < 0)
    return rill_refuse("n is %lld (must be >= 0)", (long long) p->n);
  return rill_check_optional_fn(p->cmp, 2, "cmp");
}

static void top_forget(void *params) {
  rill_fn_drop(((struct top_params *) params)->cmp);
}

/* --- The heap ------------------------------------------------------------- */

static rill_error_t *top_is_less(rill_stage_t *stage, const struct entry *a,
                                 const struct entry *b, bool *less) {
  const struct top_params *p = rill_params(stage);
  int order = 0;
  rill_error_t *error = rill_order(stage, &p->cmp, a->item, b->item, &order);
  *less = order < 0 || (order == 0 && a->number > b->number);
  return error;
}

static void swap(struct entry *a, struct entry *b) {
  struct entry c = *a;
  *a = *b;
  *b = c;
}

/* Both only swap, so that a failure leaves every item in its place. */
static rill_error_t *top_sift_up(rill_stage_t *stage, struct entry *entries,
                                 size_t at) {
  while (at > 0) {
    size_t parent = (at - 1) / 2;
    bool less;
    rill_error_t *error =
        top_is_less(stage, &entries[at], &entries[parent], &less);
    if (error != NULL || !less) return error;
    swap(&entries[at], &entries[parent]);
    at = parent;
  }
  return NULL;
}

static rill_error_t *top_sift_down(rill_stage_t *stage, struct entry *entries,
                                   size_t count) {
  for (size_t at = 0, child; (child = 2 * at + 1) < count; at = child) {
    bool less = false;
    rill_error_t *error = NULL;
    if (child + 1 < count)
      error = top_is_less(stage, &entries[child + 1], &entries[child], &less);
    if (error != NULL) return error;
    child += less;
    error = top_is_less(stage, &entries[child], &entries[at], &less);
    if (error != NULL || !less) return error;
    swap(&entries[child], &entries[at]);
  }
  return NULL;
}

static bool top_grow(struct top *top) {
  size_t room = top->room > 0 ? 2 * top->room : 8;
  struct entry *entries = rill_allocate(room * sizeof *entries);
  if (entries == NULL) return false;
  if (top->count > 0)
    memcpy(entries, top->entries, top->count * sizeof *entries);
  rill_release(top->entries, top->room * sizeof *entries);
  top->entries = entries;
  top->room = room;
  return true;
}

static rill_error_t *top_add(rill_stage_t *stage, rill_value_t item) {
  struct top *top = rill_state(stage);
  if (top->count == top->room && !top_grow(top)) return rill_error_no_memory();
  top->entries[top->count] = (struct entry){rill_value_ref(item), top->seen++};
  return top_sift_up(stage, top->entries, top->count++);
}

/* In place of the least, if it is greater. */
static rill_error_t *top_replace(rill_stage_t *stage, rill_value_t item) {
  struct top *top = rill_state(stage);
  struct entry entry = {item, top->seen++};
  bool less;
  rill_error_t *error = top_is_less(stage, &entry, &top->entries[0], &less);
  if (error != NULL || stage->closed) return error;
  rill_value_t before = top->entries[0].item;
  if (less) {
    rill_tell(stage, item);
    return NULL;
  }
  rill_value_ref(item);
  top->entries[0] = entry;
  rill_let_go(stage, before);
  return top_sift_down(stage, top->entries, top->count);
}

static size_t top_next(rill_stage_t *stage, const rill_value_t *items,
                       size_t count) {
  const struct top_params *p = rill_params(stage);
  const struct top *top = rill_state(stage);
  if (p->n == 0) rill_tell_row(stage, items, count);
  for (size_t i = 0; i < count && p->n > 0 && !stage->closed; i++) {
    rill_error_t *error = (int64_t) top->count < p->n
                              ? top_add(stage, items[i])
                              : top_replace(stage, items[i]);
    if (error != NULL) rill_emit_error(stage, error);
  }
  return count;
}

/* --- The list ------------------------------------------------------------- */

/* Puts the least last, then the next one before it, and so on. */
static rill_error_t *top_order(rill_stage_t *stage) {
  struct top *top = rill_state(stage);
  rill_error_t *error = NULL;
  for (size_t i = top->count; i > 1 && error == NULL && !stage->closed; i--) {
    swap(&top->entries[0], &top->entries[i - 1]);
    error = top_sift_down(stage, top->entries, i - 1);
  }
  return error;
}

/* The items are the list's then. */
static rill_value_t top_list(struct top *top) {
  size_t count = top->count, size = count * sizeof(rill_value_t);
  if (count == 0) return rill_list(NULL, 0);
  rill_value_t *items = rill_allocate(size);
  if (items == NULL) return rill_fail(rill_error_no_memory());
  for (size_t i = 0; i < count; i++) items[i] = top->entries[i].item;
  top->count = 0;
  rill_value_t list = rill_list_own(items, count);
  rill_release(items, size);
  return list;
}

static void top_complete(rill_stage_t *stage) {
  rill_error_t *error = top_order(stage);
  if (error != NULL)
    rill_emit_error(stage, error);
  else if (!stage->closed)
    rill_total_set(stage, top_list(rill_state(stage)));
}

static void top_release(rill_stage_t *stage) {
  struct top *top = rill_state(stage);
  for (size_t i = 0; i < top->count; i++)
    rill_let_go(stage, top->entries[i].item);
  rill_release(top->entries, top->room * sizeof *top->entries);
  rill_total_release(stage);
}

static const rill_stage_ops_t top_ops = {
    .name = "top",
    .state_size = sizeof(struct top),
    .params_size = sizeof(struct top_params),
    .check = top_check,
    .forget = top_forget,
    RILL_TOTAL_OPS,
    .next = top_next,
    .complete = top_complete,
    .release = top_release,
};

rill_operator_t *rill_top_opts(const rill_top_opts_t *options) {
  RILL_OPTIONS(rill_top_opts_t, o, options);
  struct top_params params = {o.n, o.cmp};
  return rill_operator_make(&top_ops, &params);
}
