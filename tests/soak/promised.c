/* SPDX-License-Identifier: MIT */
/* promised: stages whose items come back by promises, which other threads
 * settle. */
#include <stdlib.h>

#include "pipeline.h"

/* --- Settled by another thread -------------------------------------------- */

struct settle {
  rill_deferred_t *deferred;
  rill_value_t item;
};

static void settle_free(void *context) {
  struct settle *settle = context;
  rill_unref(settle->deferred);
  rill_value_unref(settle->item);
  free(settle);
}

static rill_value_t settle_there(void *context) {
  const struct settle *settle = context;
  rill_deferred_resolve(settle->deferred, rill_value_ref(settle->item));
  return rill_none();
}

static rill_value_t settled(rill_value_t item, void *home) {
  struct settle *settle = malloc(sizeof *settle);
  if (settle == NULL) abort();
  settle->deferred = rill_deferred_new(home);
  settle->item = rill_value_ref(item);
  rill_promise_t *promise = rill_deferred_promise(settle->deferred);
  rill_deferred_hold(settle->deferred);
  int code =
      rill_post(world[PLACE_POOL],
                rill_call_with(settle_there, rill_own(settle, settle_free)));
  if (code == 0) return rill_object(promise);
  rill_unref(promise);
  return rill_fail(rill_error_new(code, "the pool takes no post"));
}

/* --- Worked on by an executor --------------------------------------------- */

struct work {
  rill_value_t item;
};

static void work_free(void *context) {
  struct work *work = context;
  rill_value_unref(work->item);
  free(work);
}

static rill_value_t work_there(void *context) {
  const struct work *work = context;
  if (rill_is_canceled()) return rill_none();
  return rill_value_ref(work->item);
}

static rill_value_t submitted(rill_value_t item, void *home) {
  struct work *work = malloc(sizeof *work);
  if (work == NULL) abort();
  work->item = rill_value_ref(item);
  return rill_object(
      rill_submit(world[PLACE_POOL], home,
                  rill_call_with(work_there, rill_own(work, work_free))));
}

static rill_value_t same(rill_value_t item, void *context) {
  (void) context;
  return rill_value_ref(item);
}

static rill_value_t mapped(rill_value_t list, void *home) {
  return rill_object(rill_executor_map(world[PLACE_POOL], home,
                                       rill_value_ref(list), rill_call(same)));
}

/* --- Stages --------------------------------------------------------------- */

static rill_operator_t *ask_for(rill_fn_t promise, uint32_t number) {
  switch (number % 3) {
  case 0:
    return rill_concat_map(promise);
  case 1:
    return rill_flat_map_ordered(promise, .max_concurrent = 8);
  default:
    return rill_flat_map(promise, .max_concurrent = 8);
  }
}

rill_operator_t *promised_stage(const stage_t *stage, rill_scheduler_t *home) {
  uint32_t number = stage->number;
  rill_operator_t *there = rill_observe_on(home, .delay_error = true);
  if (stage->kind == STAGE_PROMISE)
    return rill_compose(
        there, ask_for(rill_call_with(settled, rill_borrow(home)), number));
  if (stage->kind == STAGE_SUBMIT)
    return rill_compose(
        there, ask_for(rill_call_with(submitted, rill_borrow(home)), number));
  return rill_compose(
      there, rill_buffer_with_count(1 + number % 20),
      ask_for(rill_call_with(mapped, rill_borrow(home)), number),
      rill_concat_map(rill_call(same)));
}
