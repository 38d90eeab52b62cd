/* SPDX-License-Identifier: MIT */
/* catch: after an error, goes on with the stream that the handler gives. */
#include "shared/call.h"
#include "shared/resubscribe.h"

#include <rill/recover.h>

/* The second failure, which the first has led to. */
static rill_error_t *caught_again(rill_error_t *first, rill_error_t *second) {
  if (second == first || rill_error_cause(second) != NULL ||
      !rill_is_none(rill_error_payload(second)) ||
      second == rill_error_no_memory()) {
    rill_unref(first);
    return second;
  }
  rill_error_t *both = rill_error_wrap(first, rill_error_code(second), "%s",
                                       rill_error_message(second));
  rill_unref(second);
  return both;
}

static void catch_error(rill_stage_t *stage, rill_error_t *error) {
  const rill_fn_t *handler = rill_params(stage);
  rill_value_t answer = rill_invoke1(handler, rill_fail(error));
  if (stage->closed) {
    rill_value_unref(answer);
  } else if (answer.kind == RILL_ERROR) {
    rill_emit_error(stage, caught_again(error, rill_as_error(answer)));
    return;
  } else {
    rill_resubscribe_run(stage, rill_state(stage), rill_from_value(answer), 0);
  }
  rill_unref(error);
}

static void catch_init(rill_stage_t *stage) {
  rill_resubscribe_t *r = rill_state(stage);
  r->end = rill_emit_end;
}

static size_t catch_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count) {
  return rill_resubscribe_pass(stage, rill_state(stage), items, count);
}

static void catch_request(rill_stage_t *stage, int64_t count) {
  rill_resubscribe_request(stage, rill_state(stage), count);
}

static void catch_release(rill_stage_t *stage) {
  rill_resubscribe_release(rill_state(stage));
}

static const rill_stage_ops_t catch_ops = {
    .name = "catch",
    .state_size = sizeof(rill_resubscribe_t),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call1_check,
    .forget = rill_call_forget,
    .init = catch_init,
    .next = catch_next,
    .error = catch_error,
    .request = catch_request,
    .release = catch_release,
};

rill_operator_t *rill_catch(rill_fn_t handler) {
  return rill_operator_make(&catch_ops, &handler);
}
