/* SPDX-License-Identifier: MIT */
/* find_index: the index of the first item that a predicate holds for, or -1. */
#include "shared/call.h"
#include "shared/predicate.h"
#include "shared/total.h"

#include <rill/filter.h>

struct find_index {
  rill_result_t result;
  int64_t index;
};

/* What is passed over uses no demand up. */
static size_t find_index_next(rill_stage_t *stage, const rill_value_t *items,
                              size_t count) {
  struct find_index *state = rill_state(stage);
  for (size_t i = 0; i < count && !stage->closed; i++) {
    int64_t index = state->index;
    rill_value_t found = rill_predicate_ask_next(stage, rill_params(stage),
                                                 items[i], &state->index);
    if (found.kind == RILL_ERROR)
      rill_emit_failure(stage, found);
    else if (rill_as_bool(found))
      rill_total_set(stage, rill_int(index));
  }
  return 0;
}

static void find_index_complete(rill_stage_t *stage) {
  rill_total_set(stage, rill_int(-1));
}

static const rill_stage_ops_t find_index_ops = {
    .name = "find_index",
    .state_size = sizeof(struct find_index),
    .params_size = sizeof(rill_fn_t),
    .check = rill_predicate1_check,
    .forget = rill_call_forget,
    .next = find_index_next,
    .complete = find_index_complete,
    .request = rill_total_request_one,
    .release = rill_total_release,
};

rill_operator_t *rill_find_index(rill_fn_t pred) {
  return rill_operator_make(&find_index_ops, &pred);
}
