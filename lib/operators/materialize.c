/* SPDX-License-Identifier: MIT */
/* materialize: the signals of the stream as items. */
#include "shared/result.h"

#include <rill/transform.h>

struct materialize {
  rill_result_t end; /* its notification, when it was not asked for in time */
  int64_t demand;
};

static size_t materialize_next(rill_stage_t *stage, const rill_value_t *items,
                               size_t count) {
  struct materialize *m = rill_state(stage);
  size_t all = 0;
  for (size_t i = 0; i < count && !stage->closed; i++) {
    rill_value_t item =
        rill_notification(RILL_SIGNAL_NEXT, rill_value_ref(items[i]));
    if (item.kind == RILL_ERROR) {
      rill_emit_failure(stage, item);
      break;
    }
    size_t used = rill_emit_own(stage, item);
    rill_demand_use(&m->demand, used);
    all += used;
  }
  return all;
}

/* Takes over the notification. */
static void materialize_end(rill_stage_t *stage, rill_value_t end) {
  struct materialize *m = rill_state(stage);
  m->end.wanted = m->demand > 0;
  if (end.kind == RILL_ERROR)
    rill_emit_failure(stage, end);
  else
    rill_result_set(stage, &m->end, end);
}

static void materialize_complete(rill_stage_t *stage) {
  materialize_end(stage, rill_notification(RILL_SIGNAL_COMPLETE, rill_none()));
}

static void materialize_error(rill_stage_t *stage, rill_error_t *error) {
  materialize_end(stage,
                  rill_notification(RILL_SIGNAL_ERROR, rill_fail(error)));
}

static void materialize_request(rill_stage_t *stage, int64_t count) {
  struct materialize *m = rill_state(stage);
  rill_demand_add(&m->demand, count);
  if (m->end.ready)
    rill_result_request(stage, &m->end);
  else
    rill_ask(stage, count);
}

static void materialize_release(rill_stage_t *stage) {
  rill_result_release(stage, &((struct materialize *) rill_state(stage))->end);
}

static const rill_stage_ops_t materialize_ops = {
    .name = "materialize",
    .state_size = sizeof(struct materialize),
    .next = materialize_next,
    .complete = materialize_complete,
    .error = materialize_error,
    .request = materialize_request,
    .release = materialize_release,
};

rill_operator_t *rill_materialize(void) {
  return rill_operator_make(&materialize_ops, NULL);
}
