/* SPDX-License-Identifier: MIT */
/* delay_with: an item goes on when the stream that it leads to says so. */
#include "core/dropped.h"
#include "shared/flatten.h"
#include "shared/options.h"

#include <rill/time.h>

/* --- A stream that gives one item at its own first item, or its end ------- */

struct gate {
  bool open, wanted, passed;
};

static void gate_start(rill_stage_t *stage) { rill_ask(stage, 1); }

static void gate_pass(rill_stage_t *stage) {
  struct gate *gate = rill_state(stage);
  if (!gate->open || !gate->wanted || gate->passed) return;
  gate->passed = true;
  rill_emit_one(stage, *(const rill_value_t *) rill_params(stage));
  rill_emit_complete(stage);
}

static void gate_open(rill_stage_t *stage) {
  ((struct gate *) rill_state(stage))->open = true;
  rill_close_upstream(stage);
  gate_pass(stage);
}

static size_t gate_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count) {
  (void) items;
  if (count > 0) gate_open(stage);
  return count;
}

static void gate_request(rill_stage_t *stage, int64_t count) {
  (void) count;
  ((struct gate *) rill_state(stage))->wanted = true;
  gate_pass(stage);
}

static void gate_release(rill_stage_t *stage) {
  const struct gate *gate = rill_state(stage);
  if (!gate->passed)
    rill_tell(stage, *(const rill_value_t *) rill_params(stage));
}

static void gate_forget(void *params) {
  rill_value_unref(*(rill_value_t *) params);
}

static const rill_stage_ops_t gate_ops = {
    .name = "delay_with",
    .state_size = sizeof(struct gate),
    .params_size = sizeof(rill_value_t),
    .forget = gate_forget,
    .start = gate_start,
    .next = gate_next,
    .complete = gate_open,
    .request = gate_request,
    .release = gate_release,
};

/* --- All of them, side by side -------------------------------------------- */

static rill_value_t delay_with_stream(rill_value_t item, void *context) {
  rill_value_t answer = rill_invoke1(context, item);
  if (answer.kind == RILL_ERROR) return answer;
  rill_value_t kept = rill_value_ref(item);
  rill_operator_t *gate = rill_operator_make(&gate_ops, &kept);
  return rill_object(rill_pipe_array(rill_from_value(answer), &gate, 1, NULL));
}

static void delay_with_drop(void *context) {
  rill_fn_drop(*(rill_fn_t *) context);
  rill_release(context, sizeof(rill_fn_t));
}

static rill_error_t *delay_with_check(const void *params) {
  const rill_flatten_params_t *p = params;
  if (p->max < 1)
    return rill_refuse("capacity is %lld (must be > 0)", (long long) p->max);
  return rill_check_fn(*(const rill_fn_t *) p->fn.context, 1, "f");
}

static const rill_stage_ops_t delay_with_ops = {
    .name = "delay_with",
    RILL_FLATTEN_OPS,
    .check = delay_with_check,
};

rill_operator_t *rill_delay_with_opts(const rill_delay_with_opts_t *options) {
  RILL_OPTIONS(rill_delay_with_opts_t, o, options);
  rill_fn_t *f = rill_allocate(sizeof *f);
  if (f == NULL) {
    rill_fn_drop(o.f);
    return rill_operator_failed(rill_error_no_memory());
  }
  *f = o.f;
  rill_flatten_params_t params = {
      .fn = rill_call1(delay_with_stream, rill_own(f, delay_with_drop)),
      .max = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
      .prefetch = 1,
  };
  return rill_operator_make(&delay_with_ops, &params);
}
