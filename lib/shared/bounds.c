/* SPDX-License-Identifier: MIT */
/* bounds: the open spans, and the way of an item through a decider. */
#include "shared/bounds.h"

/* --- Building ------------------------------------------------------------- */

rill_error_t *rill_bounds_check(const void *params) {
  const rill_bounds_params_t *p = params;
  if (p->capacity < 1)
    return rill_refuse("capacity is %lld (must be > 0)",
                       (long long) p->capacity);
  return p->kind->check != NULL ? p->kind->check(p) : NULL;
}

void rill_bounds_forget(void *params) {
  rill_bounds_params_t *p = params;
  rill_unref(p->stream);
  rill_fn_drop(p->fn);
}

void rill_bounds_init(rill_bounds_t *b, rill_stage_t *stage, const char *name,
                      const rill_bounds_params_t *params,
                      const rill_collector_t *collector) {
  b->params = params;
  b->collector = collector;
  b->stage = stage;
  b->name = name;
}

/* --- Spans ---------------------------------------------------------------- */

static rill_span_t *span_new(rill_bounds_t *b) {
  rill_span_t *span = b->spare;
  if (span == NULL) return rill_allocate_zeroed(sizeof *span);
  b->spare = NULL;
  *span = (rill_span_t){.next = NULL};
  return span;
}

static void span_drop(rill_bounds_t *b, rill_span_t *span) {
  if (b->spare == NULL)
    b->spare = span;
  else
    rill_release(span, sizeof *span);
}

rill_span_t *rill_span_open(rill_bounds_t *b, bool exact) {
  if (rill_bounds_over(b)) return NULL;
  rill_span_t *span = span_new(b);
  if (span == NULL) {
    b->collector->fail(b, rill_error_no_memory());
    return NULL;
  }
  span->number = b->opened++;
  span->from = b->items;
  span->back = b->last;
  *(b->last != NULL ? &b->last->next : &b->first) = span;
  b->last = span;
  b->collector->open(b, span, exact);
  return rill_bounds_over(b) ? NULL : span;
}

static void span_unlink(rill_bounds_t *b, rill_span_t *span) {
  *(span->back != NULL ? &span->back->next : &b->first) = span->next;
  *(span->next != NULL ? &span->next->back : &b->last) = span->back;
}

void rill_span_close(rill_bounds_t *b, rill_span_t *span, bool exact) {
  span_unlink(b, span);
  b->collector->close(b, span, exact);
  span_drop(b, span);
}

void rill_span_swap(rill_bounds_t *b, bool exact) {
  int64_t opened = b->opened;
  rill_span_open(b, exact);
  while (!rill_bounds_over(b) && b->first != NULL && b->first->number < opened)
    rill_span_close(b, b->first, exact);
}

/* --- Running -------------------------------------------------------------- */

void rill_bounds_open(rill_bounds_t *b) {
  if (b->params->kind->open != NULL) b->params->kind->open(b);
}

void rill_bounds_start(rill_bounds_t *b) {
  if (b->params->kind->start != NULL && !rill_bounds_over(b))
    b->params->kind->start(b);
}

void rill_bounds_ready(rill_bounds_t *b) {
  if (b->params->kind->ready != NULL && !rill_bounds_over(b))
    b->params->kind->ready(b);
}

bool rill_bounds_take(rill_bounds_t *b, rill_value_t item) {
  const rill_bounds_kind_t *kind = b->params->kind;
  bool last = kind->before != NULL && kind->before(b, item);
  bool over = rill_bounds_over(b);
  if (over || b->first == NULL) {
    b->collector->miss(b, item);
    return over;
  }
  b->items++;
  b->collector->put(b, item);
  if (kind->after != NULL && !rill_bounds_over(b)) kind->after(b);
  if (last && !rill_bounds_over(b) && b->first != NULL)
    rill_span_close(b, b->first, true);
  return true;
}

size_t rill_bounds_take_row(rill_bounds_t *b, const rill_supply_t *items) {
  const rill_bounds_kind_t *kind = b->params->kind;
  if (kind->row == NULL) return 0;
  kind->begin(b);
  if (b->first == NULL || rill_bounds_over(b)) return 0;
  int64_t count = kind->row(b);
  if ((uint64_t) count > items->count) count = (int64_t) items->count;
  rill_supply_t row = rill_supply_part(items, 0, (uint64_t) count);
  if (!b->collector->put_row(b, &row)) return 0;
  b->items += count;
  b->gap -= count;
  if (!rill_bounds_over(b)) kind->after(b);
  return (size_t) count;
}

static void run_stop(rill_stage_t **run) {
  rill_stage_t *sink = *run;
  *run = NULL;
  if (sink != NULL) rill_run_cancel(sink);
}

void rill_bounds_stop(rill_bounds_t *b) {
  b->stopped = true;
  rill_alarm_stop(&b->alarm);
  run_stop(&b->edge);
  for (rill_span_t *span = b->first; span != NULL; span = span->next)
    run_stop(&span->closing);
}

void rill_bounds_release(rill_bounds_t *b) {
  rill_bounds_stop(b);
  rill_cut_release(&b->cut);
  while (b->first != NULL) {
    rill_span_t *span = b->first;
    span_unlink(b, span);
    rill_release(span, sizeof *span);
  }
  rill_release(b->spare, sizeof *b->spare);
  b->spare = NULL;
}
