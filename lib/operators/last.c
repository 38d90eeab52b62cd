/* SPDX-License-Identifier: MIT */
/* last: the last item, or the last one that a predicate holds for. */
#include "shared/call.h"
#include "shared/options.h"
#include "shared/predicate.h"
#include "shared/total.h"

#include <rill/filter.h>

struct last {
  rill_result_t result;
  rill_value_t latest;
  bool any;
};

static void last_keep(struct last *last, rill_value_t item) {
  rill_value_t before = last->latest;
  last->latest = rill_value_ref(item);
  last->any = true;
  rill_value_unref(before);
}

static size_t last_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count) {
  const rill_fn_t *pred = rill_params(stage);
  if (!rill_fn_is_set(*pred)) {
    if (count > 0) last_keep(rill_state(stage), items[count - 1]);
    return count;
  }
  for (size_t i = 0; i < count && !stage->closed; i++) {
    rill_value_t keep = rill_predicate_ask(stage, pred, items[i]);
    if (keep.kind == RILL_ERROR)
      rill_emit_failure(stage, keep);
    else if (rill_as_bool(keep))
      last_keep(rill_state(stage), items[i]);
  }
  return count;
}

static void last_complete(rill_stage_t *stage) {
  struct last *last = rill_state(stage);
  if (!last->any) {
    rill_total_empty(stage);
    return;
  }
  rill_value_t latest = last->latest;
  last->latest = rill_none();
  rill_total_set(stage, latest);
}

static void last_release(rill_stage_t *stage) {
  rill_value_unref(((struct last *) rill_state(stage))->latest);
  rill_total_release(stage);
}

static const rill_stage_ops_t last_ops = {
  .name = "last",
  .state_size = sizeof(struct last),
  .params_size = sizeof(rill_fn_t),
  .check = rill_predicate_check,
  .forget = rill_call_forget,
  RILL_TOTAL_OPS,
  .next = last_next,
  .complete = last_complete,
  .release = last_release,
};

rill_operator_t *rill_last_opts(const rill_last_opts_t *options) {
  RILL_OPTIONS(rill_last_opts_t, o, options);
  return rill_operator_make(&last_ops, &o.pred);
}
