/* SPDX-License-Identifier: MIT */
/* kernels: a row of pure functions, a batch at a time.
 *
 * Whether they run ahead of each other cannot be told: they are pure, and an
 * end at item k comes after the items before it. Numbers of one kind go from
 * kernel to kernel as a column, an array without kinds, as far as the kernels
 * have a form for it. */
#include "core/driver.h"

typedef union column {
  int64_t ints[RILL_BATCH];
  double doubles[RILL_BATCH];
} column_t;

/* What is on its way: items, or, if `kind` is set, a column. */
typedef struct batch {
  const rill_value_t *items;
  rill_value_t *boxed; /* room for items */
  column_t *column, *spare;
  uint32_t kind; /* RILL_INT, RILL_DOUBLE or 0 */
  size_t count;
} batch_t;

/* The kernel of a stage that takes columns of this kind. */
static const rill_kernel_t *kernel_for(const rill_stage_t *s, uint32_t kind) {
  if (!s->ops->columns) return NULL;
  const rill_kernel_t *kernel = ((const rill_fn_t *) rill_params(s))->kernel;
  if (kind == 0 || kernel->in_kind != kind) return NULL;
  if (s->ops->code != RILL_CODE_FOLD && s->ops->code != RILL_CODE_SCAN)
    return kernel;
  if (s->ops->code == RILL_CODE_SCAN && kernel->scan_column == NULL)
    return NULL;
  const struct rill_fold_state *fold = rill_state(s);
  bool fits = fold->seeded ? fold->accumulator.kind == kernel->out_kind
                           : kind == kernel->out_kind;
  return fits ? kernel : NULL;
}

RILL_PRIVATE_LOOP integers_loop(int64_t first, int64_t *out, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = first + (int64_t) i;
  return count;
}
RILL_PRIVATE_COLUMNS(integers, (int64_t first, int64_t *out, size_t count),
                     (first, out, count))

static void column_of_ints(batch_t *b, int64_t first) {
  integers_column(first, b->column->ints, b->count);
  b->kind = RILL_INT;
}

/* If all are numbers of one kind. */
static void unbox(batch_t *b) {
  uint32_t kind = b->items[0].kind, other = 0;
  for (size_t i = 0; i < b->count; i++) {
    b->column->ints[i] = b->items[i].as.i; /* the bits of a double, too */
    other |= b->items[i].kind ^ kind;
  }
  if (other == 0) b->kind = kind;
}

static rill_value_t column_get(const batch_t *b, size_t i) {
  return (rill_value_t){b->kind, 0, {.i = b->column->ints[i]}};
}

static void box(batch_t *b) {
  if (b->kind == 0) return;
  for (size_t i = 0; i < b->count; i++) b->boxed[i] = column_get(b, i);
  b->items = b->boxed;
  b->kind = 0;
}

static void column_fold(rill_stage_t *s, const rill_kernel_t *kernel,
                        batch_t *b) {
  struct rill_fold_state *fold = rill_state(s);
  size_t i = 0;
  if (!fold->seeded) {
    fold->accumulator = column_get(b, i++);
    fold->seeded = true;
  }
  kernel->fold_column(&fold->accumulator, b->column->ints + i, b->count - i);
  b->count = 0;
}

/* What was written to the other column is on its way now. */
static void column_swap(const rill_kernel_t *kernel, batch_t *b) {
  column_t *spare = b->column;
  b->column = b->spare;
  b->spare = spare;
  b->kind = kernel->out_kind;
}

static void column_scan(rill_stage_t *s, const rill_kernel_t *kernel,
                        batch_t *b) {
  struct rill_fold_state *scan = rill_state(s);
  size_t i = 0;
  if (!scan->seeded) {
    scan->accumulator = column_get(b, i);
    scan->seeded = true;
    b->spare->ints[i] = b->column->ints[i];
    i++;
  }
  kernel->scan_column(&scan->accumulator, b->column->ints + i,
                      b->spare->ints + i, b->count - i);
  column_swap(kernel, b);
}

static void column_map(const rill_kernel_t *kernel, batch_t *b) {
  b->count = kernel->column(b->column, b->spare, b->count);
  column_swap(kernel, b);
}

/* One stage, on items. */
static rill_batch_t run_boxed(rill_stage_t *s, batch_t *b) {
  box(b);
  rill_batch_t answer = s->ops->batch(s, b->items, b->boxed, b->count);
  b->items = b->boxed;
  b->count = answer.out;
  return answer;
}

static rill_batch_t run_kernel(rill_stage_t *s, batch_t *b) {
  const rill_kernel_t *kernel = kernel_for(s, b->kind);
  if (kernel == NULL && b->kind == 0 && s->kernels > 1 &&
      kernel_for(s, b->items[0].kind) != NULL) {
    unbox(b);
    kernel = kernel_for(s, b->kind);
  }
  if (kernel == NULL) return run_boxed(s, b);
  if (s->ops->code == RILL_CODE_FOLD)
    column_fold(s, kernel, b);
  else if (s->ops->code == RILL_CODE_SCAN)
    column_scan(s, kernel, b);
  else
    column_map(kernel, b);
  return (rill_batch_t){.out = b->count, .then = RILL_PASS};
}

size_t rill_run_kernels(rill_stage_t *first, const rill_value_t *items,
                        int64_t from, size_t count) {
  rill_value_t boxed[RILL_BATCH];
  column_t columns[2];
  batch_t b = {items, boxed, &columns[0], &columns[1], 0, count};
  rill_batch_t end = {.then = RILL_PASS};
  rill_stage_t *ender = NULL, *s = first;
  if (items == NULL) column_of_ints(&b, from);
  for (unsigned left = first->kernels; left > 0 && b.count > 0;
       left--, s = s->down) {
    rill_batch_t answer = run_kernel(s, &b);
    if (answer.then == RILL_PASS) continue;
    if (end.then == RILL_FAIL) rill_value_unref(end.error);
    end = answer;
    ender = s;
  }
  if (ender != NULL && end.then != RILL_FAIL) rill_close_from(ender);
  size_t used = 0;
  if (b.count > 0) {
    box(&b);
    used = rill_deliver(s, b.items, b.count);
  }
  if (ender == NULL) return used;
  if (end.then == RILL_FAIL)
    rill_emit_failure(ender, end.error);
  else
    rill_finish_row(ender);
  return used;
}
