/* SPDX-License-Identifier: MIT */
/* expand: its inner streams, of which some are hungry. */
#include "shared/expand.h"

static rill_expand_list_t *inner_list(rill_expand_t *e,
                                      rill_expand_inner_t *inner) {
  return inner->credit > 0 ? &e->fed : &e->hungry;
}

static void inner_link(rill_expand_t *e, rill_expand_inner_t *inner) {
  rill_expand_list_t *list = inner_list(e, inner);
  inner->next = NULL;
  inner->back = list->last;
  if (list->last != NULL)
    list->last->next = inner;
  else
    list->first = inner;
  list->last = inner;
}

static void inner_unlink(rill_expand_t *e, rill_expand_inner_t *inner) {
  rill_expand_list_t *list = inner_list(e, inner);
  if (inner->back != NULL)
    inner->back->next = inner->next;
  else
    list->first = inner->next;
  if (inner->next != NULL)
    inner->next->back = inner->back;
  else
    list->last = inner->back;
}

void rill_expand_credit(rill_expand_t *e, rill_expand_inner_t *inner,
                        int64_t credit) {
  e->credit += credit - inner->credit;
  if ((credit > 0) != (inner->credit > 0)) {
    inner_unlink(e, inner);
    inner->credit = credit;
    inner_link(e, inner);
  }
  inner->credit = credit;
}

static void inner_forget(rill_expand_t *e, rill_expand_inner_t *inner) {
  inner_unlink(e, inner);
  e->credit -= inner->credit;
  e->running--;
}

static size_t inner_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  rill_stage_t *stage = rill_run_parent(sink);
  rill_expand_inner_t *inner = rill_state(sink);
  if (stage->closed) return count;
  rill_expand_credit(rill_state(stage), inner, inner->credit - (int64_t) count);
  rill_expand_queue(stage, items, count);
  return count;
}

static void inner_complete(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  inner_forget(rill_state(stage), rill_state(sink));
  rill_run_end(sink);
  rill_expand_settle(stage);
}

static void inner_error(rill_stage_t *sink, rill_error_t *error) {
  rill_expand_fail(rill_run_parent(sink), error);
  inner_complete(sink);
}

static const rill_stage_ops_t inner_ops = {
    .name = "inner",
    .state_size = sizeof(rill_expand_inner_t),
    .next = inner_next,
    .complete = inner_complete,
    .error = inner_error,
};

void rill_expand_run(rill_stage_t *stage, rill_observable_t *observable) {
  rill_expand_t *e = rill_state(stage);
  rill_stage_t *sink = rill_run_new(stage, observable, &inner_ops);
  if (sink == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  inner_link(e, rill_state(sink));
  e->running++;
  rill_run_start(sink);
}

static void inner_cancel(rill_expand_t *e, rill_expand_inner_t *inner) {
  inner_forget(e, inner);
  rill_run_cancel(rill_stage_of(inner));
}

void rill_expand_cancel(rill_expand_t *e) {
  while (e->fed.first != NULL) inner_cancel(e, e->fed.first);
  while (e->hungry.first != NULL) inner_cancel(e, e->hungry.first);
}
